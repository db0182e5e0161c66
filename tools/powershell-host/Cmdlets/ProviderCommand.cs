using System.Collections.ObjectModel;
using System.Management.Automation;

using RecoveryRunbooks.PowerShellHost;

namespace Microsoft.PowerShell.Commands;

/// <summary>
/// A command over the engine's providers. Everything that matters (wildcards, -Force, -Recurse, file
/// attributes, error records, -WhatIf) is done by the provider itself.
/// </summary>
public abstract class ProviderCommand : PSCmdlet, IDynamicParameters
{
    private object? _dynamic;
    private object? _context;

    [Parameter]
    public virtual string? Filter { get; set; }

    [Parameter]
    public virtual string[] Include { get; set; } = [];

    [Parameter]
    public virtual string[] Exclude { get; set; } = [];

    [Parameter]
    public virtual SwitchParameter Force { get; set; }

    public object? GetDynamicParameters()
    {
        try
        {
            _dynamic = Dynamic(Fresh());
        }
        catch (Exception e) when (e is SessionStateException or NotSupportedException or InvalidOperationException)
        {
            // The path does not resolve: the command itself says so when it runs.
            _dynamic = null;
        }

        return _dynamic;
    }

    protected object Items => InvokeProvider.Item;

    protected object Children => InvokeProvider.ChildItem;

    /// <summary>The provider's own parameters (-Raw, -File, -Encoding, ...); null where it has none.</summary>
    protected virtual object? Dynamic(object context) => null;

    /// <summary>A context that writes straight to this command.</summary>
    protected object Context(bool literal = false)
    {
        var context = Fresh();
        Engine.Call(
            context,
            "SetFilters",
            new Collection<string>(Include ?? []),
            new Collection<string>(Exclude ?? []),
            Filter);
        Engine.Set(context, "Force", Force);
        Engine.Set(context, "SuppressWildcardExpansion", literal);
        Engine.Set(context, "DynamicParameters", _dynamic);
        _context = context;
        return context;
    }

    /// <summary>One path's failure is an error record and does not end the command.</summary>
    protected void Each(IEnumerable<string> paths, Action<string> action)
    {
        foreach (var path in paths)
        {
            Guarded(() => action(path));
        }
    }

    protected void Guarded(Action action)
    {
        try
        {
            action();
        }
        catch (Exception e) when (e is SessionStateException or PSNotSupportedException or PSInvalidOperationException or PSArgumentException)
        {
            WriteError(new ErrorRecord(((IContainsErrorRecord)e).ErrorRecord, e));
        }
    }

    protected override void StopProcessing()
    {
        if (_context is not null)
        {
            Engine.Call(_context, "StopProcessing");
        }
    }

    private object Fresh() => Engine.New("System.Management.Automation.CmdletProviderContext", this);
}

/// <summary>With -Path (wildcards) or -LiteralPath.</summary>
public abstract class PathCommand : ProviderCommand
{
    [Parameter(Position = 0, ParameterSetName = "Path", Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    public virtual string[]? Path { get; set; }

    [Parameter(ParameterSetName = "LiteralPath", Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "LP")]
    public virtual string[]? LiteralPath { get; set; }

    protected bool Literal => LiteralPath is not null && ParameterSetName == "LiteralPath";

    protected string[] Given => (Literal ? LiteralPath : Path) ?? ["."];

    protected string First => (Path ?? LiteralPath)?.FirstOrDefault() ?? ".";
}
