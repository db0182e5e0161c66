using System.Collections;
using System.Management.Automation;

using RecoveryRunbooks.PowerShellHost;

namespace Microsoft.PowerShell.Commands;

[Cmdlet(VerbsCommon.Add, "Member", DefaultParameterSetName = "TypeName")]
public sealed class AddMemberCommand : PSCmdlet
{
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    [Parameter(Position = 0, Mandatory = true, ParameterSetName = "Member")]
    [Alias("Type")]
    public PSMemberTypes MemberType { get; set; }

    [Parameter(Position = 1, Mandatory = true, ParameterSetName = "Member")]
    public string Name { get; set; } = string.Empty;

    [Parameter(Position = 2, ParameterSetName = "Member")]
    public object? Value { get; set; }

    [Parameter(Position = 3, ParameterSetName = "Member")]
    public object? SecondValue { get; set; }

    [Parameter(Position = 0, Mandatory = true, ParameterSetName = "NoteName")]
    public string NotePropertyName { get; set; } = string.Empty;

    [Parameter(Position = 1, Mandatory = true, ParameterSetName = "NoteName")]
    [AllowNull]
    public object? NotePropertyValue { get; set; }

    [Parameter(Position = 0, Mandatory = true, ParameterSetName = "NoteMembers")]
    public IDictionary NotePropertyMembers { get; set; } = new Hashtable();

    [Parameter(ParameterSetName = "TypeName", Mandatory = true)]
    [Parameter(ParameterSetName = "Member")]
    [Parameter(ParameterSetName = "NoteName")]
    [Parameter(ParameterSetName = "NoteMembers")]
    public string? TypeName { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected override void ProcessRecord()
    {
        switch (ParameterSetName)
        {
            case "Member":
                Add(Made());
                break;
            case "NoteName":
                Add(new PSNoteProperty(NotePropertyName, NotePropertyValue));
                break;
            case "NoteMembers":
                foreach (DictionaryEntry entry in NotePropertyMembers)
                {
                    Add(new PSNoteProperty(KeyComparer.Text(entry.Key), entry.Value));
                }

                break;
            default:
                break;
        }

        if (TypeName is not null)
        {
            InputObject!.TypeNames.Insert(0, TypeName);
        }

        if (PassThru)
        {
            WriteObject(InputObject);
        }
    }

    private PSMemberInfo Made()
    {
        T Given<T>(object? value) => LanguagePrimitives.ConvertTo<T>(value);
        return MemberType switch
        {
            PSMemberTypes.NoteProperty => new PSNoteProperty(Name, Value),
            PSMemberTypes.AliasProperty => new PSAliasProperty(Name, Given<string>(Value)),
            PSMemberTypes.ScriptProperty => SecondValue is null
                ? new PSScriptProperty(Name, Given<ScriptBlock>(Value))
                : new PSScriptProperty(Name, Given<ScriptBlock>(Value), Given<ScriptBlock>(SecondValue)),
            PSMemberTypes.ScriptMethod => new PSScriptMethod(Name, Given<ScriptBlock>(Value)),
            PSMemberTypes.PropertySet => new PSPropertySet(Name, Given<string[]>(Value)),
            _ => throw new PSNotSupportedException($"Add-Member -MemberType {MemberType} is not supported by this host."),
        };
    }

    private void Add(PSMemberInfo member)
    {
        var existing = InputObject!.Members[member.Name];
        if (existing is not null && !Force)
        {
            WriteError(new ErrorRecord(
                new InvalidOperationException(
                    $"Cannot add a member with the name \"{member.Name}\" because a member with that name already exists. To overwrite the member anyway, add the Force parameter to your command."),
                "MemberAlreadyExists",
                ErrorCategory.InvalidOperation,
                InputObject));
            return;
        }

        if (existing is { IsInstance: true })
        {
            InputObject.Members.Remove(member.Name);
        }

        InputObject.Members.Add(member, preValidated: false);
    }
}

[Cmdlet(VerbsCommon.Get, "Member")]
public sealed class GetMemberCommand : PSCmdlet
{
    private readonly HashSet<string> _seen = [];

    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    [Parameter(Position = 0)]
    public string[] Name { get; set; } = ["*"];

    [Parameter]
    [Alias("Type")]
    public PSMemberTypes MemberType { get; set; } = PSMemberTypes.All;

    [Parameter]
    public PSMemberViewTypes View { get; set; } = PSMemberViewTypes.All;

    [Parameter]
    public SwitchParameter Static { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    protected override void ProcessRecord()
    {
        if (InputObject is null || !_seen.Add(InputObject.TypeNames[0]))
        {
            return;
        }

        var patterns = Name.Select(n => WildcardPattern.Get(n, WildcardOptions.IgnoreCase)).ToList();
        if (Static)
        {
            StaticMembers(patterns);
            return;
        }

        foreach (var member in InputObject.Members.OrderBy(m => m.Name, StringComparer.OrdinalIgnoreCase))
        {
            var accessor = member.MemberType == PSMemberTypes.Method
                && (member.Name.StartsWith("get_", StringComparison.Ordinal) || member.Name.StartsWith("set_", StringComparison.Ordinal));
            if ((member.MemberType & MemberType) != 0 && patterns.Any(p => p.IsMatch(member.Name)) && (Force || !accessor))
            {
                WriteObject(Definition(InputObject.TypeNames[0], member.Name, member.MemberType, member.ToString() ?? string.Empty));
            }
        }
    }

    private void StaticMembers(List<WildcardPattern> patterns)
    {
        var type = InputObject!.BaseObject as Type ?? InputObject.BaseObject.GetType();
        var flags = System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.FlattenHierarchy;
        foreach (var group in type.GetMembers(flags).GroupBy(m => m.Name).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            var first = group.First();
            var kind = first is System.Reflection.MethodInfo ? PSMemberTypes.Method : PSMemberTypes.Property;
            if ((kind & MemberType) != 0 && patterns.Any(p => p.IsMatch(group.Key)))
            {
                WriteObject(Definition(type.FullName ?? type.Name, group.Key, kind, string.Join(", ", group.Select(m => "static " + m))));
            }
        }
    }

    private static PSObject Definition(string type, string name, PSMemberTypes kind, string definition)
    {
        var made = new PSObject();
        made.TypeNames.Insert(0, "Microsoft.PowerShell.Commands.MemberDefinition");
        made.Properties.Add(new PSNoteProperty("TypeName", type));
        made.Properties.Add(new PSNoteProperty("Name", name));
        made.Properties.Add(new PSNoteProperty("MemberType", kind));
        made.Properties.Add(new PSNoteProperty("Definition", definition));
        return made;
    }
}
