using System.Management.Automation;

using RecoveryRunbooks.PowerShellHost;

namespace Microsoft.PowerShell.Commands;

/// <summary>Session state with a scope: a name (Global, Local, Script) or a number of scopes up.</summary>
public abstract class VariableCommandBase : PSCmdlet
{
    [Parameter]
    public string? Scope { get; set; }

    private object Internals => Engine.Get(SessionState, "Internal")!;

    protected PSVariable? Find(string name) => (PSVariable?)(Scope is null
        ? SessionState.PSVariable.Get(name)
        : Engine.Call(Internals, "GetVariableAtScope", name, Scope));

    protected IEnumerable<PSVariable> Match(string pattern)
    {
        if (!WildcardPattern.ContainsWildcardCharacters(pattern))
        {
            return Find(pattern) is { } one ? [one] : [];
        }

        var table = (System.Collections.IDictionary)(Scope is null
            ? Engine.Call(Internals, "GetVariableTable")!
            : Engine.Call(Internals, "GetVariableTableAtScope", Scope)!);
        var wildcard = WildcardPattern.Get(pattern, WildcardOptions.IgnoreCase);
        return table.Values.Cast<PSVariable>().Where(v => wildcard.IsMatch(v.Name)).OrderBy(v => v.Name, StringComparer.OrdinalIgnoreCase).ToList();
    }

    protected void Put(PSVariable variable, bool force) =>
        Engine.Call(Internals, "SetVariableAtScope", variable, Scope ?? "Local", force, CommandOrigin.Internal);

    protected void Create(PSVariable variable, bool force) =>
        Engine.Call(Internals, "NewVariableAtScope", variable, Scope ?? "Local", force);

    protected void Delete(PSVariable variable, bool force)
    {
        if (Scope is null)
        {
            Engine.Call(Internals, "RemoveVariable", variable, force);
        }
        else
        {
            Engine.Call(Internals, "RemoveVariableAtScope", variable, Scope, force);
        }
    }

    protected void NotFound(string name) => WriteError(new ErrorRecord(
        new ItemNotFoundException($"Cannot find a variable with the name '{name}'."),
        "VariableNotFound",
        ErrorCategory.ObjectNotFound,
        name));

    protected void Guarded(Action action, object target)
    {
        try
        {
            action();
        }
        catch (SessionStateException e)
        {
            WriteError(new ErrorRecord(e.ErrorRecord, e));
        }
        catch (PSArgumentException e)
        {
            WriteError(new ErrorRecord(e.ErrorRecord, e));
        }
    }
}

[Cmdlet(VerbsCommon.Get, "Variable")]
public sealed class GetVariableCommand : VariableCommandBase
{
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    public string[] Name { get; set; } = ["*"];

    [Parameter]
    public SwitchParameter ValueOnly { get; set; }

    [Parameter]
    public string[] Include { get; set; } = [];

    [Parameter]
    public string[] Exclude { get; set; } = [];

    protected override void ProcessRecord()
    {
        bool Like(string[] patterns, string name) => patterns.Any(p => WildcardPattern.Get(p, WildcardOptions.IgnoreCase).IsMatch(name));
        foreach (var name in Name)
        {
            var found = Match(name).Where(v => (Include.Length == 0 || Like(Include, v.Name)) && !Like(Exclude, v.Name)).ToList();
            if (found.Count == 0 && !WildcardPattern.ContainsWildcardCharacters(name))
            {
                NotFound(name);
            }

            found.ForEach(v => WriteObject(ValueOnly ? v.Value : v));
        }
    }
}

[Cmdlet(VerbsCommon.Set, "Variable", SupportsShouldProcess = true)]
public sealed class SetVariableCommand : VariableCommandBase
{
    private readonly List<object?> _values = [];
    private bool _piped;

    [Parameter(Position = 0, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    public string[] Name { get; set; } = [];

    [Parameter(Position = 1, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    public object? Value { get; set; }

    [Parameter]
    public string? Description { get; set; }

    [Parameter]
    public ScopedItemOptions Option { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected override void ProcessRecord()
    {
        _piped = MyInvocation.ExpectingInput;
        _values.Add(Value);
    }

    protected override void EndProcessing()
    {
        var value = _piped ? (_values.Count == 1 ? _values[0] : _values.ToArray()) : Value;
        foreach (var name in Name.Where(n => ShouldProcess($"Name: {n} Value: {value}", "Set variable")))
        {
            Guarded(() => Assign(name, value), name);
        }
    }

    private void Assign(string name, object? value)
    {
        var given = MyInvocation.BoundParameters;
        if (Scope is null && name.Contains(':') && !given.ContainsKey("Option"))
        {
            SessionState.PSVariable.Set(name, value);
        }
        else
        {
            var existing = Match(name).ToList();
            var targets = existing.Count > 0 ? existing.Select(v => v.Name) : [name];
            foreach (var target in targets.ToList())
            {
                var before = existing.FirstOrDefault(v => v.Name == target);
                var option = given.ContainsKey("Option") || before is null ? Option : before.Options;
                if (before is not null && Scope is not null && !given.ContainsKey("Option") && !Force)
                {
                    before.Value = value;
                }
                else
                {
                    Put(new PSVariable(target, value, option) { Description = Description ?? before?.Description ?? string.Empty }, Force);
                }
            }
        }

        if (PassThru)
        {
            WriteObject(Find(name));
        }
    }
}

[Cmdlet(VerbsCommon.New, "Variable", SupportsShouldProcess = true)]
public sealed class NewVariableCommand : VariableCommandBase
{
    [Parameter(Position = 0, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    public string Name { get; set; } = string.Empty;

    [Parameter(Position = 1, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    public object? Value { get; set; }

    [Parameter]
    public string Description { get; set; } = string.Empty;

    [Parameter]
    public ScopedItemOptions Option { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected override void ProcessRecord()
    {
        if (!ShouldProcess($"Name: {Name} Value: {Value}", "New variable"))
        {
            return;
        }

        var variable = new PSVariable(Name, Value, Option) { Description = Description };
        Guarded(() => Create(variable, Force), Name);
        if (PassThru)
        {
            WriteObject(variable);
        }
    }
}

[Cmdlet(VerbsCommon.Remove, "Variable", SupportsShouldProcess = true)]
public sealed class RemoveVariableCommand : VariableCommandBase
{
    [Parameter(Position = 0, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    public string[] Name { get; set; } = [];

    [Parameter]
    public SwitchParameter Force { get; set; }

    protected override void ProcessRecord()
    {
        foreach (var name in Name)
        {
            var found = Match(name).ToList();
            if (found.Count == 0 && !WildcardPattern.ContainsWildcardCharacters(name))
            {
                NotFound(name);
            }

            foreach (var variable in found.Where(v => ShouldProcess("Name: " + v.Name, "Remove variable")))
            {
                Guarded(() => Delete(variable, Force), variable);
            }
        }
    }
}

[Cmdlet(VerbsCommon.Clear, "Variable", SupportsShouldProcess = true)]
public sealed class ClearVariableCommand : VariableCommandBase
{
    [Parameter(Position = 0, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    public string[] Name { get; set; } = [];

    [Parameter]
    public SwitchParameter Force { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected override void ProcessRecord()
    {
        foreach (var name in Name)
        {
            var found = Match(name).ToList();
            if (found.Count == 0 && !WildcardPattern.ContainsWildcardCharacters(name))
            {
                NotFound(name);
            }

            foreach (var variable in found.Where(v => ShouldProcess("Name: " + v.Name, "Clear variable")))
            {
                Guarded(() => variable.Value = null, variable);
                if (PassThru)
                {
                    WriteObject(variable);
                }
            }
        }
    }
}

/// <summary>What Set-Alias and New-Alias share.</summary>
public abstract class AliasWriterCommand : PSCmdlet
{
    [Parameter(Position = 0, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    public string Name { get; set; } = string.Empty;

    [Parameter(Position = 1, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    public string Value { get; set; } = string.Empty;

    [Parameter]
    public string Description { get; set; } = string.Empty;

    [Parameter]
    public ScopedItemOptions Option { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    [Parameter]
    public string? Scope { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    protected abstract bool Overwrites { get; }

    protected override void ProcessRecord()
    {
        var internals = Engine.Get(SessionState, "Internal")!;
        var scope = Scope ?? "Local";
        if (!Overwrites && !Force && Engine.Call(internals, "GetAliasAtScope", Name, scope) is not null)
        {
            WriteError(new ErrorRecord(
                new SessionStateException($"The alias is not allowed, because an alias with the name '{Name}' already exists."),
                "AliasAlreadyExists",
                ErrorCategory.ResourceExists,
                Name));
            return;
        }

        var alias = (AliasInfo)Engine.New(typeof(AliasInfo), Name, Value, Engine.Get(internals, "ExecutionContext"), Option);
        Engine.Call(internals, "SetAliasItemAtScope", alias, scope, Force.IsPresent, CommandOrigin.Internal);
        if (PassThru)
        {
            WriteObject(alias);
        }
    }
}

[Cmdlet(VerbsCommon.Set, "Alias", SupportsShouldProcess = true)]
public sealed class SetAliasCommand : AliasWriterCommand
{
    protected override bool Overwrites => true;
}

[Cmdlet(VerbsCommon.New, "Alias", SupportsShouldProcess = true)]
public sealed class NewAliasCommand : AliasWriterCommand
{
    protected override bool Overwrites => false;
}

[Cmdlet(VerbsCommon.Get, "Alias", DefaultParameterSetName = "Default")]
public sealed class GetAliasCommand : PSCmdlet
{
    [Parameter(Position = 0, ParameterSetName = "Default", ValueFromPipeline = true)]
    public string[] Name { get; set; } = ["*"];

    [Parameter(ParameterSetName = "Definition")]
    public string[] Definition { get; set; } = [];

    [Parameter]
    public string[] Exclude { get; set; } = [];

    [Parameter]
    public string? Scope { get; set; }

    protected override void ProcessRecord()
    {
        bool Like(string[] patterns, string name) => patterns.Any(p => WildcardPattern.Get(p, WildcardOptions.IgnoreCase).IsMatch(name));
        var all = InvokeCommand.GetCommands("*", CommandTypes.Alias, nameIsPattern: true).Cast<AliasInfo>()
            .Where(a => !Like(Exclude, a.Name)).OrderBy(a => a.Name, StringComparer.OrdinalIgnoreCase).ToList();
        foreach (var pattern in ParameterSetName == "Definition" ? Definition : Name)
        {
            var wanted = all.Where(a => Like([pattern], ParameterSetName == "Definition" ? a.Definition : a.Name)).ToList();
            if (wanted.Count == 0 && !WildcardPattern.ContainsWildcardCharacters(pattern))
            {
                WriteError(new ErrorRecord(
                    new ItemNotFoundException($"This command cannot find a matching alias because an alias with the name '{pattern}' does not exist."),
                    "ItemNotFoundException",
                    ErrorCategory.ObjectNotFound,
                    pattern));
            }

            wanted.ForEach(WriteObject);
        }
    }
}
