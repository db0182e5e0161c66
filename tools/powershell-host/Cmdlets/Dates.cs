using System.Globalization;
using System.Management.Automation;
using System.Text;

using RecoveryRunbooks.PowerShellHost;

namespace Microsoft.PowerShell.Commands;

[Cmdlet(VerbsCommon.Get, "Date", DefaultParameterSetName = "Net")]
public sealed class GetDateCommand : PSCmdlet
{
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("LastWriteTime")]
    public DateTime Date { get; set; }

    [Parameter]
    public double UnixTimeSeconds { get; set; }

    [Parameter]
    public int Year { get; set; }

    [Parameter]
    [ValidateRange(1, 12)]
    public int Month { get; set; }

    [Parameter]
    [ValidateRange(1, 31)]
    public int Day { get; set; }

    [Parameter]
    [ValidateRange(0, 23)]
    public int Hour { get; set; }

    [Parameter]
    [ValidateRange(0, 59)]
    public int Minute { get; set; }

    [Parameter]
    [ValidateRange(0, 59)]
    public int Second { get; set; }

    [Parameter]
    [ValidateRange(0, 999)]
    public int Millisecond { get; set; }

    [Parameter]
    public DisplayHintType DisplayHint { get; set; } = DisplayHintType.DateTime;

    [Parameter]
    public string? UFormat { get; set; }

    [Parameter]
    public string? Format { get; set; }

    [Parameter]
    public SwitchParameter AsUTC { get; set; }

    protected override void ProcessRecord()
    {
        var given = MyInvocation.BoundParameters;
        var date = given.ContainsKey("Date") ? Date : DateTime.Now;
        if (given.ContainsKey("UnixTimeSeconds"))
        {
            date = DateTimeOffset.UnixEpoch.AddSeconds(UnixTimeSeconds).LocalDateTime;
        }

        int Part(string name, int own, int was) => given.ContainsKey(name) ? own : was;
        date = new DateTime(
            Part("Year", Year, date.Year),
            Part("Month", Month, date.Month),
            Part("Day", Day, date.Day),
            Part("Hour", Hour, date.Hour),
            Part("Minute", Minute, date.Minute),
            Part("Second", Second, date.Second),
            date.Kind).AddTicks(given.ContainsKey("Millisecond") ? Millisecond * TimeSpan.TicksPerMillisecond : date.Ticks % TimeSpan.TicksPerSecond);
        date = AsUTC ? date.ToUniversalTime() : date;
        if (Format is not null)
        {
            WriteObject(date.ToString(Named(Format, ref date), CultureInfo.CurrentCulture));
        }
        else if (UFormat is not null)
        {
            WriteObject(Unix(UFormat, date));
        }
        else
        {
            var made = PSObject.AsPSObject(date);
            made.Properties.Add(new PSNoteProperty("DisplayHint", DisplayHint));
            WriteObject(made);
        }
    }

    private static string Named(string format, ref DateTime date)
    {
        switch (format.ToLowerInvariant())
        {
            case "filedate":
                return "yyyyMMdd";
            case "filedateuniversal":
                date = date.ToUniversalTime();
                return "yyyyMMddZ".Replace("Z", "'Z'");
            case "filedatetime":
                return "yyyyMMddTHHmmssffff".Replace("T", "'T'");
            case "filedatetimeuniversal":
                date = date.ToUniversalTime();
                return "yyyyMMdd'T'HHmmssffff'Z'";
            default:
                return format;
        }
    }

    private static string Unix(string format, DateTime date)
    {
        var made = new StringBuilder();
        var text = format.StartsWith('+') ? format[1..] : format;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '%' || i + 1 == text.Length)
            {
                made.Append(text[i]);
                continue;
            }

            var c = text[++i];
            made.Append(c switch
            {
                'Y' => date.ToString("yyyy", CultureInfo.InvariantCulture),
                'y' => date.ToString("yy", CultureInfo.InvariantCulture),
                'm' => date.ToString("MM", CultureInfo.InvariantCulture),
                'd' => date.ToString("dd", CultureInfo.InvariantCulture),
                'H' => date.ToString("HH", CultureInfo.InvariantCulture),
                'I' => date.ToString("hh", CultureInfo.InvariantCulture),
                'M' => date.ToString("mm", CultureInfo.InvariantCulture),
                'S' => date.ToString("ss", CultureInfo.InvariantCulture),
                'p' => date.ToString("tt", CultureInfo.InvariantCulture),
                'j' => date.DayOfYear.ToString("000", CultureInfo.InvariantCulture),
                'F' => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                'T' => date.ToString("HH:mm:ss", CultureInfo.InvariantCulture),
                'A' => date.ToString("dddd", CultureInfo.CurrentCulture),
                'a' => date.ToString("ddd", CultureInfo.CurrentCulture),
                'B' => date.ToString("MMMM", CultureInfo.CurrentCulture),
                'b' => date.ToString("MMM", CultureInfo.CurrentCulture),
                'Z' => date.ToString("zz", CultureInfo.InvariantCulture),
                's' => new DateTimeOffset(date).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
                'u' => (date.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)date.DayOfWeek).ToString(CultureInfo.InvariantCulture),
                'n' => "\n",
                't' => "\t",
                _ => c.ToString(),
            });
        }

        return made.ToString();
    }
}

/// <summary>Which part of a date the formatting engine shows.</summary>
public enum DisplayHintType
{
    Date,
    Time,
    DateTime,
}

[Cmdlet(VerbsCommon.New, "TimeSpan", DefaultParameterSetName = "Date")]
public sealed class NewTimeSpanCommand : PSCmdlet
{
    [Parameter(Position = 0, ParameterSetName = "Date", ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("LastWriteTime")]
    public DateTime Start { get; set; }

    [Parameter(Position = 1, ParameterSetName = "Date", ValueFromPipelineByPropertyName = true)]
    public DateTime End { get; set; }

    [Parameter(ParameterSetName = "Time")]
    public int Days { get; set; }

    [Parameter(ParameterSetName = "Time")]
    public int Hours { get; set; }

    [Parameter(ParameterSetName = "Time")]
    public int Minutes { get; set; }

    [Parameter(ParameterSetName = "Time")]
    public int Seconds { get; set; }

    [Parameter(ParameterSetName = "Time")]
    public int Milliseconds { get; set; }

    protected override void ProcessRecord()
    {
        if (ParameterSetName == "Time")
        {
            WriteObject(new TimeSpan(Days, Hours, Minutes, Seconds, Milliseconds));
            return;
        }

        var now = DateTime.Now;
        var start = MyInvocation.BoundParameters.ContainsKey("Start") ? Start : now;
        var end = MyInvocation.BoundParameters.ContainsKey("End") ? End : now;
        WriteObject(end - start);
    }
}

[Cmdlet(VerbsLifecycle.Start, "Sleep", DefaultParameterSetName = "Seconds")]
public sealed class StartSleepCommand : PSCmdlet, IDisposable
{
    private readonly ManualResetEventSlim _stopped = new();

    [Parameter(Position = 0, Mandatory = true, ParameterSetName = "Seconds", ValueFromPipeline = true)]
    [ValidateRange(0.0, int.MaxValue / 1000.0)]
    public double Seconds { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "Milliseconds")]
    [Alias("ms")]
    [ValidateRange(0, int.MaxValue)]
    public int Milliseconds { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "Duration")]
    public TimeSpan Duration { get; set; }

    public void Dispose() => _stopped.Dispose();

    protected override void ProcessRecord()
    {
        var time = ParameterSetName switch
        {
            "Seconds" => TimeSpan.FromSeconds(Seconds),
            "Milliseconds" => TimeSpan.FromMilliseconds(Milliseconds),
            _ => Duration,
        };
        _stopped.Wait(time);
    }

    protected override void StopProcessing() => _stopped.Set();
}

[Cmdlet(VerbsCommon.Get, "TimeZone")]
public sealed class GetTimeZoneCommand : PSCmdlet
{
    protected override void ProcessRecord() => WriteObject(TimeZoneInfo.Local);
}

[Cmdlet(VerbsCommon.Get, "Culture")]
public sealed class GetCultureCommand : PSCmdlet
{
    protected override void ProcessRecord() => WriteObject(Host.CurrentCulture);
}

[Cmdlet(VerbsCommon.Get, "Host")]
public sealed class GetHostCommand : PSCmdlet
{
    protected override void ProcessRecord() => WriteObject(Host);
}

[Cmdlet(VerbsCommon.Get, "Random", DefaultParameterSetName = "Number")]
public sealed class GetRandomCommand : PSCmdlet
{
    private readonly List<object?> _items = [];

    [Parameter]
    public int? SetSeed { get; set; }

    [Parameter(Position = 0, ParameterSetName = "Number")]
    public object? Maximum { get; set; }

    [Parameter(ParameterSetName = "Number")]
    public object? Minimum { get; set; }

    [Parameter(ParameterSetName = "List", Mandatory = true, ValueFromPipeline = true)]
    [AllowNull]
    public object?[] InputObject { get; set; } = [];

    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int Count { get; set; } = 1;

    [Parameter(ParameterSetName = "List")]
    public SwitchParameter Shuffle { get; set; }

    protected override void ProcessRecord() => _items.AddRange(InputObject);

    protected override void EndProcessing()
    {
        var random = SetSeed is { } seed ? new Random(seed) : Random.Shared;
        if (ParameterSetName == "List")
        {
            var all = _items.ToArray();
            random.Shuffle(all);
            WriteObject(Shuffle ? all : all.Take(Count).ToArray(), enumerateCollection: true);
            return;
        }

        var real = Unwrap(Maximum) is double or float || Unwrap(Minimum) is double or float;
        for (var i = 0; i < Count; i++)
        {
            WriteObject(real ? Real(random) : Whole(random));
        }
    }

    private static object? Unwrap(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;

    private object Real(Random random)
    {
        var low = Minimum is null ? 0 : LanguagePrimitives.ConvertTo<double>(Minimum);
        var high = Maximum is null ? double.MaxValue : LanguagePrimitives.ConvertTo<double>(Maximum);
        return low + (random.NextDouble() * (high - low));
    }

    private object Whole(Random random)
    {
        var low = Minimum is null ? 0 : LanguagePrimitives.ConvertTo<long>(Minimum);
        var high = Maximum is null ? int.MaxValue : LanguagePrimitives.ConvertTo<long>(Maximum);
        if (low >= high)
        {
            ThrowTerminatingError(new ErrorRecord(
                new ArgumentException("The Minimum value must be less than the Maximum value."),
                "MinGreaterThanOrEqualMax",
                ErrorCategory.InvalidArgument,
                null));
        }

        var value = random.NextInt64(low, high);
        return value is >= int.MinValue and <= int.MaxValue ? (int)value : value;
    }
}

[Cmdlet(VerbsCommon.New, "Guid")]
public sealed class NewGuidCommand : PSCmdlet
{
    [Parameter]
    public SwitchParameter Empty { get; set; }

    protected override void ProcessRecord() => WriteObject(Empty ? Guid.Empty : Guid.NewGuid());
}
