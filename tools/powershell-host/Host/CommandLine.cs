namespace RecoveryRunbooks.PowerShellHost;

/// <summary>How the host was called: the part of pwsh's command line that is needed here.</summary>
internal sealed class CommandLine
{
    public string? File { get; private set; }

    public string? Command { get; private set; }

    public List<string> Arguments { get; } = [];

    public bool Interactive { get; private set; } = true;

    public bool ShowVersion { get; private set; }

    public bool ShowHelp { get; private set; }

    /// <summary>Serve remoting over standard input and output, as `pwsh -s` does.</summary>
    public bool Server { get; private set; }

    public string? ExecutionPolicy { get; private set; }

    public string? WorkingDirectory { get; private set; }

    public bool ReadCommandFromInput => Command == "-";

    /// <exception cref="ArgumentException">The words make no sense; the message says why.</exception>
    public static CommandLine Parse(IReadOnlyList<string> words)
    {
        var line = new CommandLine();
        for (var i = 0; i < words.Count; i++)
        {
            var word = words[i];
            string Next() => i + 1 < words.Count
                ? words[++i]
                : throw new ArgumentException($"The parameter {word} needs a value.");
            if (word.Length < 2 || (word[0] != '-' && word[0] != '/'))
            {
                line.TakeFile(words, i);
                return line;
            }

            switch (Known(word.TrimStart('-', '/').ToLowerInvariant()))
            {
                case "nologo" or "noprofile" or "mta" or "sta" or "login":
                    break;
                case "noninteractive":
                    line.Interactive = false;
                    break;
                case "executionpolicy":
                    line.ExecutionPolicy = Next();
                    break;
                case "outputformat" or "inputformat" or "configurationname" or "windowstyle":
                    Next();
                    break;
                case "workingdirectory":
                    line.WorkingDirectory = Next();
                    break;
                case "version":
                    line.ShowVersion = true;
                    break;
                case "help":
                    line.ShowHelp = true;
                    break;
                case "servermode" or "sshservermode":
                    line.Server = true;
                    break;
                case "file":
                    Next();
                    line.TakeFile(words, i);
                    return line;
                case "encodedcommand":
                    line.Command = Decode(Next());
                    break;
                case "command":
                    Next();
                    line.Command = string.Join(' ', words.Skip(i));
                    return line;
                default:
                    throw new ArgumentException($"The parameter {word} is not known to this host.");
            }
        }

        return line;
    }

    private void TakeFile(IReadOnlyList<string> words, int at)
    {
        File = words[at];
        Arguments.AddRange(words.Skip(at + 1));
    }

    private static string Decode(string base64)
    {
        try
        {
            return System.Text.Encoding.Unicode.GetString(Convert.FromBase64String(base64));
        }
        catch (FormatException)
        {
            throw new ArgumentException("The value of -EncodedCommand is not base64 of UTF-16 text.");
        }
    }

    /// <summary>Parameters may be shortened, as in pwsh, as long as they begin like this.</summary>
    private static string Known(string word)
    {
        (string Name, string Shortest)[] all =
        [
            ("nologo", "nol"), ("noprofile", "nop"), ("noninteractive", "noni"),
            ("executionpolicy", "ex"), ("executionpolicy", "ep"), ("encodedcommand", "e"), ("encodedcommand", "ec"),
            ("command", "c"), ("file", "f"), ("version", "v"), ("help", "h"), ("help", "?"),
            ("outputformat", "o"), ("inputformat", "in"), ("configurationname", "config"),
            ("windowstyle", "w"), ("workingdirectory", "wo"), ("workingdirectory", "wd"), ("sshservermode", "sshs"),
            ("servermode", "s"), ("mta", "mta"), ("sta", "sta"), ("login", "l"),
        ];
        foreach (var (name, shortest) in all)
        {
            if (word == shortest || (word.StartsWith(shortest, StringComparison.Ordinal) && name.StartsWith(word, StringComparison.Ordinal)))
            {
                return name;
            }
        }

        return word;
    }
}
