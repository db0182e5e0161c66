using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Reflection;
using System.Text.RegularExpressions;

using RecoveryRunbooks.PowerShellHost;

namespace Microsoft.PowerShell.Commands;

[Cmdlet(VerbsLifecycle.Invoke, "Expression")]
public sealed class InvokeExpressionCommand : PSCmdlet
{
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true)]
    public string Command { get; set; } = string.Empty;

    protected override void ProcessRecord()
    {
        // Dot-sourced in the caller's scope, with the caller's pipes: what it writes arrives at once.
        var script = InvokeCommand.NewScriptBlock(Command);
        InvokeCommand.InvokeScript(
            useLocalScope: false,
            scriptBlock: ScriptBlock.Create("param($c) . $c"),
            input: null,
            args: [script]).ToList().ForEach(o => WriteObject(o));
    }
}

[Cmdlet(VerbsCommunications.Read, "Host")]
public sealed class ReadHostCommand : PSCmdlet
{
    [Parameter(Position = 0, ValueFromRemainingArguments = true)]
    [AllowNull]
    public object? Prompt { get; set; }

    [Parameter]
    public SwitchParameter AsSecureString { get; set; }

    [Parameter]
    public SwitchParameter MaskInput { get; set; }

    protected override void ProcessRecord()
    {
        try
        {
            WriteObject(AsSecureString ? Host.UI.ReadLineAsSecureString() : Host.UI.ReadLine());
        }
        catch (PSInvalidOperationException e)
        {
            ThrowTerminatingError(new ErrorRecord(e, "InvalidOperation", ErrorCategory.InvalidOperation, null));
        }
    }
}

[Cmdlet(VerbsData.Import, "PowerShellDataFile")]
public sealed class ImportPowerShellDataFileCommand : PSCmdlet
{
    [Parameter(Position = 0)]
    public string[]? Path { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "LP")]
    public string[]? LiteralPath { get; set; }

    [Parameter]
    public SwitchParameter SkipLimitCheck { get; set; }

    protected override void ProcessRecord()
    {
        foreach (var file in Paths.Files(this, Path, LiteralPath))
        {
            var tree = Parser.ParseFile(file, out _, out var errors);
            var table = tree.Find(a => a is HashtableAst, searchNestedScriptBlocks: false);
            try
            {
                if (errors.Length > 0 || table is null)
                {
                    throw new InvalidDataException($"The PowerShell data file '{file}' cannot be parsed: {errors.FirstOrDefault()?.Message ?? "it holds no hashtable"}.");
                }

                WriteObject(table.SafeGetValue());
            }
            catch (Exception e) when (e is InvalidOperationException or InvalidDataException)
            {
                WriteError(new ErrorRecord(e, "CouldNotParseAsPowerShellDataFile", ErrorCategory.InvalidData, file));
            }
        }
    }
}

[Cmdlet(VerbsData.Export, "Clixml", SupportsShouldProcess = true)]
public sealed class ExportClixmlCommand : PSCmdlet
{
    private readonly List<PSObject?> _items = [];

    [Parameter(Position = 0)]
    public string? Path { get; set; }

    [Parameter]
    [Alias("PSPath", "LP")]
    public string? LiteralPath { get; set; }

    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [AllowNull]
    public PSObject? InputObject { get; set; }

    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int Depth { get; set; } = 2;

    [Parameter]
    public SwitchParameter Force { get; set; }

    [Parameter]
    [Alias("NoOverwrite")]
    public SwitchParameter NoClobber { get; set; }

    [Parameter]
    public object? Encoding { get; set; }

    protected override void ProcessRecord() => _items.Add(InputObject);

    protected override void EndProcessing()
    {
        var path = GetUnresolvedProviderPathFromPSPath(Path ?? LiteralPath ?? throw new PSArgumentException("A path is needed."));
        if (!ShouldProcess(path))
        {
            return;
        }

        using var writer = TextFile.Writer(this, path, Encoding ?? "utf8", false, NoClobber, Force);
        writer.Write((string?)Engine.CallStatic(typeof(PSSerializer), "Serialize", _items.Cast<object>().ToList(), Depth, true));
    }
}

[Cmdlet(VerbsData.Import, "Clixml")]
public sealed class ImportClixmlCommand : PSCmdlet
{
    [Parameter(Position = 0, ValueFromPipeline = true)]
    public string[]? Path { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "LP")]
    public string[]? LiteralPath { get; set; }

    protected override void ProcessRecord()
    {
        foreach (var file in Paths.Files(this, Path, LiteralPath))
        {
            foreach (var item in PSSerializer.DeserializeAsList(File.ReadAllText(file)))
            {
                WriteObject(item);
            }
        }
    }
}

[Cmdlet(VerbsCommon.Add, "Type")]
public sealed class AddTypeCommand : PSCmdlet
{
    [Parameter(Position = 0, ParameterSetName = "Source")]
    public string? TypeDefinition { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "Assembly")]
    [Alias("AN")]
    public string[] AssemblyName { get; set; } = [];

    [Parameter(Mandatory = true, ParameterSetName = "Path")]
    [Alias("LiteralPath")]
    public string[] Path { get; set; } = [];

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    [Parameter]
    public SwitchParameter IgnoreWarnings { get; set; }

    protected override void EndProcessing()
    {
        if (TypeDefinition is not null)
        {
            ThrowTerminatingError(new ErrorRecord(
                new PSNotSupportedException("Add-Type -TypeDefinition is not supported by this host: it has no compiler."),
                "CompilerNotSupported",
                ErrorCategory.NotImplemented,
                null));
        }

        foreach (var name in AssemblyName.Concat(Path))
        {
            try
            {
                var assembly = Path.Length > 0 ? Assembly.LoadFrom(GetUnresolvedProviderPathFromPSPath(name)) : Assembly.Load(name);
                if (PassThru)
                {
                    WriteObject(assembly.GetTypes(), enumerateCollection: true);
                }
            }
            catch (Exception e) when (e is IOException or BadImageFormatException)
            {
                WriteError(new ErrorRecord(e, "ASSEMBLY_NOT_FOUND", ErrorCategory.ObjectNotFound, name));
            }
        }
    }
}

[Cmdlet(VerbsCommon.Select, "String", DefaultParameterSetName = "File")]
public sealed class SelectStringCommand : PSCmdlet
{
    [Parameter(ParameterSetName = "Object", Mandatory = true, ValueFromPipeline = true)]
    [AllowNull]
    [AllowEmptyString]
    public PSObject? InputObject { get; set; }

    [Parameter(Position = 0, Mandatory = true)]
    public string[] Pattern { get; set; } = [];

    [Parameter(Position = 1, ParameterSetName = "File")]
    public string[]? Path { get; set; }

    [Parameter(ParameterSetName = "LiteralFile")]
    [Alias("PSPath", "LP")]
    public string[]? LiteralPath { get; set; }

    [Parameter]
    public SwitchParameter SimpleMatch { get; set; }

    [Parameter]
    public SwitchParameter CaseSensitive { get; set; }

    [Parameter]
    public SwitchParameter Quiet { get; set; }

    [Parameter]
    public SwitchParameter List { get; set; }

    [Parameter]
    public SwitchParameter NotMatch { get; set; }

    [Parameter]
    public SwitchParameter AllMatches { get; set; }

    [Parameter]
    public SwitchParameter Raw { get; set; }

    [Parameter]
    public object? Encoding { get; set; }

    private int _line;
    private bool _found;

    protected override void ProcessRecord()
    {
        if (ParameterSetName == "Object")
        {
            if (InputObject?.BaseObject is FileInfo info)
            {
                Look(info.FullName);
            }
            else
            {
                Match(KeyComparer.Text(InputObject), ++_line, "InputStream");
            }

            return;
        }

        foreach (var file in Paths.Files(this, Path, LiteralPath))
        {
            Look(file);
        }
    }

    protected override void EndProcessing()
    {
        if (Quiet)
        {
            WriteObject(_found);
        }
    }

    private void Look(string file)
    {
        var number = 0;
        foreach (var line in File.ReadLines(file, TextFile.EncodingOf(Encoding)))
        {
            if (Match(line, ++number, file) && List)
            {
                return;
            }
        }
    }

    private bool Match(string line, int number, string path)
    {
        var options = CaseSensitive ? RegexOptions.None : RegexOptions.IgnoreCase;
        foreach (var pattern in Pattern)
        {
            var found = Regex.Matches(line, SimpleMatch ? Regex.Escape(pattern) : pattern, options);
            if (found.Count > 0 == NotMatch.IsPresent)
            {
                continue;
            }

            _found = true;
            if (!Quiet)
            {
                WriteObject(Raw ? line : Made(line, number, path, pattern, (AllMatches ? found : found.Take(1)).ToArray()));
            }

            return true;
        }

        return false;
    }

    private static PSObject Made(string line, int number, string path, string pattern, Match[] matches)
    {
        var made = new PSObject();
        made.TypeNames.Insert(0, "RecoveryRunbooks.MatchInfo");
        foreach (var (name, value) in new (string, object?)[]
        {
            ("LineNumber", number), ("Line", line), ("Path", path), ("Filename", System.IO.Path.GetFileName(path)),
            ("Pattern", pattern), ("Matches", matches),
        })
        {
            made.Properties.Add(new PSNoteProperty(name, value));
        }

        var text = path == "InputStream" ? line : $"{path}:{number}:{line}";
        made.Members.Add(new PSScriptMethod("ToString", ScriptBlock.Create("'" + CodeGeneration.EscapeSingleQuotedStringContent(text) + "'")));
        return made;
    }
}

[Cmdlet(VerbsCommon.Get, "PSCallStack")]
public sealed class GetPSCallStackCommand : PSCmdlet
{
    protected override void ProcessRecord()
    {
        var debugger = Engine.Get(Engine.Get(this, "Context")!, "Debugger")!;
        foreach (var frame in (IEnumerable)Engine.Call(debugger, "GetCallStack")!)
        {
            WriteObject(frame);
        }
    }
}

[Cmdlet(VerbsData.Update, "TypeData")]
public sealed class UpdateTypeDataCommand : PSCmdlet
{
    [Parameter(Position = 0)]
    public string[] AppendPath { get; set; } = [];

    [Parameter]
    public string TypeName { get; set; } = string.Empty;

    [Parameter]
    public string? MemberName { get; set; }

    [Parameter]
    public PSMemberTypes MemberType { get; set; } = PSMemberTypes.NoteProperty;

    [Parameter]
    public object? Value { get; set; }

    [Parameter]
    public string[] DefaultDisplayPropertySet { get; set; } = [];

    [Parameter]
    public SwitchParameter Force { get; set; }

    protected override void EndProcessing()
    {
        if (AppendPath.Length > 0)
        {
            ThrowTerminatingError(new ErrorRecord(
                new PSNotSupportedException("Update-TypeData with a file is not supported by this host; -TypeName is."),
                "TypeFilesNotSupported",
                ErrorCategory.NotImplemented,
                null));
        }

        var data = new System.Management.Automation.Runspaces.TypeData(TypeName);
        if (DefaultDisplayPropertySet.Length > 0)
        {
            data.DefaultDisplayPropertySet = new System.Management.Automation.Runspaces.PropertySetData(DefaultDisplayPropertySet);
        }

        if (MemberName is not null)
        {
            data.Members.Add(MemberName, MemberType switch
            {
                PSMemberTypes.ScriptProperty => new System.Management.Automation.Runspaces.ScriptPropertyData(MemberName, LanguagePrimitives.ConvertTo<ScriptBlock>(Value)),
                PSMemberTypes.ScriptMethod => new System.Management.Automation.Runspaces.ScriptMethodData(MemberName, LanguagePrimitives.ConvertTo<ScriptBlock>(Value)),
                PSMemberTypes.AliasProperty => new System.Management.Automation.Runspaces.AliasPropertyData(MemberName, KeyComparer.Text(Value)),
                _ => new System.Management.Automation.Runspaces.NotePropertyData(MemberName, Value),
            });
        }

        data.IsOverride = Force;
        var context = Engine.Get(this, "Context")!;
        var state = (System.Management.Automation.Runspaces.InitialSessionState)Engine.Get(context, "InitialSessionState")!;
        state.Types.Add(new System.Management.Automation.Runspaces.SessionStateTypeEntry(data, isRemove: false));
        Engine.Call(Engine.Get(context, "TypeTable")!, "Update", data);
    }
}
