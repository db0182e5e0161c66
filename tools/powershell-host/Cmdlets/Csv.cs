using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Text;

using RecoveryRunbooks.PowerShellHost;

namespace Microsoft.PowerShell.Commands;

/// <summary>What ConvertTo-Csv and Export-Csv share.</summary>
public abstract class CsvWriterCommand : PSCmdlet
{
    private List<string>? _columns;

    [Parameter(Position = 1)]
    public char Delimiter { get; set; } = ',';

    [Parameter]
    public SwitchParameter UseCulture { get; set; }

    [Parameter]
    [Alias("ITI")]
    public SwitchParameter IncludeTypeInformation { get; set; }

    [Parameter]
    [Alias("NTI")]
    public SwitchParameter NoTypeInformation { get; set; } = true;

    [Parameter]
    public SwitchParameter NoHeader { get; set; }

    [Parameter]
    [ValidateSet("Never", "Always", "AsNeeded")]
    public string UseQuotes { get; set; } = "Always";

    protected void Row(PSObject item, IReadOnlyList<string>? known, Action<string> line)
    {
        if (_columns is null)
        {
            Delimiter = UseCulture ? CultureInfo.CurrentCulture.TextInfo.ListSeparator[0] : Delimiter;
            _columns = [.. known ?? Names(item)];
            if (IncludeTypeInformation && known is null)
            {
                line("#TYPE " + item.TypeNames[0]);
            }

            if (!NoHeader && known is null)
            {
                line(Joined(_columns));
            }
        }

        line(Joined(_columns.Select(name => Value(item, name))));
    }

    private static IEnumerable<string> Names(PSObject item) =>
        item.BaseObject is IDictionary map ? map.Keys.Cast<object>().Select(KeyComparer.Text) : item.Properties.Select(p => p.Name);

    private static string? Value(PSObject item, string name) =>
        PropertyExpression.TryGet(item, name, out var value) && value is not null ? KeyComparer.Text(value) : null;

    private string Joined(IEnumerable<string?> fields) => string.Join(Delimiter, fields.Select(Quoted));

    private string Quoted(string? field)
    {
        if (field is null)
        {
            return string.Empty;
        }

        var needed = field.AsSpan().IndexOfAny(Delimiter, '"') >= 0 || field.Contains('\n') || field.Contains('\r');
        return UseQuotes == "Never" || (UseQuotes == "AsNeeded" && !needed) ? field : '"' + field.Replace("\"", "\"\"") + '"';
    }
}

[Cmdlet(VerbsData.ConvertTo, "Csv")]
public sealed class ConvertToCsvCommand : CsvWriterCommand
{
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    protected override void ProcessRecord() => Row(InputObject!, null, WriteObject);
}

[Cmdlet(VerbsData.Export, "Csv", SupportsShouldProcess = true)]
public sealed class ExportCsvCommand : CsvWriterCommand
{
    private StreamWriter? _file;
    private IReadOnlyList<string>? _known;

    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    [Parameter(Position = 0)]
    public string? Path { get; set; }

    [Parameter]
    [Alias("PSPath", "LP")]
    public string? LiteralPath { get; set; }

    [Parameter]
    public object? Encoding { get; set; }

    [Parameter]
    public SwitchParameter Append { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    [Parameter]
    [Alias("NoOverwrite")]
    public SwitchParameter NoClobber { get; set; }

    protected override void BeginProcessing()
    {
        var path = GetUnresolvedProviderPathFromPSPath(Path ?? LiteralPath ?? throw new PSArgumentException("You must specify either the -Path or -LiteralPath parameters, but not both."));
        if (!ShouldProcess(path))
        {
            return;
        }

        if (Append && File.Exists(path))
        {
            using var reader = new StreamReader(path);
            _known = CsvReader.Record(reader, Delimiter);
        }

        _file = TextFile.Writer(this, path, Encoding, Append, NoClobber, Force);
    }

    protected override void ProcessRecord()
    {
        if (_file is not null)
        {
            Row(InputObject!, _known, _file.WriteLine);
        }
    }

    protected override void EndProcessing() => _file?.Dispose();

    protected override void StopProcessing() => _file?.Dispose();
}

/// <summary>Reads records of delimited text; quoted fields may hold line ends.</summary>
internal static class CsvReader
{
    /// <summary>The next record, or null at the end. Empty lines are skipped.</summary>
    public static List<string>? Record(TextReader reader, char delimiter)
    {
        while (reader.Peek() is '\r' or '\n')
        {
            reader.Read();
        }

        if (reader.Peek() < 0)
        {
            return null;
        }

        var fields = new List<string>();
        var field = new StringBuilder();
        var quoted = false;
        while (true)
        {
            var read = reader.Read();
            if (read < 0 || (!quoted && read is '\r' or '\n'))
            {
                if (read < 0 || !quoted)
                {
                    if (read == '\r' && reader.Peek() == '\n')
                    {
                        reader.Read();
                    }

                    fields.Add(field.ToString());
                    return fields;
                }
            }

            var c = (char)read;
            if (quoted)
            {
                if (c != '"')
                {
                    field.Append(c);
                }
                else if (reader.Peek() == '"')
                {
                    reader.Read();
                    field.Append('"');
                }
                else
                {
                    quoted = false;
                }
            }
            else if (c == delimiter)
            {
                fields.Add(field.ToString());
                field.Clear();
            }
            else if (c == '"' && field.Length == 0)
            {
                quoted = true;
            }
            else
            {
                field.Append(c);
            }
        }
    }

    public static IEnumerable<PSObject> Objects(TextReader reader, char delimiter, string[]? header)
    {
        string? type = null;
        while (reader.Peek() == '#')
        {
            var line = reader.ReadLine() ?? string.Empty;
            type = line.StartsWith("#TYPE ", StringComparison.OrdinalIgnoreCase) ? "CSV:" + line[6..].Trim() : type;
        }

        var names = header?.ToList() ?? Record(reader, delimiter) ?? [];
        for (var i = 0; i < names.Count; i++)
        {
            names[i] = names[i].Length == 0 ? "H" + (i + 1) : names[i];
        }

        while (Record(reader, delimiter) is { } fields)
        {
            var made = new PSObject();
            if (type is not null)
            {
                made.TypeNames.Insert(0, type);
            }

            for (var i = 0; i < names.Count; i++)
            {
                made.Properties.Add(new PSNoteProperty(names[i], i < fields.Count ? fields[i] : null));
            }

            yield return made;
        }
    }
}

[Cmdlet(VerbsData.ConvertFrom, "Csv")]
public sealed class ConvertFromCsvCommand : PSCmdlet
{
    private readonly StringBuilder _text = new();

    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true)]
    [AllowEmptyString]
    [AllowNull]
    public PSObject?[]? InputObject { get; set; }

    [Parameter(Position = 1)]
    public char Delimiter { get; set; } = ',';

    [Parameter]
    public string[]? Header { get; set; }

    protected override void ProcessRecord()
    {
        foreach (var line in InputObject ?? [])
        {
            _text.Append(line).Append('\n');
        }
    }

    protected override void EndProcessing()
    {
        foreach (var item in CsvReader.Objects(new StringReader(_text.ToString()), Delimiter, Header))
        {
            WriteObject(item);
        }
    }
}

[Cmdlet(VerbsData.Import, "Csv")]
public sealed class ImportCsvCommand : PSCmdlet
{
    [Parameter(Position = 0, ValueFromPipeline = true)]
    public string[]? Path { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "LP")]
    public string[]? LiteralPath { get; set; }

    [Parameter(Position = 1)]
    public char Delimiter { get; set; } = ',';

    [Parameter]
    public string[]? Header { get; set; }

    [Parameter]
    public object? Encoding { get; set; }

    protected override void ProcessRecord()
    {
        foreach (var file in Paths.Files(this, Path, LiteralPath))
        {
            using var reader = new StreamReader(file, TextFile.EncodingOf(Encoding), detectEncodingFromByteOrderMarks: true);
            foreach (var item in CsvReader.Objects(reader, Delimiter, Header))
            {
                WriteObject(item);
            }
        }
    }
}
