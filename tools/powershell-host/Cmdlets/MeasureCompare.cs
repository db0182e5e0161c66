using System.Management.Automation;

using RecoveryRunbooks.PowerShellHost;

namespace Microsoft.PowerShell.Commands;

[Cmdlet(VerbsDiagnostic.Measure, "Object", DefaultParameterSetName = "Generic")]
public sealed class MeasureObjectCommand : PSCmdlet
{
    private readonly Dictionary<string, Totals> _totals = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _order = [];
    private int _lines;
    private int _words;
    private int _characters;

    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    [Parameter(Position = 0)]
    public object[]? Property { get; set; }

    [Parameter(ParameterSetName = "Generic")]
    public SwitchParameter Sum { get; set; }

    [Parameter(ParameterSetName = "Generic")]
    public SwitchParameter AllStats { get; set; }

    [Parameter(ParameterSetName = "Generic")]
    public SwitchParameter Average { get; set; }

    [Parameter(ParameterSetName = "Generic")]
    public SwitchParameter Maximum { get; set; }

    [Parameter(ParameterSetName = "Generic")]
    public SwitchParameter Minimum { get; set; }

    [Parameter(ParameterSetName = "Generic")]
    public SwitchParameter StandardDeviation { get; set; }

    [Parameter(ParameterSetName = "Text")]
    public SwitchParameter Line { get; set; }

    [Parameter(ParameterSetName = "Text")]
    public SwitchParameter Word { get; set; }

    [Parameter(ParameterSetName = "Text")]
    public SwitchParameter Character { get; set; }

    [Parameter(ParameterSetName = "Text")]
    public SwitchParameter IgnoreWhiteSpace { get; set; }

    private bool Numeric => Sum || Average || StandardDeviation || AllStats;

    protected override void ProcessRecord()
    {
        if (InputObject is null)
        {
            return;
        }

        if (Property is null)
        {
            Count(string.Empty, InputObject);
            return;
        }

        foreach (var (name, value) in PropertyExpression.ParseAll(Property).SelectMany(p => p.Evaluate(InputObject)))
        {
            if (value is not null)
            {
                Count(name, value);
            }
        }
    }

    protected override void EndProcessing()
    {
        if (ParameterSetName == "Text")
        {
            WriteObject(Made(
                "TextMeasureInfo",
                ("Lines", Line ? _lines : null),
                ("Words", Word ? _words : null),
                ("Characters", Character ? _characters : null),
                ("Property", Property is null ? null : string.Join(", ", Property))));
            return;
        }

        if (_order.Count == 0)
        {
            if (Property is not null)
            {
                WriteError(new ErrorRecord(
                    new PSArgumentException($"The property \"{string.Join(", ", Property)}\" cannot be found in the input for any objects."),
                    "GenericMeasurePropertyNotFound",
                    ErrorCategory.InvalidArgument,
                    null));
                return;
            }

            WriteObject(new Totals().Result(this, null));
            return;
        }

        foreach (var name in _order)
        {
            WriteObject(_totals[name].Result(this, name.Length == 0 ? null : name));
        }
    }

    private void Count(string name, object value)
    {
        if (ParameterSetName == "Text")
        {
            var text = KeyComparer.Text(value);
            _lines += text.Split('\n').Length;
            _words += text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;
            _characters += IgnoreWhiteSpace ? text.Count(c => !char.IsWhiteSpace(c)) : text.Length;
            return;
        }

        if (!_totals.TryGetValue(name, out var totals))
        {
            _totals[name] = totals = new Totals();
            _order.Add(name);
        }

        var bare = value is PSObject wrapped ? wrapped.BaseObject : value;
        if (Numeric)
        {
            if (!LanguagePrimitives.TryConvertTo<double>(bare, System.Globalization.CultureInfo.InvariantCulture, out var number))
            {
                WriteError(new ErrorRecord(
                    new PSArgumentException($"Input object \"{value}\" is not numeric."),
                    "NonNumericInputObject",
                    ErrorCategory.InvalidType,
                    value));
                return;
            }

            totals.Add(number);
        }

        totals.Add(bare);
    }

    private static PSObject Made(string type, params (string Name, object? Value)[] properties)
    {
        var made = new PSObject();
        made.TypeNames.Insert(0, "Microsoft.PowerShell.Commands." + type);
        foreach (var (name, value) in properties)
        {
            made.Properties.Add(new PSNoteProperty(name, value));
        }

        return made;
    }

    private sealed class Totals
    {
        private readonly KeyComparer _comparer = new(false);
        private int _count;
        private double _sum;
        private double _squares;
        private double _mean;
        private int _numbers;
        private object? _greatest;
        private object? _least;

        public void Add(double number)
        {
            _numbers++;
            _sum += number;
            var before = number - _mean;
            _mean += before / _numbers;
            _squares += before * (number - _mean);
        }

        public void Add(object value)
        {
            _count++;
            _greatest = _greatest is null || _comparer.Compare(value, _greatest) > 0 ? value : _greatest;
            _least = _least is null || _comparer.Compare(value, _least) < 0 ? value : _least;
        }

        public PSObject Result(MeasureObjectCommand asked, string? name)
        {
            var all = asked.AllStats;
            object? Extreme(object? value) => value is not null && LanguagePrimitives.TryConvertTo<double>(value, out var number) ? number : value;
            return Made(
                "GenericMeasureInfo",
                ("Count", _count),
                ("Average", all || asked.Average ? (_numbers == 0 ? 0.0 : _mean) : null),
                ("Sum", all || asked.Sum ? _sum : null),
                ("Maximum", all || asked.Maximum ? Extreme(_greatest) : null),
                ("Minimum", all || asked.Minimum ? Extreme(_least) : null),
                ("StandardDeviation", (all || asked.StandardDeviation) && _numbers > 1 ? Math.Sqrt(_squares / (_numbers - 1)) : null),
                ("Property", name));
        }
    }
}

[Cmdlet(VerbsDiagnostic.Measure, "Command")]
public sealed class MeasureCommandCommand : PSCmdlet
{
    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    [Parameter(Position = 0, Mandatory = true)]
    public ScriptBlock? Expression { get; set; }

    private readonly System.Diagnostics.Stopwatch _watch = new();

    protected override void ProcessRecord()
    {
        _watch.Start();
        Expression!.InvokeWithContext(null, [new PSVariable("_", InputObject)]);
        _watch.Stop();
    }

    protected override void EndProcessing() => WriteObject(_watch.Elapsed);
}

[Cmdlet(VerbsData.Compare, "Object")]
public sealed class CompareObjectCommand : PSCmdlet
{
    private readonly List<PSObject> _difference = [];

    [Parameter(Position = 0, Mandatory = true)]
    [AllowEmptyCollection]
    public PSObject[] ReferenceObject { get; set; } = [];

    [Parameter(Position = 1, Mandatory = true, ValueFromPipeline = true)]
    [AllowEmptyCollection]
    public PSObject[] DifferenceObject { get; set; } = [];

    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int SyncWindow { get; set; } = int.MaxValue;

    [Parameter]
    public object[]? Property { get; set; }

    [Parameter]
    public SwitchParameter ExcludeDifferent { get; set; }

    [Parameter]
    public SwitchParameter IncludeEqual { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    [Parameter]
    public string? Culture { get; set; }

    [Parameter]
    public SwitchParameter CaseSensitive { get; set; }

    protected override void ProcessRecord() => _difference.AddRange(DifferenceObject);

    protected override void EndProcessing()
    {
        var properties = PropertyExpression.ParseAll(Property);
        var comparer = new KeyComparer(CaseSensitive);
        object?[] Keys(PSObject o) => properties.Count > 0 ? properties.Select(p => p.Value(o)).ToArray() : [o];
        bool Same(object?[] a, object?[] b) => a.Zip(b).All(pair => comparer.Equals(pair.First, pair.Second) || KeyComparer.Text(pair.First).Equals(KeyComparer.Text(pair.Second), CaseSensitive ? StringComparison.CurrentCulture : StringComparison.CurrentCultureIgnoreCase));
        var left = ReferenceObject.Select(o => (Item: o, Keys: Keys(o))).ToList();
        var right = _difference.Select(o => (Item: o, Keys: Keys(o))).ToList();
        var taken = new bool[right.Count];
        var onlyLeft = new List<PSObject>();
        var equal = new List<PSObject>();
        for (var i = 0; i < left.Count; i++)
        {
            var from = SyncWindow == int.MaxValue ? 0 : Math.Max(0, i - SyncWindow);
            var to = SyncWindow == int.MaxValue ? right.Count - 1 : Math.Min(right.Count - 1, i + SyncWindow);
            var match = -1;
            for (var j = from; j <= to && match < 0; j++)
            {
                match = !taken[j] && Same(left[i].Keys, right[j].Keys) ? j : -1;
            }

            if (match >= 0)
            {
                taken[match] = true;
                equal.Add(left[i].Item);
            }
            else
            {
                onlyLeft.Add(left[i].Item);
            }
        }

        if (IncludeEqual || ExcludeDifferent)
        {
            equal.ForEach(o => Emit(o, "==", properties));
        }

        if (!ExcludeDifferent)
        {
            right.Where((_, i) => !taken[i]).ToList().ForEach(r => Emit(r.Item, "=>", properties));
            onlyLeft.ForEach(o => Emit(o, "<=", properties));
        }
    }

    private void Emit(PSObject item, string side, List<PropertyExpression> properties)
    {
        if (PassThru)
        {
            item.Properties.Remove("SideIndicator");
            item.Properties.Add(new PSNoteProperty("SideIndicator", side));
            WriteObject(item);
            return;
        }

        var made = new PSObject();
        if (properties.Count == 0)
        {
            made.Properties.Add(new PSNoteProperty("InputObject", item));
        }

        foreach (var property in properties)
        {
            made.Properties.Add(new PSNoteProperty(property.Text, property.Value(item)));
        }

        made.Properties.Add(new PSNoteProperty("SideIndicator", side));
        WriteObject(made);
    }
}
