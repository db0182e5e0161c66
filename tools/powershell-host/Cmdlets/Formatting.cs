using System.Management.Automation;
using System.Text;
using Microsoft.PowerShell.Commands.Internal.Format;

using RecoveryRunbooks.PowerShellHost;

namespace Microsoft.PowerShell.Commands;

/// <summary>Ties a cmdlet to the formatting engine inside System.Management.Automation.</summary>
internal static class FormattingEngine
{
    private const string Namespace = "Microsoft.PowerShell.Commands.Internal.Format.";

    public static void Shape(FrontEndCommandBase command, string shape)
    {
        var kind = Enum.Parse(Engine.Type(Namespace + "FormatShape"), shape);
        Engine.Set(command, "implementation", Engine.New(Namespace + "InnerFormatShapeCommand", kind));
    }

    public static void Output(FrontEndCommandBase command) =>
        Engine.Set(command, "implementation", Engine.New(Namespace + "OutputManagerInner"));

    public static void Target(FrontEndCommandBase command, TextWriter writer, int columns)
    {
        var implementation = Engine.Get(command, "implementation")!;
        Engine.Set(implementation, "_lo", Engine.New(Namespace + "TextWriterLineOutput", writer, columns));
    }
}

[Cmdlet(VerbsCommon.Format, "Table")]
public sealed class FormatTableCommand : OuterFormatTableBase
{
    public FormatTableCommand() => FormattingEngine.Shape(this, "Table");
}

[Cmdlet(VerbsCommon.Format, "List")]
public sealed class FormatListCommand : OuterFormatTableAndListBase
{
    public FormatListCommand() => FormattingEngine.Shape(this, "List");
}

[Cmdlet(VerbsCommon.Format, "Wide")]
public sealed class FormatWideCommand : OuterFormatTableAndListBase
{
    public FormatWideCommand() => FormattingEngine.Shape(this, "Wide");
}

[Cmdlet(VerbsData.Out, "String", DefaultParameterSetName = "NoNewLineFormatting")]
public sealed class OutStringCommand : FrontEndCommandBase
{
    private readonly StringBuilder _all = new();
    private LineWriter? _writer;

    public OutStringCommand() => FormattingEngine.Output(this);

    [Parameter(ParameterSetName = "StreamFormatting")]
    public SwitchParameter Stream { get; set; }

    [Parameter]
    [ValidateRange(2, int.MaxValue)]
    public int Width { get; set; } = 120;

    [Parameter(ParameterSetName = "NoNewLineFormatting")]
    public SwitchParameter NoNewline { get; set; }

    protected override void BeginProcessing()
    {
        _writer = new LineWriter(line =>
        {
            if (Stream)
            {
                WriteObject(line);
            }
            else
            {
                _all.Append(line);
                if (!NoNewline)
                {
                    _all.Append(Environment.NewLine);
                }
            }
        });
        FormattingEngine.Target(this, _writer, Width);
        base.BeginProcessing();
    }

    protected override void EndProcessing()
    {
        base.EndProcessing();
        _writer!.Flush();
        if (!Stream)
        {
            WriteObject(_all.ToString());
        }
    }
}

[Cmdlet(VerbsData.Out, "File", DefaultParameterSetName = "ByPath", SupportsShouldProcess = true)]
public sealed class OutFileCommand : FrontEndCommandBase
{
    private StreamWriter? _file;

    public OutFileCommand() => FormattingEngine.Output(this);

    [Parameter(Position = 0, Mandatory = true, ParameterSetName = "ByPath")]
    [Alias("Path")]
    public string FilePath { get; set; } = string.Empty;

    [Parameter(Mandatory = true, ParameterSetName = "ByLiteralPath")]
    [Alias("PSPath", "LP")]
    public string LiteralPath { get; set; } = string.Empty;

    [Parameter(Position = 1)]
    public object? Encoding { get; set; }

    [Parameter]
    public SwitchParameter Append { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    [Parameter]
    [Alias("NoOverwrite")]
    public SwitchParameter NoClobber { get; set; }

    [Parameter]
    [ValidateRange(2, int.MaxValue)]
    public int Width { get; set; } = int.MaxValue - 1;

    [Parameter]
    public SwitchParameter NoNewline { get; set; }

    protected override void BeginProcessing()
    {
        var path = GetUnresolvedProviderPathFromPSPath(FilePath.Length > 0 ? FilePath : LiteralPath);
        LineWriter target;
        if (ShouldProcess(path, "Output to File"))
        {
            _file = TextFile.Writer(this, path, Encoding, Append, NoClobber, Force);
            target = new LineWriter(line =>
            {
                _file.Write(line);
                if (!NoNewline)
                {
                    _file.Write(Environment.NewLine);
                }
            });
        }
        else
        {
            target = new LineWriter(_ => { });
        }

        FormattingEngine.Target(this, target, Width);
        base.BeginProcessing();
    }

    protected override void EndProcessing()
    {
        base.EndProcessing();
        _file?.Dispose();
        _file = null;
    }

    protected override void StopProcessing()
    {
        base.StopProcessing();
        _file?.Dispose();
        _file = null;
    }

    protected override void InternalDispose()
    {
        base.InternalDispose();
        _file?.Dispose();
    }
}

[Cmdlet("Tee", "Object", DefaultParameterSetName = "File")]
public sealed class TeeObjectCommand : PSCmdlet
{
    private readonly List<PSObject> _items = [];
    private SteppablePipeline? _file;

    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    [Parameter(Position = 0, Mandatory = true, ParameterSetName = "File")]
    [Alias("Path")]
    public string? FilePath { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "LiteralFile")]
    [Alias("PSPath", "LP")]
    public string? LiteralPath { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "Variable")]
    public string? Variable { get; set; }

    [Parameter]
    public SwitchParameter Append { get; set; }

    [Parameter]
    public object? Encoding { get; set; }

    protected override void BeginProcessing()
    {
        if (Variable is not null)
        {
            if (Append && GetVariableValue(Variable) is { } before)
            {
                foreach (var item in LanguagePrimitives.GetEnumerable(before) ?? new[] { before })
                {
                    _items.Add(PSObject.AsPSObject(item));
                }
            }

            return;
        }

        var script = ScriptBlock.Create("Out-File -LiteralPath $args[0] -Append:$args[1] -Encoding $args[2]");
        var path = GetUnresolvedProviderPathFromPSPath(FilePath ?? LiteralPath!);
        _file = script.GetSteppablePipeline(CommandOrigin.Internal, [path, Append.IsPresent, Encoding ?? "utf8NoBOM"]);
        _file.Begin(true);
    }

    protected override void ProcessRecord()
    {
        if (InputObject is null)
        {
            return;
        }

        if (Variable is not null)
        {
            _items.Add(InputObject);
        }

        _file?.Process(InputObject);
        WriteObject(InputObject);
    }

    protected override void EndProcessing()
    {
        if (Variable is not null)
        {
            SessionState.PSVariable.Set(Variable, _items.Count == 1 ? _items[0] : _items.ToArray());
        }

        _file?.End();
    }
}

/// <summary>A writer that hands over whole lines.</summary>
internal sealed class LineWriter(Action<string> take) : TextWriter
{
    private readonly StringBuilder _line = new();

    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value)
    {
        if (value == '\n')
        {
            if (_line.Length > 0 && _line[^1] == '\r')
            {
                _line.Length--;
            }

            Flush(always: true);
        }
        else
        {
            _line.Append(value);
        }
    }

    public override void Write(string? value)
    {
        foreach (var c in value ?? string.Empty)
        {
            Write(c);
        }
    }

    public override void WriteLine(string? value)
    {
        if (_line.Length == 0 && value is not null && !value.Contains('\n'))
        {
            take(ShellUserInterface.Plain(value));
            return;
        }

        Write(value);
        Flush(always: true);
    }

    public override void Flush() => Flush(always: false);

    private void Flush(bool always)
    {
        if (!always && _line.Length == 0)
        {
            return;
        }

        var text = _line.ToString();
        _line.Clear();
        take(ShellUserInterface.Plain(text));
    }
}
