using System.Management.Automation;

using RecoveryRunbooks.PowerShellHost;

namespace Microsoft.PowerShell.Commands;

[Cmdlet(VerbsCommon.Join, "Path")]
public sealed class JoinPathCommand : PSCmdlet
{
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath")]
    public string[] Path { get; set; } = [];

    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyString]
    [AllowEmptyCollection]
    public string[]? ChildPath { get; set; }

    [Parameter(Position = 2, ValueFromRemainingArguments = true)]
    [AllowNull]
    [AllowEmptyString]
    [AllowEmptyCollection]
    public string[]? AdditionalChildPath { get; set; }

    [Parameter]
    public SwitchParameter Resolve { get; set; }

    protected override void ProcessRecord()
    {
        foreach (var path in Path)
        {
            try
            {
                var joined = path;
                foreach (var child in (ChildPath ?? []).Concat(AdditionalChildPath ?? []))
                {
                    joined = SessionState.Path.Combine(joined, child);
                }

                if (Resolve)
                {
                    foreach (var found in SessionState.Path.GetResolvedPSPathFromPSPath(joined))
                    {
                        WriteObject(found.Path);
                    }
                }
                else
                {
                    WriteObject(joined);
                }
            }
            catch (SessionStateException e)
            {
                WriteError(new ErrorRecord(e.ErrorRecord, e));
            }
        }
    }
}

[Cmdlet(VerbsCommon.Split, "Path", DefaultParameterSetName = "ParentSet")]
public sealed class SplitPathCommand : PSCmdlet
{
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    public string[] Path { get; set; } = [];

    [Parameter]
    public SwitchParameter Parent { get; set; }

    [Parameter]
    public SwitchParameter Leaf { get; set; }

    [Parameter]
    public SwitchParameter LeafBase { get; set; }

    [Parameter]
    public SwitchParameter Extension { get; set; }

    [Parameter]
    public SwitchParameter Qualifier { get; set; }

    [Parameter]
    public SwitchParameter NoQualifier { get; set; }

    [Parameter]
    public SwitchParameter IsAbsolute { get; set; }

    [Parameter]
    public SwitchParameter Resolve { get; set; }

    protected override void ProcessRecord()
    {
        foreach (var given in Path)
        {
            var paths = Resolve ? SessionState.Path.GetResolvedPSPathFromPSPath(given).Select(p => p.Path) : [given];
            foreach (var path in paths)
            {
                Emit(path);
            }
        }
    }

    private void Emit(string path)
    {
        var drive = path.IndexOf(':');
        if (IsAbsolute)
        {
            WriteObject(SessionState.Path.IsPSAbsolute(path, out _));
        }
        else if (Qualifier)
        {
            if (drive > 0)
            {
                WriteObject(path[..(drive + 1)]);
            }
            else
            {
                WriteError(new ErrorRecord(
                    new FormatException($"Cannot parse path because path '{path}' does not have a qualifier specified."),
                    "ParsePathFormatError",
                    ErrorCategory.InvalidArgument,
                    path));
            }
        }
        else if (NoQualifier)
        {
            WriteObject(drive > 0 ? path[(drive + 1)..] : path);
        }
        else if (Leaf || LeafBase || Extension)
        {
            var leaf = SessionState.Path.ParseChildName(path);
            WriteObject(Leaf ? leaf : LeafBase ? System.IO.Path.GetFileNameWithoutExtension(leaf) : System.IO.Path.GetExtension(leaf));
        }
        else
        {
            WriteObject(SessionState.Path.ParseParent(path, string.Empty));
        }
    }
}

[Cmdlet(VerbsDiagnostic.Resolve, "Path", DefaultParameterSetName = "Path")]
public sealed class ResolvePathCommand : PSCmdlet
{
    [Parameter(Position = 0, ParameterSetName = "Path", Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    public string[]? Path { get; set; }

    [Parameter(ParameterSetName = "LiteralPath", Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "LP")]
    public string[]? LiteralPath { get; set; }

    [Parameter]
    public SwitchParameter Relative { get; set; }

    protected override void ProcessRecord()
    {
        foreach (var path in Path ?? LiteralPath!.Select(WildcardPattern.Escape).ToArray())
        {
            try
            {
                foreach (var found in SessionState.Path.GetResolvedPSPathFromPSPath(path))
                {
                    WriteObject(Relative
                        ? "." + System.IO.Path.DirectorySeparatorChar + System.IO.Path.GetRelativePath(SessionState.Path.CurrentFileSystemLocation.ProviderPath, found.ProviderPath)
                        : found);
                }
            }
            catch (SessionStateException e)
            {
                WriteError(new ErrorRecord(e.ErrorRecord, e));
            }
        }
    }
}

[Cmdlet(VerbsData.Convert, "Path", DefaultParameterSetName = "Path")]
public sealed class ConvertPathCommand : PSCmdlet
{
    [Parameter(Position = 0, ParameterSetName = "Path", Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    public string[]? Path { get; set; }

    [Parameter(ParameterSetName = "LiteralPath", Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "LP")]
    public string[]? LiteralPath { get; set; }

    protected override void ProcessRecord()
    {
        foreach (var path in Path ?? LiteralPath!.Select(WildcardPattern.Escape).ToArray())
        {
            try
            {
                WriteObject(SessionState.Path.GetResolvedProviderPathFromPSPath(path, out _), enumerateCollection: true);
            }
            catch (SessionStateException e)
            {
                WriteError(new ErrorRecord(e.ErrorRecord, e));
            }
        }
    }
}

[Cmdlet(VerbsCommon.Get, "Location")]
public sealed class GetLocationCommand : PSCmdlet
{
    [Parameter]
    public SwitchParameter Stack { get; set; }

    protected override void ProcessRecord() =>
        WriteObject(Stack ? SessionState.Path.LocationStack(null) : SessionState.Path.CurrentLocation);
}

/// <summary>What Set-Location and Push-Location share.</summary>
public abstract class LocationCommand : PSCmdlet
{
    [Parameter(Position = 0, ParameterSetName = "Path", ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    public string? Path { get; set; }

    [Parameter(ParameterSetName = "LiteralPath", Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "LP")]
    public string? LiteralPath { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected void Go()
    {
        var target = LiteralPath is not null ? WildcardPattern.Escape(LiteralPath) : Path;
        if (target is null)
        {
            return;
        }

        try
        {
            var reached = SessionState.Path.SetLocation(target);
            if (PassThru)
            {
                WriteObject(reached);
            }
        }
        catch (Exception e) when (e is SessionStateException or PSArgumentException)
        {
            WriteError(new ErrorRecord(((IContainsErrorRecord)e).ErrorRecord, e));
        }
    }
}

[Cmdlet(VerbsCommon.Set, "Location", DefaultParameterSetName = "Path")]
public sealed class SetLocationCommand : LocationCommand
{
    protected override void ProcessRecord()
    {
        Path ??= LiteralPath is null ? "~" : null;
        Go();
    }
}

[Cmdlet(VerbsCommon.Push, "Location", DefaultParameterSetName = "Path")]
public sealed class PushLocationCommand : LocationCommand
{
    [Parameter]
    public string? StackName { get; set; }

    protected override void ProcessRecord()
    {
        SessionState.Path.PushCurrentLocation(StackName);
        Go();
    }
}

[Cmdlet(VerbsCommon.Pop, "Location")]
public sealed class PopLocationCommand : PSCmdlet
{
    [Parameter]
    public string? StackName { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected override void ProcessRecord()
    {
        var reached = SessionState.Path.PopLocation(StackName);
        if (PassThru)
        {
            WriteObject(reached);
        }
    }
}

[Cmdlet(VerbsCommon.Get, "PSDrive")]
public sealed class GetPSDriveCommand : PSCmdlet
{
    [Parameter(Position = 0)]
    public string[] Name { get; set; } = ["*"];

    [Parameter]
    public string[] PSProvider { get; set; } = ["*"];

    [Parameter]
    public string? Scope { get; set; }

    protected override void ProcessRecord()
    {
        bool Like(string[] patterns, string text) => patterns.Any(p => WildcardPattern.Get(p, WildcardOptions.IgnoreCase).IsMatch(text));
        var drives = SessionState.Drive.GetAll().Where(d => Like(PSProvider, d.Provider.Name)).OrderBy(d => d.Name, StringComparer.OrdinalIgnoreCase).ToList();
        foreach (var name in Name)
        {
            var found = drives.Where(d => Like([name], d.Name)).ToList();
            if (found.Count == 0 && !WildcardPattern.ContainsWildcardCharacters(name))
            {
                WriteError(new ErrorRecord(
                    new System.Management.Automation.DriveNotFoundException($"Cannot find drive. A drive with the name '{name}' does not exist."),
                    "GetLocationNoMatchingDrive",
                    ErrorCategory.ObjectNotFound,
                    name));
            }

            found.ForEach(WriteObject);
        }
    }
}

[Cmdlet(VerbsCommon.New, "PSDrive", SupportsShouldProcess = true)]
public sealed class NewPSDriveCommand : PSCmdlet
{
    [Parameter(Position = 0, Mandatory = true)]
    public string Name { get; set; } = string.Empty;

    [Parameter(Position = 1, Mandatory = true)]
    public string PSProvider { get; set; } = string.Empty;

    [Parameter(Position = 2, Mandatory = true)]
    [AllowEmptyString]
    public string Root { get; set; } = string.Empty;

    [Parameter]
    public string Description { get; set; } = string.Empty;

    [Parameter]
    public string Scope { get; set; } = "Local";

    [Parameter]
    public SwitchParameter Persist { get; set; }

    [Parameter]
    [Credential]
    public PSCredential? Credential { get; set; }

    protected override void ProcessRecord()
    {
        if (Persist || Credential is not null)
        {
            ThrowTerminatingError(new ErrorRecord(
                new PSNotSupportedException("New-PSDrive -Persist and -Credential are not supported by this host."),
                "NetworkDriveNotSupported",
                ErrorCategory.NotImplemented,
                Name));
        }

        if (ShouldProcess($"Name: {Name} Provider: {PSProvider} Root: {Root}", "New drive"))
        {
            var provider = SessionState.Provider.GetOne(PSProvider);
            var root = provider.Name == "FileSystem" ? SessionState.Path.GetUnresolvedProviderPathFromPSPath(Root) : Root;
            WriteObject(SessionState.Drive.New(new PSDriveInfo(Name, provider, root, Description, null), Scope));
        }
    }
}

[Cmdlet(VerbsCommon.Remove, "PSDrive", SupportsShouldProcess = true)]
public sealed class RemovePSDriveCommand : PSCmdlet
{
    [Parameter(Position = 0, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    public string[] Name { get; set; } = [];

    [Parameter]
    public SwitchParameter Force { get; set; }

    protected override void ProcessRecord()
    {
        foreach (var name in Name.Where(n => ShouldProcess(n, "Remove drive")))
        {
            SessionState.Drive.Remove(name, Force, null);
        }
    }
}

[Cmdlet(VerbsCommon.Get, "PSProvider")]
public sealed class GetPSProviderCommand : PSCmdlet
{
    protected override void ProcessRecord() => WriteObject(SessionState.Provider.GetAll(), enumerateCollection: true);
}
