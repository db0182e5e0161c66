using System.Management.Automation;

using RecoveryRunbooks.PowerShellHost;

namespace Microsoft.PowerShell.Commands;

/// <summary>File paths out of -Path (with wildcards) and -LiteralPath.</summary>
internal static class Paths
{
    /// <summary>Existing files; what is not there becomes an error of the command.</summary>
    public static IEnumerable<string> Files(PSCmdlet command, string[]? paths, string[]? literals)
    {
        var found = new List<string>();
        foreach (var path in paths ?? [])
        {
            try
            {
                found.AddRange(command.GetResolvedProviderPathFromPSPath(path, out _));
            }
            catch (Exception e) when (e is SessionStateException or PSInvalidOperationException)
            {
                command.WriteError(new ErrorRecord(((IContainsErrorRecord)e).ErrorRecord, e));
            }
        }

        found.AddRange((literals ?? []).Select(p => command.SessionState.Path.GetUnresolvedProviderPathFromPSPath(p)));
        foreach (var file in found)
        {
            if (File.Exists(file))
            {
                yield return file;
            }
            else
            {
                command.WriteError(new ErrorRecord(
                    new FileNotFoundException($"Could not find file '{file}'.", file),
                    "FileOpenFailure",
                    ErrorCategory.OpenError,
                    file));
            }
        }
    }
}
