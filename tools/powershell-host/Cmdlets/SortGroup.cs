using System.Collections;
using System.Collections.ObjectModel;
using System.Management.Automation;

using RecoveryRunbooks.PowerShellHost;

namespace Microsoft.PowerShell.Commands;

[Cmdlet("Sort", "Object")]
public sealed class SortObjectCommand : PSCmdlet
{
    private readonly List<PSObject> _items = [];

    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    [Parameter(Position = 0)]
    public object[]? Property { get; set; }

    [Parameter]
    public SwitchParameter Descending { get; set; }

    [Parameter]
    public SwitchParameter Unique { get; set; }

    [Parameter]
    public SwitchParameter CaseSensitive { get; set; }

    [Parameter]
    public SwitchParameter Stable { get; set; }

    [Parameter]
    public string? Culture { get; set; }

    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int Top { get; set; }

    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int Bottom { get; set; }

    protected override void ProcessRecord()
    {
        if (InputObject is not null)
        {
            _items.Add(InputObject);
        }
    }

    protected override void EndProcessing()
    {
        var properties = PropertyExpression.ParseAll(Property);
        var comparer = new KeyComparer(CaseSensitive);
        object?[] Keys(PSObject o) => properties.Count == 0 ? [o] : properties.Select(p => p.Value(o)).ToArray();
        var keyed = _items.Select(item => (Item: item, Keys: Keys(item))).ToList();
        int Compare(object?[] a, object?[] b)
        {
            for (var i = 0; i < a.Length; i++)
            {
                var order = comparer.Compare(a[i], b[i]);
                var down = properties.Count > 0 ? properties[i].Descending ?? Descending.IsPresent : Descending.IsPresent;
                if (order != 0)
                {
                    return down ? -order : order;
                }
            }

            return 0;
        }

        // LINQ's sort is stable, whatever -Stable says.
        IEnumerable<(PSObject Item, object?[] Keys)> sorted = keyed.OrderBy(k => k.Keys, Comparer<object?[]>.Create(Compare));
        if (Unique)
        {
            var kept = new List<(PSObject Item, object?[] Keys)>();
            foreach (var entry in sorted)
            {
                if (kept.Count == 0 || Compare(kept[^1].Keys, entry.Keys) != 0)
                {
                    kept.Add(entry);
                }
            }

            sorted = kept;
        }

        if (Top > 0)
        {
            sorted = sorted.Take(Top);
        }
        else if (Bottom > 0)
        {
            sorted = sorted.TakeLast(Bottom);
        }

        foreach (var entry in sorted)
        {
            WriteObject(entry.Item);
        }
    }
}

/// <summary>A group of Group-Object.</summary>
public sealed class GroupInfo
{
    internal GroupInfo(ArrayList values) => Values = values;

    public int Count { get; internal set; }

    public string Name => string.Join(", ", Values.Cast<object?>().Select(KeyComparer.Text));

    public Collection<PSObject> Group { get; } = [];

    public ArrayList Values { get; }
}

[Cmdlet(VerbsData.Group, "Object")]
public sealed class GroupObjectCommand : PSCmdlet
{
    private readonly List<GroupInfo> _groups = [];
    private readonly Dictionary<string, List<GroupInfo>> _byText = new(StringComparer.OrdinalIgnoreCase);
    private List<PropertyExpression> _properties = [];

    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    [Parameter(Position = 0)]
    public object[]? Property { get; set; }

    [Parameter]
    public SwitchParameter NoElement { get; set; }

    [Parameter]
    public SwitchParameter CaseSensitive { get; set; }

    [Parameter]
    public string? Culture { get; set; }

    [Parameter]
    [Alias("AHT")]
    public SwitchParameter AsHashTable { get; set; }

    [Parameter]
    public SwitchParameter AsString { get; set; }

    protected override void BeginProcessing() => _properties = PropertyExpression.ParseAll(Property);

    protected override void ProcessRecord()
    {
        if (InputObject is null)
        {
            return;
        }

        var keys = _properties.Count == 0 ? [InputObject] : _properties.Select(p => p.Value(InputObject)).ToArray();
        var text = string.Join('\0', keys.Select(KeyComparer.Text));
        if (!_byText.TryGetValue(text, out var candidates))
        {
            _byText[text] = candidates = [];
        }

        var comparer = new KeyComparer(CaseSensitive);
        var group = candidates.Find(g => g.Values.Cast<object?>().Zip(keys).All(pair => comparer.Equals(pair.First, pair.Second)));
        if (group is null)
        {
            group = new GroupInfo(new ArrayList(keys));
            candidates.Add(group);
            _groups.Add(group);
        }

        group.Count++;
        if (!NoElement)
        {
            group.Group.Add(InputObject);
        }
    }

    protected override void EndProcessing()
    {
        if (AsHashTable)
        {
            var table = new Hashtable(CaseSensitive ? StringComparer.CurrentCulture : StringComparer.CurrentCultureIgnoreCase);
            foreach (var group in _groups)
            {
                var key = AsString || group.Values.Count != 1 ? group.Name : group.Values[0];
                table[key is PSObject wrapped ? wrapped.BaseObject : key ?? string.Empty] = group.Group;
            }

            WriteObject(table);
            return;
        }

        foreach (var group in _groups.OrderBy(g => g.Values.Cast<object?>().ToArray(), Comparer<object?[]>.Create(InOrder)))
        {
            var shown = PSObject.AsPSObject(group);
            shown.TypeNames.Insert(0, NoElement ? "Microsoft.PowerShell.Commands.GroupInfoNoElement" : "Microsoft.PowerShell.Commands.GroupInfo");
            WriteObject(shown);
        }
    }

    private int InOrder(object?[] a, object?[] b)
    {
        var comparer = new KeyComparer(CaseSensitive);
        return a.Zip(b).Select(pair => comparer.Compare(pair.First, pair.Second)).FirstOrDefault(order => order != 0);
    }
}

[Cmdlet(VerbsCommon.Get, "Unique")]
public sealed class GetUniqueCommand : PSCmdlet
{
    private PSObject? _last;

    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    [Parameter]
    public SwitchParameter AsString { get; set; }

    protected override void ProcessRecord()
    {
        if (InputObject is null)
        {
            return;
        }

        var same = _last is not null && (AsString
            ? KeyComparer.Text(_last) == KeyComparer.Text(InputObject)
            : new KeyComparer(true).Equals(_last, InputObject));
        if (!same)
        {
            _last = InputObject;
            WriteObject(InputObject);
        }
    }
}
