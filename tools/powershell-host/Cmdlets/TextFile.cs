using System.Management.Automation;
using System.Text;

using RecoveryRunbooks.PowerShellHost;

namespace Microsoft.PowerShell.Commands;

/// <summary>Text files with PowerShell's names of encodings.</summary>
internal static class TextFile
{
    public static Encoding EncodingOf(object? given)
    {
        var bare = given is PSObject wrapped ? wrapped.BaseObject : given;
        return bare switch
        {
            null => new UTF8Encoding(false),
            Encoding encoding => encoding,
            int page => Encoding.GetEncoding(page),
            _ => Named(LanguagePrimitives.ConvertTo<string>(bare)),
        };
    }

    /// <summary>Opens a file for writing and says in PowerShell's way why it cannot.</summary>
    public static StreamWriter Writer(PSCmdlet command, string path, object? encoding, bool append, bool noClobber, bool force)
    {
        if (noClobber && !append && File.Exists(path))
        {
            command.ThrowTerminatingError(new ErrorRecord(
                new IOException($"The file '{path}' already exists."),
                "NoClobber",
                ErrorCategory.ResourceExists,
                path));
        }

        try
        {
            if (force && File.Exists(path))
            {
                File.SetAttributes(path, File.GetAttributes(path) & ~FileAttributes.ReadOnly);
            }

            var stream = new FileStream(path, append ? FileMode.Append : FileMode.Create, FileAccess.Write, FileShare.Read);
            return new StreamWriter(stream, EncodingOf(encoding)) { NewLine = Environment.NewLine };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            command.ThrowTerminatingError(new ErrorRecord(e, "FileOpenFailure", ErrorCategory.OpenError, path));
            throw;
        }
    }

    private static Encoding Named(string name) => name.ToLowerInvariant() switch
    {
        "utf8" or "utf8nobom" or "default" or "utf-8" => new UTF8Encoding(false),
        "utf8bom" => new UTF8Encoding(true),
        "ascii" => Encoding.ASCII,
        "unicode" or "string" or "utf16" or "utf-16" => Encoding.Unicode,
        "bigendianunicode" => Encoding.BigEndianUnicode,
        "utf32" => Encoding.UTF32,
        "bigendianutf32" => new UTF32Encoding(true, true),
        "oem" or "ansi" => Encoding.Latin1,
        _ => Other(name),
    };

    private static Encoding Other(string name)
    {
        try
        {
            return int.TryParse(name, out var page) ? Encoding.GetEncoding(page) : Encoding.GetEncoding(name);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            throw new PSArgumentException($"The encoding '{name}' is not known to this host.");
        }
    }
}
