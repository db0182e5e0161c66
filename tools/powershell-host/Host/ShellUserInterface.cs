using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;

namespace RecoveryRunbooks.PowerShellHost;

/// <summary>Plain text to standard output and standard error; it asks nobody unless it may.</summary>
internal sealed class ShellUserInterface(bool interactive) : PSHostUserInterface
{
    public override PSHostRawUserInterface RawUI { get; } = new ShellRawUserInterface();

    public override bool SupportsVirtualTerminal => false;

    /// <summary>Without escape sequences for colours, unless a script asked for them.</summary>
    internal static string Plain(string text) =>
        PSStyle.Instance.OutputRendering != OutputRendering.Ansi && text.Contains('\e')
            ? new System.Management.Automation.Internal.StringDecorated(text).ToString(OutputRendering.PlainText)
            : text;

    public override void Write(string value) => Console.Out.Write(Plain(value));

    public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) =>
        Console.Out.Write(Plain(value));

    public override void WriteLine(string value) => Console.Out.WriteLine(Plain(value));

    public override void WriteErrorLine(string value) => Console.Error.WriteLine(Plain(value));

    public override void WriteDebugLine(string message) => Console.Out.WriteLine("DEBUG: " + message);

    public override void WriteVerboseLine(string message) => Console.Out.WriteLine("VERBOSE: " + message);

    public override void WriteWarningLine(string message) => Console.Out.WriteLine("WARNING: " + message);

    public override void WriteProgress(long sourceId, ProgressRecord record)
    {
        // Standard output is a pipe: a bar drawn on it would be garbage there.
    }

    public override string ReadLine()
    {
        Refuse("Read-Host");
        return Console.In.ReadLine() ?? string.Empty;
    }

    public override SecureString ReadLineAsSecureString()
    {
        var text = new SecureString();
        foreach (var c in ReadLine())
        {
            text.AppendChar(c);
        }

        return text;
    }

    public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions)
    {
        Refuse(string.Join(", ", descriptions.Select(d => d.Name)));
        var answers = new Dictionary<string, PSObject>();
        foreach (var field in descriptions)
        {
            Write(field.Name + ": ");
            answers[field.Name] = PSObject.AsPSObject(Console.In.ReadLine() ?? string.Empty);
        }

        return answers;
    }

    public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice)
    {
        Refuse(caption);
        WriteLine(caption);
        WriteLine(message);
        for (var i = 0; i < choices.Count; i++)
        {
            WriteLine($"[{i}] {choices[i].Label.Replace("&", string.Empty)}");
        }

        return int.TryParse(Console.In.ReadLine(), out var chosen) && chosen >= 0 && chosen < choices.Count ? chosen : defaultChoice;
    }

    public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName)
    {
        Refuse("Get-Credential");
        throw new PSNotSupportedException("This host does not ask for credentials.");
    }

    public override PSCredential PromptForCredential(
        string caption,
        string message,
        string userName,
        string targetName,
        PSCredentialTypes allowedCredentialTypes,
        PSCredentialUIOptions options) => PromptForCredential(caption, message, userName, targetName);

    private void Refuse(string what)
    {
        if (!interactive)
        {
            throw new PSInvalidOperationException(
                $"PowerShell is in NonInteractive mode. Read and Prompt functionality is not available ({what}).");
        }
    }
}
