using System.Management.Automation;

using RecoveryRunbooks.PowerShellHost;

namespace Microsoft.PowerShell.Commands;

[Cmdlet(VerbsDiagnostic.Test, "Path", DefaultParameterSetName = "Path")]
[OutputType(typeof(bool))]
public sealed class TestPathCommand : PathCommand
{
    [Parameter(Position = 0, ParameterSetName = "Path", Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyCollection]
    [AllowEmptyString]
    public override string[]? Path { get; set; }

    [Parameter(ParameterSetName = "LiteralPath", Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "LP")]
    [AllowNull]
    [AllowEmptyCollection]
    [AllowEmptyString]
    public override string[]? LiteralPath { get; set; }

    [Parameter]
    [Alias("Type")]
    [ValidateSet("Any", "Container", "Leaf")]
    public string PathType { get; set; } = "Any";

    [Parameter]
    public SwitchParameter IsValid { get; set; }

    protected override object? Dynamic(object context) => Engine.Call(Items, "ItemExistsDynamicParameters", First, context);

    protected override void ProcessRecord()
    {
        foreach (var path in Given)
        {
            WriteObject(!string.IsNullOrWhiteSpace(path) && Exists(path));
        }
    }

    private bool Exists(string path)
    {
        try
        {
            if (IsValid)
            {
                return SessionState.Path.IsValid(path);
            }

            var context = Context(Literal);
            if (PathType == "Any")
            {
                return (bool)Engine.Call(Items, "Exists", path, context)!;
            }

            var container = (bool)Engine.Call(Items, "IsContainer", path, context)!;
            return PathType == "Container" ? container : !container && (bool)Engine.Call(Items, "Exists", path, Context(Literal))!;
        }
        catch (Exception e) when (e is SessionStateException or PSNotSupportedException or PSArgumentException)
        {
            return false;
        }
    }
}

[Cmdlet(VerbsCommon.Get, "Item", DefaultParameterSetName = "Path")]
public sealed class GetItemCommand : PathCommand
{
    protected override object? Dynamic(object context) => Engine.Call(Items, "GetItemDynamicParameters", First, context);

    protected override void ProcessRecord() => Each(Given, p => Engine.Call(Items, "Get", p, Context(Literal)));
}

[Cmdlet(VerbsCommon.Get, "ChildItem", DefaultParameterSetName = "Path")]
public sealed class GetChildItemCommand : PathCommand
{
    [Parameter(Position = 0, ParameterSetName = "Path", ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    public override string[]? Path { get; set; }

    [Parameter(Position = 1)]
    public override string? Filter { get; set; }

    [Parameter]
    [Alias("s", "r")]
    public SwitchParameter Recurse { get; set; }

    [Parameter]
    public uint Depth { get; set; } = uint.MaxValue;

    [Parameter]
    public SwitchParameter Name { get; set; }

    private bool Deep => Recurse || MyInvocation.BoundParameters.ContainsKey("Depth");

    protected override object? Dynamic(object context) =>
        Engine.Call(Children, "GetChildItemsDynamicParameters", First, Recurse.IsPresent, context);

    protected override void ProcessRecord() => Each(Given, path =>
    {
        if (Name)
        {
            Engine.Call(Children, "GetNames", path, ReturnContainers.ReturnMatchingContainers, Deep, Depth, Context(Literal));
        }
        else
        {
            Engine.Call(Children, "Get", path, Deep, Depth, Context(Literal));
        }
    });
}

[Cmdlet(VerbsCommon.New, "Item", SupportsShouldProcess = true, DefaultParameterSetName = "Path")]
public sealed class NewItemCommand : ProviderCommand
{
    [Parameter(Position = 0, ParameterSetName = "Path", Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [Parameter(Position = 0, ParameterSetName = "Name", ValueFromPipelineByPropertyName = true)]
    public string[] Path { get; set; } = [];

    [Parameter(ParameterSetName = "Name", Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyString]
    public string? Name { get; set; }

    [Parameter]
    [Alias("Type")]
    public string? ItemType { get; set; }

    [Parameter(ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Target")]
    public object? Value { get; set; }

    protected override object? Dynamic(object context) =>
        Engine.Call(Items, "NewItemDynamicParameters", Path.FirstOrDefault() ?? ".", ItemType, Value, context);

    protected override void ProcessRecord() =>
        Each(Path.Length == 0 ? [string.Empty] : Path, p => Engine.Call(Items, "New", p, Name, ItemType, Value, Context(literal: true)));
}

[Cmdlet(VerbsCommon.Remove, "Item", SupportsShouldProcess = true, DefaultParameterSetName = "Path")]
public sealed class RemoveItemCommand : PathCommand
{
    [Parameter]
    public SwitchParameter Recurse { get; set; }

    protected override object? Dynamic(object context) =>
        Engine.Call(Items, "RemoveItemDynamicParameters", First, Recurse.IsPresent, context);

    protected override void ProcessRecord() => Each(Given, path =>
    {
        // Without -Recurse a folder that is not empty is never emptied: no prompt is possible here.
        if (!Recurse && !Force && HoldsItems(path))
        {
            WriteError(new ErrorRecord(
                new PSInvalidOperationException($"The item at {path} has children and the Recurse parameter was not specified."),
                "ItemHasChildren",
                ErrorCategory.InvalidOperation,
                path));
            return;
        }

        Engine.Call(Items, "Remove", path, Recurse.IsPresent, Context(Literal));
    });

    private bool HoldsItems(string path)
    {
        try
        {
            var full = SessionState.Path.GetUnresolvedProviderPathFromPSPath(path);
            return Directory.Exists(full) && Directory.EnumerateFileSystemEntries(full).Any();
        }
        catch (Exception e) when (e is SessionStateException or PSNotSupportedException or IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}

[Cmdlet(VerbsCommon.Copy, "Item", SupportsShouldProcess = true, DefaultParameterSetName = "Path")]
public sealed class CopyItemCommand : PathCommand
{
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    public string Destination { get; set; } = ".";

    [Parameter]
    public SwitchParameter Container { get; set; } = true;

    [Parameter]
    public SwitchParameter Recurse { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected override object? Dynamic(object context) =>
        Engine.Call(Items, "CopyItemDynamicParameters", First, Destination, Recurse.IsPresent, context);

    protected override void ProcessRecord() => Each(Given, path =>
    {
        var context = Context(Literal);
        Engine.Set(context, "PassThru", PassThru.IsPresent);
        var how = Container ? CopyContainers.CopyTargetContainer : CopyContainers.CopyChildrenOfTargetContainer;
        Engine.Call(Items, "Copy", path, Destination, Recurse.IsPresent, how, context);
    });
}

[Cmdlet(VerbsCommon.Move, "Item", SupportsShouldProcess = true, DefaultParameterSetName = "Path")]
public sealed class MoveItemCommand : PathCommand
{
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    public string Destination { get; set; } = ".";

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected override object? Dynamic(object context) =>
        Engine.Call(Items, "MoveItemDynamicParameters", First, Destination, context);

    protected override void ProcessRecord() => Each(Given, path =>
    {
        var context = Context(Literal);
        Engine.Set(context, "PassThru", PassThru.IsPresent);
        Engine.Call(Items, "Move", path, Destination, context);
    });
}

[Cmdlet(VerbsCommon.Rename, "Item", SupportsShouldProcess = true, DefaultParameterSetName = "Path")]
public sealed class RenameItemCommand : ProviderCommand
{
    [Parameter(Position = 0, ParameterSetName = "Path", Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    public string? Path { get; set; }

    [Parameter(ParameterSetName = "LiteralPath", Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "LP")]
    public string? LiteralPath { get; set; }

    [Parameter(Position = 1, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    public string NewName { get; set; } = string.Empty;

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected override void ProcessRecord() => Guarded(() =>
    {
        var context = Context(LiteralPath is not null);
        Engine.Set(context, "PassThru", PassThru.IsPresent);
        Engine.Call(Items, "Rename", Path ?? LiteralPath, NewName, context);
    });
}

[Cmdlet(VerbsCommon.Set, "Item", SupportsShouldProcess = true, DefaultParameterSetName = "Path")]
public sealed class SetItemCommand : PathCommand
{
    [Parameter(Position = 1, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    public object? Value { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    [Parameter(Position = 0, ParameterSetName = "Path", Mandatory = true, ValueFromPipelineByPropertyName = true)]
    public override string[]? Path { get; set; }

    protected override void ProcessRecord() => Each(Given, path =>
    {
        var context = Context(Literal);
        Engine.Set(context, "PassThru", PassThru.IsPresent);
        Engine.Call(Items, "Set", path, Value, context);
    });
}

[Cmdlet(VerbsCommon.Clear, "Item", SupportsShouldProcess = true, DefaultParameterSetName = "Path")]
public sealed class ClearItemCommand : PathCommand
{
    protected override void ProcessRecord() => Each(Given, path =>
    {
        var context = Context(Literal);
        Engine.Set(context, "PassThru", false);
        Engine.Call(Items, "Clear", path, context);
    });
}

[Cmdlet(VerbsCommon.Get, "ItemProperty", DefaultParameterSetName = "Path")]
public sealed class GetItemPropertyCommand : PathCommand
{
    [Parameter(Position = 1)]
    [Alias("PSProperty")]
    public string[] Name { get; set; } = [];

    protected override void ProcessRecord() => Each(
        Given,
        path => Engine.Call(InvokeProvider.Property, "Get", path, new System.Collections.ObjectModel.Collection<string>(Name), Context(Literal)));
}

[Cmdlet(VerbsCommon.Get, "ItemPropertyValue", DefaultParameterSetName = "Path")]
public sealed class GetItemPropertyValueCommand : PathCommand
{
    [Parameter(Position = 1, Mandatory = true)]
    public string[] Name { get; set; } = [];

    protected override void ProcessRecord() => Each(Given, path =>
    {
        foreach (var item in InvokeProvider.Property.Get(path, new System.Collections.ObjectModel.Collection<string>(Name)))
        {
            foreach (var name in Name)
            {
                WriteObject(item.Properties[name]?.Value);
            }
        }
    });
}

[Cmdlet(VerbsCommon.Set, "ItemProperty", SupportsShouldProcess = true, DefaultParameterSetName = "Path")]
public sealed class SetItemPropertyCommand : PathCommand
{
    [Parameter(Position = 1, Mandatory = true)]
    [Alias("PSProperty")]
    public string Name { get; set; } = string.Empty;

    [Parameter(Position = 2, Mandatory = true)]
    [AllowNull]
    public object? Value { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected override void ProcessRecord() => Each(Given, path =>
    {
        var values = new PSObject();
        values.Properties.Add(new PSNoteProperty(Name, Value));
        var context = Context(Literal);
        Engine.Set(context, "PassThru", PassThru.IsPresent);
        Engine.Call(InvokeProvider.Property, "Set", path, values, context);
    });
}
