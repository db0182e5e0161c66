using System.Management.Automation;
using System.Management.Automation.Language;
using System.Management.Automation.Runspaces;
using Microsoft.PowerShell;

namespace RecoveryRunbooks.PowerShellHost;

/// <summary>Runs one command line in one runspace and knows its exit status.</summary>
internal sealed class Runner : IDisposable
{
    private const string LastResult = "RecoveryRunbooksLastResult";

    private readonly ShellHost _host;
    private readonly Runspace _runspace;
    private PowerShell? _running;

    public Runner(CommandLine line)
    {
        _host = new ShellHost(line.Interactive);
        var state = InitialSessionState.CreateDefault2();
        if (OperatingSystem.IsWindows() && Enum.TryParse<ExecutionPolicy>(line.ExecutionPolicy, true, out var policy))
        {
            state.ExecutionPolicy = policy;
            Environment.SetEnvironmentVariable("PSExecutionPolicyPreference", policy.ToString());
        }

        _runspace = RunspaceFactory.CreateRunspace(_host, state);
        _runspace.Open();
        Runspace.DefaultRunspace = _runspace;
    }

    public int RunFile(string path, IReadOnlyList<string> arguments)
    {
        var full = Path.GetFullPath(path);
        if (!File.Exists(full))
        {
            Console.Error.WriteLine($"The argument '{path}' to the -File parameter does not exist.");
            return 64;
        }

        var command = Path.GetExtension(full).Equals(".ps1", StringComparison.OrdinalIgnoreCase)
            ? new Command(full, isScript: false, useLocalScope: false)
            : new Command(File.ReadAllText(full), isScript: true, useLocalScope: false);
        foreach (var parameter in Bind(arguments))
        {
            command.Parameters.Add(parameter);
        }

        // Without this an `exit` in a script file would only set $LASTEXITCODE.
        if (Engine.Get(_runspace, "ExecutionContext") is { } context)
        {
            Engine.Set(context, "ScriptCommandProcessorShouldRethrowExit", true);
        }

        return Invoke(command, lastCommandCounts: false);
    }

    /// <summary>Status 1 where the last command failed, as <c>$?</c> says it; the engine keeps that to itself.</summary>
    public int RunText(string text) => Invoke(
        new Command($"{text}\n$global:{LastResult} = $?", isScript: true, useLocalScope: false),
        lastCommandCounts: true);

    /// <summary>Each complete statement of standard input, one after the other, as <c>-Command -</c> does.</summary>
    public int RunInput()
    {
        var text = string.Empty;
        var status = 0;
        while (_host.ExitCode is null && Console.In.ReadLine() is { } read)
        {
            text += read + "\n";
            Parser.ParseInput(text, out _, out var errors);
            if (errors.Any(e => e.IncompleteInput))
            {
                continue;
            }

            if (text.Trim().Length > 0)
            {
                status = RunText(text);
            }

            text = string.Empty;
        }

        return text.Trim().Length > 0 ? RunText(text) : status;
    }

    public void Stop() => _running?.BeginStop(null, null);

    public void Dispose() => _runspace.Dispose();

    private int Invoke(Command command, bool lastCommandCounts)
    {
        using var shell = PowerShell.Create(_runspace);
        _running = shell;
        command.MergeMyResults(PipelineResultTypes.Error, PipelineResultTypes.Output);
        shell.Commands.AddCommand(command).AddCommand("Out-Default");
        var failed = false;
        try
        {
            shell.Invoke();
        }
        catch (ExitException e)
        {
            return LanguagePrimitives.TryConvertTo<int>(e.Argument, out var status) ? status : 0;
        }
        catch (RuntimeException e)
        {
            failed = true;
            Report(e.ErrorRecord);
        }
        finally
        {
            _running = null;
        }

        if (_host.ExitCode is { } asked)
        {
            return asked;
        }

        if (failed || shell.InvocationStateInfo.State != PSInvocationState.Completed)
        {
            return 1;
        }

        return lastCommandCounts && _runspace.SessionStateProxy.GetVariable(LastResult) is false ? 1 : 0;
    }

    private void Report(ErrorRecord record)
    {
        using var shell = PowerShell.Create(_runspace);
        shell.AddCommand("Out-String").AddParameter("InputObject", record);
        try
        {
            Console.Error.Write(string.Concat(shell.Invoke().Select(o => o.ToString())));
        }
        catch (RuntimeException)
        {
            Console.Error.WriteLine(record.ToString());
        }
    }

    /// <summary><c>-Name value</c>, <c>-Switch</c>, <c>-Switch:$true</c> and positional words, as pwsh binds them.</summary>
    private static IEnumerable<CommandParameter> Bind(IReadOnlyList<string> words)
    {
        for (var i = 0; i < words.Count; i++)
        {
            var word = words[i];
            if (word.Length < 2 || word[0] != '-' || !(char.IsLetter(word[1]) || word[1] == '_'))
            {
                yield return new CommandParameter(null, word);
                continue;
            }

            var colon = word.IndexOf(':');
            if (colon > 0)
            {
                var value = word[(colon + 1)..];
                object given = value.ToLowerInvariant() switch { "$true" => true, "$false" => false, _ => value };
                yield return new CommandParameter(word[1..colon], given);
            }
            else if (i + 1 < words.Count && !(words[i + 1].Length > 1 && words[i + 1][0] == '-' && char.IsLetter(words[i + 1][1])))
            {
                yield return new CommandParameter(word[1..], words[++i]);
            }
            else
            {
                yield return new CommandParameter(word[1..], true);
            }
        }
    }
}
