using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;

namespace RecoveryRunbooks.PowerShellHost;

/// <summary>
/// The host that scripts see as <c>$Host</c>. Its name says that this is not pwsh.
/// </summary>
internal sealed class ShellHost(bool interactive) : PSHost
{
    public const string HostName = "Recovery Runbooks PowerShell host (engine with a subset of cmdlets, not PowerShell itself)";

    private readonly ShellUserInterface _ui = new(interactive);

    /// <summary>Set by <c>exit</c>.</summary>
    public int? ExitCode { get; private set; }

    public override string Name => HostName;

    public override Version Version { get; } = typeof(PSObject).Assembly.GetName().Version ?? new Version(7, 6);

    public override Guid InstanceId { get; } = Guid.NewGuid();

    public override PSHostUserInterface UI => _ui;

    public override CultureInfo CurrentCulture { get; } = CultureInfo.CurrentCulture;

    public override CultureInfo CurrentUICulture { get; } = CultureInfo.CurrentUICulture;

    public override void SetShouldExit(int exitCode) => ExitCode = exitCode;

    public override void EnterNestedPrompt() => throw new NotSupportedException("This host has no prompt.");

    public override void ExitNestedPrompt() => throw new NotSupportedException("This host has no prompt.");

    public override void NotifyBeginApplication()
    {
    }

    public override void NotifyEndApplication()
    {
    }
}
