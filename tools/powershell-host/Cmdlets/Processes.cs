using System.Diagnostics;
using System.Management.Automation;

using RecoveryRunbooks.PowerShellHost;

namespace Microsoft.PowerShell.Commands;

/// <summary>Finding processes by name or number.</summary>
public abstract class ProcessCommand : PSCmdlet
{
    protected void Each(string[]? names, int[]? ids, Action<Process> action)
    {
        foreach (var id in ids ?? [])
        {
            try
            {
                action(Process.GetProcessById(id));
            }
            catch (ArgumentException e)
            {
                WriteError(new ErrorRecord(e, "NoProcessFoundForGivenId", ErrorCategory.ObjectNotFound, id));
            }
        }

        foreach (var name in names ?? [])
        {
            var pattern = WildcardPattern.Get(name, WildcardOptions.IgnoreCase);
            var found = Process.GetProcesses().Where(p => pattern.IsMatch(p.ProcessName)).OrderBy(p => p.ProcessName, StringComparer.OrdinalIgnoreCase).ToList();
            if (found.Count == 0 && !WildcardPattern.ContainsWildcardCharacters(name))
            {
                WriteError(new ErrorRecord(
                    new InvalidOperationException($"Cannot find a process with the name \"{name}\". Verify the process name and call the cmdlet again."),
                    "NoProcessFoundForGivenName",
                    ErrorCategory.ObjectNotFound,
                    name));
            }

            found.ForEach(action);
        }
    }
}

[Cmdlet(VerbsCommon.Get, "Process", DefaultParameterSetName = "Name")]
public sealed class GetProcessCommand : ProcessCommand
{
    [Parameter(Position = 0, ParameterSetName = "Name", ValueFromPipelineByPropertyName = true)]
    [Alias("ProcessName")]
    public string[]? Name { get; set; }

    [Parameter(ParameterSetName = "Id", Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PID")]
    public int[]? Id { get; set; }

    protected override void ProcessRecord() => Each(Id is null ? Name ?? ["*"] : null, Id, WriteObject);
}

[Cmdlet(VerbsLifecycle.Stop, "Process", SupportsShouldProcess = true, DefaultParameterSetName = "Id")]
public sealed class StopProcessCommand : ProcessCommand
{
    [Parameter(ParameterSetName = "Name", Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [Alias("ProcessName")]
    public string[]? Name { get; set; }

    [Parameter(Position = 0, ParameterSetName = "Id", Mandatory = true, ValueFromPipelineByPropertyName = true)]
    public int[]? Id { get; set; }

    [Parameter(Position = 0, ParameterSetName = "InputObject", Mandatory = true, ValueFromPipeline = true)]
    public Process[]? InputObject { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected override void ProcessRecord()
    {
        void Stop(Process process)
        {
            if (!ShouldProcess($"{process.ProcessName} ({process.Id})", "Stop-Process"))
            {
                return;
            }

            try
            {
                process.Kill();
                if (PassThru)
                {
                    WriteObject(process);
                }
            }
            catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception)
            {
                WriteError(new ErrorRecord(e, "CouldNotStopProcess", ErrorCategory.CloseError, process));
            }
        }

        foreach (var process in InputObject ?? [])
        {
            Stop(process);
        }

        Each(Name, Id, Stop);
    }
}

[Cmdlet(VerbsLifecycle.Wait, "Process", DefaultParameterSetName = "Name")]
public sealed class WaitProcessCommand : ProcessCommand
{
    [Parameter(Position = 0, ParameterSetName = "Name", Mandatory = true)]
    [Alias("ProcessName")]
    public string[]? Name { get; set; }

    [Parameter(ParameterSetName = "Id", Mandatory = true, ValueFromPipelineByPropertyName = true)]
    public int[]? Id { get; set; }

    [Parameter(ParameterSetName = "InputObject", Mandatory = true, ValueFromPipeline = true)]
    public Process[]? InputObject { get; set; }

    /// <summary>Seconds.</summary>
    [Parameter(Position = 1)]
    [Alias("TimeoutSec")]
    public int Timeout { get; set; } = -1;

    protected override void ProcessRecord()
    {
        var watch = Stopwatch.StartNew();
        void Wait(Process process)
        {
            while (!Stopping && !process.WaitForExit(100))
            {
                if (Timeout >= 0 && watch.Elapsed.TotalSeconds > Timeout)
                {
                    WriteError(new ErrorRecord(
                        new TimeoutException($"This command stopped operation because process \"{process.ProcessName} ({process.Id})\" is not stopped in the specified time-out."),
                        "ProcessNotTerminated",
                        ErrorCategory.CloseError,
                        process));
                    return;
                }
            }
        }

        foreach (var process in InputObject ?? [])
        {
            Wait(process);
        }

        Each(Name, Id, Wait);
    }
}

[Cmdlet(VerbsLifecycle.Start, "Process", SupportsShouldProcess = true)]
public sealed class StartProcessCommand : PSCmdlet
{
    [Parameter(Position = 0, Mandatory = true)]
    [Alias("PSPath", "Path")]
    public string FilePath { get; set; } = string.Empty;

    [Parameter(Position = 1)]
    [Alias("Args")]
    public string[] ArgumentList { get; set; } = [];

    [Parameter]
    public string? WorkingDirectory { get; set; }

    [Parameter]
    public SwitchParameter NoNewWindow { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    [Parameter]
    public SwitchParameter Wait { get; set; }

    [Parameter]
    [Alias("RSO")]
    public string? RedirectStandardOutput { get; set; }

    [Parameter]
    [Alias("RSE")]
    public string? RedirectStandardError { get; set; }

    protected override void ProcessRecord()
    {
        if (!ShouldProcess($"{FilePath} {string.Join(' ', ArgumentList)}", "Start-Process"))
        {
            return;
        }

        var program = InvokeCommand.GetCommand(FilePath, CommandTypes.Application) is ApplicationInfo found ? found.Path : FilePath;
        var start = new ProcessStartInfo(program)
        {
            UseShellExecute = false,
            WorkingDirectory = WorkingDirectory ?? SessionState.Path.CurrentFileSystemLocation.ProviderPath,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            // PowerShell joins these words with blanks, quoting is the caller's.
            Arguments = string.Join(' ', ArgumentList),
        };
        try
        {
            var process = Process.Start(start) ?? throw new InvalidOperationException("The process did not start.");
            var output = Copy(process.StandardOutput, RedirectStandardOutput);
            var error = Copy(process.StandardError, RedirectStandardError);
            while (Wait && !Stopping && !process.WaitForExit(100))
            {
            }

            if (Wait)
            {
                Task.WaitAll(output, error);
            }

            if (PassThru)
            {
                WriteObject(process);
            }
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or InvalidOperationException or IOException)
        {
            WriteError(new ErrorRecord(
                new InvalidOperationException("This command cannot be run due to the error: " + e.Message, e),
                "InvalidOperationException",
                ErrorCategory.InvalidOperation,
                FilePath));
        }
    }

    private Task Copy(StreamReader from, string? to)
    {
        var path = to is null ? null : SessionState.Path.GetUnresolvedProviderPathFromPSPath(to);
        return Task.Run(async () =>
        {
            await using Stream target = path is null ? Stream.Null : new FileStream(path, FileMode.Create);
            await from.BaseStream.CopyToAsync(target);
        });
    }
}
