using System.Collections;
using System.Collections.Specialized;
using System.Globalization;
using System.Management.Automation;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

using RecoveryRunbooks.PowerShellHost;

namespace Microsoft.PowerShell.Commands;

[Cmdlet(VerbsData.ConvertTo, "Json")]
public sealed class ConvertToJsonCommand : PSCmdlet
{
    /// <summary>As Newtonsoft.Json writes times, which pwsh uses.</summary>
    private const string TimeFormat = "yyyy'-'MM'-'dd'T'HH':'mm':'ss.FFFFFFFK";

    private readonly List<object?> _items = [];
    private bool _cut;

    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true)]
    [AllowNull]
    public object? InputObject { get; set; }

    [Parameter]
    [ValidateRange(0, 100)]
    public int Depth { get; set; } = 2;

    [Parameter]
    public SwitchParameter Compress { get; set; }

    [Parameter]
    public SwitchParameter EnumsAsStrings { get; set; }

    [Parameter]
    public SwitchParameter AsArray { get; set; }

    protected override void ProcessRecord() => _items.Add(InputObject);

    protected override void EndProcessing()
    {
        if (_items.Count == 0)
        {
            return;
        }

        using var stream = new MemoryStream();
        var options = new JsonWriterOptions { Indented = !Compress, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };
        using (var writer = new Utf8JsonWriter(stream, options))
        {
            Write(writer, _items.Count > 1 || AsArray ? _items.ToArray() : _items[0], 0);
        }

        if (_cut)
        {
            WriteWarning($"Resulting JSON is truncated as serialization has exceeded the set depth of {Depth}.");
        }

        WriteObject(Encoding.UTF8.GetString(stream.ToArray()));
    }

    private void Write(Utf8JsonWriter writer, object? value, int level)
    {
        if (Stopping)
        {
            throw new PipelineStoppedException();
        }

        var shell = value as PSObject;
        var bare = shell is null ? value : shell.BaseObject;
        switch (bare)
        {
            case null or DBNull:
                writer.WriteNullValue();
                return;
            case string or char or Guid or Uri or Version or System.Security.SecureString:
                writer.WriteStringValue(bare is System.Security.SecureString ? "System.Security.SecureString" : bare.ToString());
                return;
            case bool flag:
                writer.WriteBooleanValue(flag);
                return;
            case DateTime time:
                writer.WriteStringValue(time.ToString(TimeFormat, CultureInfo.InvariantCulture));
                return;
            case DateTimeOffset time:
                writer.WriteStringValue(time.ToString(TimeFormat, CultureInfo.InvariantCulture));
                return;
            case Enum name:
                if (EnumsAsStrings)
                {
                    writer.WriteStringValue(name.ToString());
                }
                else
                {
                    writer.WriteRawValue(Convert.ToDecimal(name, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture));
                }

                return;
            case double or float:
                var number = Convert.ToDouble(bare, CultureInfo.InvariantCulture);
                if (!double.IsFinite(number))
                {
                    writer.WriteStringValue(number.ToString(CultureInfo.InvariantCulture));
                    return;
                }

                var text = ((IFormattable)bare).ToString("R", CultureInfo.InvariantCulture);
                writer.WriteRawValue(text.Contains('.') || text.Contains('E') ? text : text + ".0");
                return;
            case sbyte or byte or short or ushort or int or uint or long or ulong or decimal or System.Numerics.BigInteger:
                writer.WriteRawValue(((IFormattable)bare).ToString(null, CultureInfo.InvariantCulture));
                return;
        }

        if (level > Depth)
        {
            _cut = true;
            writer.WriteStringValue(KeyComparer.Text(value));
            return;
        }

        WriteComposite(writer, shell ?? PSObject.AsPSObject(bare), bare, level);
    }

    private void WriteComposite(Utf8JsonWriter writer, PSObject shell, object bare, int level)
    {
        if (bare is IDictionary map)
        {
            writer.WriteStartObject();
            foreach (DictionaryEntry entry in map)
            {
                writer.WritePropertyName(KeyComparer.Text(entry.Key));
                Write(writer, entry.Value, level + 1);
            }

            writer.WriteEndObject();
            return;
        }

        if (bare is IEnumerable list)
        {
            writer.WriteStartArray();
            foreach (var item in list)
            {
                Write(writer, item, level + 1);
            }

            writer.WriteEndArray();
            return;
        }

        writer.WriteStartObject();
        foreach (var property in shell.Properties)
        {
            if (property.MemberType == PSMemberTypes.CodeProperty && bare is not PSCustomObject)
            {
                continue;
            }

            writer.WritePropertyName(property.Name);
            Write(writer, PropertyExpression.SafeValue(property), level + 1);
        }

        writer.WriteEndObject();
    }
}

[Cmdlet(VerbsData.ConvertFrom, "Json")]
public sealed class ConvertFromJsonCommand : PSCmdlet
{
    private readonly StringBuilder _text = new();

    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true)]
    [AllowEmptyString]
    public string InputObject { get; set; } = string.Empty;

    [Parameter]
    public SwitchParameter AsHashtable { get; set; }

    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int Depth { get; set; } = 1024;

    [Parameter]
    public SwitchParameter NoEnumerate { get; set; }

    protected override void ProcessRecord() => _text.AppendLine(InputObject);

    protected override void EndProcessing()
    {
        if (_text.ToString().Trim().Length == 0)
        {
            return;
        }

        object? value;
        try
        {
            var options = new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = Depth + 1 };
            using var document = JsonDocument.Parse(_text.ToString(), options);
            value = Read(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or PSArgumentException)
        {
            ThrowTerminatingError(new ErrorRecord(
                new ArgumentException("Conversion from JSON failed with error: " + e.Message, e),
                "System.ArgumentException",
                ErrorCategory.NotSpecified,
                null));
            return;
        }

        WriteObject(value, enumerateCollection: !NoEnumerate && value is object[]);
    }

    private object? Read(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => AsHashtable ? Map(element) : Custom(element),
        JsonValueKind.Array => element.EnumerateArray().Select(Read).ToArray(),
        JsonValueKind.String => Text(element.GetString() ?? string.Empty),
        JsonValueKind.Number => Number(element),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    private PSObject Custom(JsonElement element)
    {
        var made = new PSObject();
        foreach (var property in element.EnumerateObject())
        {
            if (property.Name.Length == 0)
            {
                throw new PSArgumentException("The provided JSON includes a property whose name is an empty string, this is only supported using the -AsHashtable switch.");
            }

            if (made.Properties[property.Name] is { } clash)
            {
                if (clash.Name != property.Name)
                {
                    throw new PSArgumentException($"Cannot convert the JSON string because it contains keys with different casing. Use the -AsHashtable switch instead. The key that was attempted to be added to the existing key '{clash.Name}' was '{property.Name}'.");
                }

                made.Properties.Remove(property.Name);
            }

            made.Properties.Add(new PSNoteProperty(property.Name, Read(property.Value)));
        }

        return made;
    }

    private OrderedDictionary Map(JsonElement element)
    {
        var made = new OrderedDictionary(StringComparer.Ordinal);
        foreach (var property in element.EnumerateObject())
        {
            made[property.Name] = Read(property.Value);
        }

        return made;
    }

    /// <summary>PowerShell 7 makes a DateTime of what reads as an ISO 8601 date and time.</summary>
    private static object Text(string text)
    {
        var dated = text.Length >= 19 && text[4] == '-' && text[7] == '-' && text[10] == 'T' && char.IsAsciiDigit(text[0]);
        return dated && DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var time) ? time : text;
    }

    private static object Number(JsonElement element)
    {
        if (element.TryGetInt64(out var whole))
        {
            return whole;
        }

        var raw = element.GetRawText();
        return raw.AsSpan().IndexOfAny('.', 'e', 'E') < 0 && System.Numerics.BigInteger.TryParse(raw, CultureInfo.InvariantCulture, out var big)
            ? big
            : element.GetDouble();
    }
}
