using System.Management.Automation;
using System.Reflection;
using System.Text;

namespace RecoveryRunbooks.PowerShellHost;

internal static class Program
{
    private const string Help = """
        powershell-host [-NoLogo] [-NoProfile] [-NonInteractive] [-ExecutionPolicy POLICY] [-WorkingDirectory DIR]
                        (-File PATH [ARGUMENT]... | -EncodedCommand BASE64 | -Command TEXT | -Command -)
        powershell-host -ServerMode      remoting over standard input and output
        powershell-host -Version | -Help

        The real PowerShell engine with a subset of the cmdlets. It is not PowerShell: see its README.
        """;

    private static int Main(string[] words)
    {
        // The engine would otherwise report its use to its makers over the network.
        Environment.SetEnvironmentVariable("POWERSHELL_TELEMETRY_OPTOUT", "1");
        var utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        Console.OutputEncoding = utf8;
        Console.InputEncoding = utf8;
        PSStyle.Instance.OutputRendering = OutputRendering.PlainText;
        CommandLine line;
        try
        {
            line = CommandLine.Parse(words);
        }
        catch (ArgumentException e)
        {
            Console.Error.WriteLine(e.Message);
            return 64;
        }

        if (line.ShowVersion)
        {
            Console.Out.WriteLine($"{ShellHost.HostName}, engine {EngineVersion()}");
            return 0;
        }

        if (line.ShowHelp)
        {
            Console.Out.WriteLine(Help);
            return 0;
        }

        if (line.WorkingDirectory is { } folder)
        {
            Directory.SetCurrentDirectory(folder);
        }

        return line.Server ? Remoting.Serve(Directory.GetCurrentDirectory()) : Run(line);
    }

    private static int Run(CommandLine line)
    {
        using var runner = new Runner(line);
        Console.CancelKeyPress += (_, e) =>
        {
            e.Cancel = true;
            runner.Stop();
        };
        if (line.File is { } file)
        {
            return runner.RunFile(file, line.Arguments);
        }

        if (line.Command is null || line.ReadCommandFromInput)
        {
            return runner.RunInput();
        }

        return runner.RunText(line.Command);
    }

    private static string EngineVersion()
    {
        var informational = typeof(PSObject).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>();
        return informational?.InformationalVersion.Split(' ', '+')[0] ?? "7.6";
    }
}
