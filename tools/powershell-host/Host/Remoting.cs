using System.Management.Automation;

namespace RecoveryRunbooks.PowerShellHost;

/// <summary>The engine's own remoting server over standard input and output.</summary>
internal static class Remoting
{
    public static int Serve(string workingDirectory)
    {
        var mediator = Engine.Type("System.Management.Automation.Remoting.Server.StdIOProcessMediator");
        // Run(initialCommand, workingDirectory, configurationName, configurationFile, combineErrOutStream)
        Engine.CallStatic(mediator, "Run", string.Empty, workingDirectory, null, null, false);
        return 0;
    }
}
