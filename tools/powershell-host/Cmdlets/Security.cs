using System.Management.Automation;
using System.Runtime.InteropServices;
using System.Security;

using RecoveryRunbooks.PowerShellHost;

namespace Microsoft.PowerShell.Commands;

[Cmdlet(VerbsData.ConvertTo, "SecureString")]
public sealed class ConvertToSecureStringCommand : PSCmdlet
{
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true)]
    [AllowEmptyString]
    public string String { get; set; } = string.Empty;

    [Parameter(Position = 1)]
    public SwitchParameter AsPlainText { get; set; }

    [Parameter(Position = 2)]
    public SwitchParameter Force { get; set; }

    [Parameter]
    public byte[]? Key { get; set; }

    protected override void ProcessRecord()
    {
        if (!AsPlainText || Key is not null)
        {
            ThrowTerminatingError(new ErrorRecord(
                new PSNotSupportedException("ConvertTo-SecureString is supported by this host only with -AsPlainText."),
                "EncryptedTextNotSupported",
                ErrorCategory.NotImplemented,
                null));
        }

        var made = new SecureString();
        foreach (var c in String)
        {
            made.AppendChar(c);
        }

        WriteObject(made);
    }
}

[Cmdlet(VerbsData.ConvertFrom, "SecureString")]
public sealed class ConvertFromSecureStringCommand : PSCmdlet
{
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true)]
    public SecureString SecureString { get; set; } = new();

    [Parameter]
    public SwitchParameter AsPlainText { get; set; }

    protected override void ProcessRecord()
    {
        if (!AsPlainText)
        {
            ThrowTerminatingError(new ErrorRecord(
                new PSNotSupportedException("ConvertFrom-SecureString is supported by this host only with -AsPlainText."),
                "EncryptedTextNotSupported",
                ErrorCategory.NotImplemented,
                null));
        }

        var memory = Marshal.SecureStringToCoTaskMemUnicode(SecureString);
        try
        {
            WriteObject(Marshal.PtrToStringUni(memory));
        }
        finally
        {
            Marshal.ZeroFreeCoTaskMemUnicode(memory);
        }
    }
}

[Cmdlet(VerbsCommon.Get, "ExecutionPolicy")]
public sealed class GetExecutionPolicyCommand : PSCmdlet
{
    [Parameter(Position = 0)]
    public string? Scope { get; set; }

    [Parameter]
    public SwitchParameter List { get; set; }

    protected override void ProcessRecord() => WriteObject(
        Enum.TryParse<Microsoft.PowerShell.ExecutionPolicy>(Environment.GetEnvironmentVariable("PSExecutionPolicyPreference"), out var policy)
            ? policy
            : Microsoft.PowerShell.ExecutionPolicy.Unrestricted);
}
