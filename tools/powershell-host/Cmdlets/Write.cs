using System.Collections;
using System.Management.Automation;

using RecoveryRunbooks.PowerShellHost;

namespace Microsoft.PowerShell.Commands;

[Cmdlet(VerbsCommunications.Write, "Output")]
public sealed class WriteOutputCommand : PSCmdlet
{
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true, ValueFromRemainingArguments = true)]
    [AllowNull]
    [AllowEmptyCollection]
    public PSObject?[]? InputObject { get; set; }

    [Parameter]
    public SwitchParameter NoEnumerate { get; set; }

    protected override void ProcessRecord()
    {
        if (InputObject is null)
        {
            WriteObject(null);
        }
        else if (NoEnumerate)
        {
            WriteObject(InputObject.Length == 1 ? InputObject[0] : InputObject, enumerateCollection: false);
        }
        else
        {
            foreach (var item in InputObject)
            {
                WriteObject(item, enumerateCollection: true);
            }
        }
    }
}

[Cmdlet(VerbsCommunications.Write, "Host")]
public sealed class WriteHostCommand : PSCmdlet
{
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromRemainingArguments = true)]
    [Alias("Msg", "Message")]
    public object? Object { get; set; }

    [Parameter]
    public SwitchParameter NoNewline { get; set; }

    [Parameter]
    public object Separator { get; set; } = " ";

    [Parameter]
    public ConsoleColor ForegroundColor { get; set; } = ConsoleColor.Gray;

    [Parameter]
    public ConsoleColor BackgroundColor { get; set; } = ConsoleColor.Black;

    protected override void ProcessRecord()
    {
        var message = new HostInformationMessage { Message = Text(Object), NoNewLine = NoNewline.IsPresent };
        WriteInformation(message, ["PSHOST"]);
    }

    private string Text(object? value)
    {
        var bare = value is PSObject wrapped ? wrapped.BaseObject : value;
        return bare switch
        {
            null => string.Empty,
            string text => text,
            IDictionary map => string.Join(KeyComparer.Text(Separator), map.Cast<object>().Select(Text)),
            IEnumerable list => string.Join(KeyComparer.Text(Separator), list.Cast<object?>().Select(Text)),
            _ => KeyComparer.Text(value),
        };
    }
}

[Cmdlet(VerbsCommunications.Write, "Information")]
public sealed class WriteInformationCommand : PSCmdlet
{
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true)]
    [Alias("Msg", "Message")]
    [AllowNull]
    public object? MessageData { get; set; }

    [Parameter(Position = 1)]
    public string[] Tags { get; set; } = [];

    protected override void ProcessRecord() => WriteInformation(MessageData, Tags);
}

[Cmdlet(VerbsCommunications.Write, "Warning")]
public sealed class WriteWarningCommand : PSCmdlet
{
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true)]
    [AllowEmptyString]
    [Alias("Msg")]
    public string Message { get; set; } = string.Empty;

    protected override void ProcessRecord() => WriteWarning(Message);
}

[Cmdlet(VerbsCommunications.Write, "Verbose")]
public sealed class WriteVerboseCommand : PSCmdlet
{
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true)]
    [AllowEmptyString]
    [Alias("Msg")]
    public string Message { get; set; } = string.Empty;

    protected override void ProcessRecord() => WriteVerbose(Message);
}

[Cmdlet(VerbsCommunications.Write, "Debug")]
public sealed class WriteDebugCommand : PSCmdlet
{
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true)]
    [AllowEmptyString]
    [Alias("Msg")]
    public string Message { get; set; } = string.Empty;

    protected override void ProcessRecord() => WriteDebug(Message);
}

[Cmdlet(VerbsCommunications.Write, "Progress")]
public sealed class WriteProgressCommand : PSCmdlet
{
    [Parameter(Position = 0)]
    public string Activity { get; set; } = "Processing";

    [Parameter(Position = 1)]
    public string Status { get; set; } = "Processing";

    [Parameter(Position = 2)]
    [ValidateRange(0, int.MaxValue)]
    public int Id { get; set; }

    [Parameter]
    [ValidateRange(-1, 100)]
    public int PercentComplete { get; set; } = -1;

    [Parameter]
    public int SecondsRemaining { get; set; } = -1;

    [Parameter]
    public string CurrentOperation { get; set; } = string.Empty;

    [Parameter]
    public int ParentId { get; set; } = -1;

    [Parameter]
    public SwitchParameter Completed { get; set; }

    [Parameter]
    public int SourceId { get; set; }

    protected override void ProcessRecord() =>
        WriteProgress(new ProgressRecord(Id, Activity.Length == 0 ? " " : Activity, Status.Length == 0 ? " " : Status)
        {
            ParentActivityId = ParentId,
            PercentComplete = PercentComplete,
            SecondsRemaining = SecondsRemaining,
            CurrentOperation = CurrentOperation,
            RecordType = Completed ? ProgressRecordType.Completed : ProgressRecordType.Processing,
        });
}

/// <summary>An exception whose text is the message that a script gave.</summary>
public sealed class WriteErrorException(string message) : Exception(message);

[Cmdlet(VerbsCommunications.Write, "Error", DefaultParameterSetName = "NoException")]
public sealed class WriteErrorCommand : PSCmdlet
{
    [Parameter(ParameterSetName = "WithException", Mandatory = true)]
    public Exception? Exception { get; set; }

    [Parameter(Position = 0, ParameterSetName = "NoException", Mandatory = true, ValueFromPipeline = true)]
    [Parameter(ParameterSetName = "WithException")]
    [AllowNull]
    [AllowEmptyString]
    [Alias("Msg")]
    public string? Message { get; set; }

    [Parameter(Position = 0, ParameterSetName = "ErrorRecord", Mandatory = true)]
    public ErrorRecord? ErrorRecord { get; set; }

    [Parameter(ParameterSetName = "NoException")]
    [Parameter(ParameterSetName = "WithException")]
    public ErrorCategory Category { get; set; } = ErrorCategory.NotSpecified;

    [Parameter(ParameterSetName = "NoException")]
    [Parameter(ParameterSetName = "WithException")]
    public string ErrorId { get; set; } = string.Empty;

    [Parameter(ParameterSetName = "NoException")]
    [Parameter(ParameterSetName = "WithException")]
    public object? TargetObject { get; set; }

    [Parameter]
    public string RecommendedAction { get; set; } = string.Empty;

    [Parameter]
    [Alias("Activity")]
    public string CategoryActivity { get; set; } = string.Empty;

    [Parameter]
    [Alias("Reason")]
    public string CategoryReason { get; set; } = string.Empty;

    [Parameter]
    [Alias("TargetName")]
    public string CategoryTargetName { get; set; } = string.Empty;

    [Parameter]
    [Alias("TargetType")]
    public string CategoryTargetType { get; set; } = string.Empty;

    protected override void ProcessRecord()
    {
        var record = ErrorRecord is { } given
            ? new ErrorRecord(given, null)
            : new ErrorRecord(
                Exception ?? new WriteErrorException(Message ?? string.Empty),
                ErrorId.Length > 0 ? ErrorId : (Exception ?? new WriteErrorException(string.Empty)).GetType().FullName,
                Category,
                TargetObject);
        if (Exception is not null && Message is not null)
        {
            record.ErrorDetails = new ErrorDetails(Message);
        }

        if (RecommendedAction.Length > 0)
        {
            record.ErrorDetails ??= new ErrorDetails(record.Exception.Message);
            record.ErrorDetails.RecommendedAction = RecommendedAction;
        }

        record.CategoryInfo.Activity = CategoryActivity.Length > 0 ? CategoryActivity : record.CategoryInfo.Activity;
        record.CategoryInfo.Reason = CategoryReason.Length > 0 ? CategoryReason : record.CategoryInfo.Reason;
        record.CategoryInfo.TargetName = CategoryTargetName.Length > 0 ? CategoryTargetName : record.CategoryInfo.TargetName;
        record.CategoryInfo.TargetType = CategoryTargetType.Length > 0 ? CategoryTargetType : record.CategoryInfo.TargetType;

        // The caller's line is what a reader wants to see, not the line of Write-Error.
        if (GetVariableValue("MyInvocation") is InvocationInfo { MyCommand.Name: { Length: > 0 } } caller)
        {
            Engine.Call(record, "SetInvocationInfo", caller);
            Engine.Set(record, "PreserveInvocationInfoOnce", true);
            if (CategoryActivity.Length == 0)
            {
                record.CategoryInfo.Activity = "Write-Error";
            }
        }

        WriteError(record);
    }
}

[Cmdlet(VerbsCommon.New, "Object", DefaultParameterSetName = "Net")]
public sealed class NewObjectCommand : PSCmdlet
{
    [Parameter(Position = 0, Mandatory = true, ParameterSetName = "Net")]
    public string TypeName { get; set; } = string.Empty;

    [Parameter(Position = 0, Mandatory = true, ParameterSetName = "Com")]
    public string? ComObject { get; set; }

    [Parameter(Position = 1, ParameterSetName = "Net")]
    [Alias("Args")]
    public object[] ArgumentList { get; set; } = [];

    [Parameter]
    public IDictionary? Property { get; set; }

    [Parameter(ParameterSetName = "Com")]
    public SwitchParameter Strict { get; set; }

    private static readonly ScriptBlock Construct = ScriptBlock.Create(
        "param($t, $a) if ($a.Count -eq 0) { @{ made = $t::new() } } else { @{ made = $t::new.Invoke($a) } }");

    protected override void ProcessRecord()
    {
        if (ComObject is not null)
        {
            ThrowTerminatingError(new ErrorRecord(
                new PSNotSupportedException("New-Object -ComObject is not supported by this host."),
                "ComNotSupported",
                ErrorCategory.NotImplemented,
                ComObject));
        }

        if (!LanguagePrimitives.TryConvertTo<Type>(TypeName, out var type))
        {
            ThrowTerminatingError(new ErrorRecord(
                new PSArgumentException($"Cannot find type [{TypeName}]: verify that the assembly containing this type is loaded."),
                "TypeNotFound",
                ErrorCategory.InvalidType,
                TypeName));
        }

        var made = PSObject.AsPSObject(Create(type!));
        foreach (DictionaryEntry entry in Property ?? new Hashtable())
        {
            Assign(made, KeyComparer.Text(entry.Key), entry.Value);
        }

        WriteObject(made);
    }

    private object Create(Type type)
    {
        if (type == typeof(PSObject) && ArgumentList.Length == 0)
        {
            return new PSObject();
        }

        try
        {
            // The engine's own overload resolution and conversions.
            var made = InvokeCommand.InvokeScript(true, Construct, null, type, ArgumentList);
            return ((IDictionary)made[0].BaseObject)["made"]!;
        }
        catch (RuntimeException e)
        {
            var inner = e.InnerException?.InnerException ?? e.InnerException ?? e;
            ThrowTerminatingError(new ErrorRecord(inner, "ConstructorInvokedThrowException", ErrorCategory.InvalidOperation, type));
            throw;
        }
    }

    private void Assign(PSObject made, string name, object? value)
    {
        if (made.Properties[name] is { } property)
        {
            property.Value = value;
        }
        else if (made.BaseObject is PSCustomObject)
        {
            made.Properties.Add(new PSNoteProperty(name, value));
        }
        else
        {
            WriteError(new ErrorRecord(
                new PSArgumentException($"The member \"{name}\" was not found for the specified .NET object."),
                "InvalidOperationException",
                ErrorCategory.InvalidArgument,
                name));
        }
    }
}
