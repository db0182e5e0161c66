using System.Collections;
using System.Management.Automation;

using RecoveryRunbooks.PowerShellHost;

namespace Microsoft.PowerShell.Commands;

[Cmdlet(VerbsCommon.Select, "Object", DefaultParameterSetName = "Default")]
public sealed class SelectObjectCommand : PSCmdlet
{
    private readonly Queue<PSObject> _last = new();
    private readonly List<PSObject> _unique = [];
    private List<PropertyExpression> _properties = [];
    private List<WildcardPattern> _excluded = [];
    private HashSet<int>? _indexes;
    private int _seen;
    private int _written;

    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    [Parameter(Position = 0)]
    public object[]? Property { get; set; }

    [Parameter]
    public string[]? ExcludeProperty { get; set; }

    [Parameter]
    public string? ExpandProperty { get; set; }

    [Parameter]
    public SwitchParameter Unique { get; set; }

    [Parameter]
    public SwitchParameter CaseInsensitive { get; set; }

    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int Last { get; set; } = -1;

    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int First { get; set; } = -1;

    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int Skip { get; set; }

    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int SkipLast { get; set; }

    [Parameter]
    public SwitchParameter Wait { get; set; }

    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int[]? Index { get; set; }

    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int[]? SkipIndex { get; set; }

    protected override void BeginProcessing()
    {
        _properties = PropertyExpression.ParseAll(Property);
        if (_properties.Count == 0 && ExcludeProperty is not null)
        {
            _properties = [PropertyExpression.Parse("*")];
        }

        _excluded = (ExcludeProperty ?? []).Select(p => WildcardPattern.Get(p, WildcardOptions.IgnoreCase)).ToList();
        _indexes = Index is null ? null : [.. Index];
    }

    protected override void ProcessRecord()
    {
        if (InputObject is null)
        {
            return;
        }

        var at = _seen++;
        if (_indexes is not null || SkipIndex is not null)
        {
            if (_indexes?.Contains(at) ?? !SkipIndex!.Contains(at))
            {
                Emit(InputObject);
            }

            return;
        }

        if (Last >= 0)
        {
            _last.Enqueue(InputObject);
            if (_last.Count > Last + Skip)
            {
                TakeFirst(_last.Dequeue());
            }

            return;
        }

        if (SkipLast > 0)
        {
            _last.Enqueue(InputObject);
            if (_last.Count > SkipLast)
            {
                Counted(_last.Dequeue(), at - SkipLast);
            }

            return;
        }

        Counted(InputObject, at);
    }

    protected override void EndProcessing()
    {
        if (Last >= 0)
        {
            var keep = Math.Max(0, _last.Count - Skip);
            foreach (var item in _last.Take(keep).Skip(Math.Max(0, keep - Last)))
            {
                Emit(item);
            }
        }

        if (Unique)
        {
            foreach (var item in _unique)
            {
                WriteObject(item);
            }
        }
    }

    /// <summary>With -First and -Last together, the objects before the last ones count for -First.</summary>
    private void TakeFirst(PSObject item)
    {
        if (First > 0 && _written < First)
        {
            _written++;
            Emit(item);
        }
    }

    private void Counted(PSObject item, int at)
    {
        if (at < Skip)
        {
            return;
        }

        if (First >= 0 && _written >= First)
        {
            StopUpstream();
            return;
        }

        _written++;
        Emit(item);
        if (First >= 0 && _written >= First)
        {
            StopUpstream();
        }
    }

    private void StopUpstream()
    {
        if (!Wait && !Unique)
        {
            throw (Exception)Engine.New("System.Management.Automation.StopUpstreamCommandsException", this);
        }
    }

    private void Emit(PSObject item)
    {
        if (ExpandProperty is not null)
        {
            Expand(item);
        }
        else if (_properties.Count > 0)
        {
            Write(Project(item));
        }
        else
        {
            Write(item);
        }
    }

    private PSObject Project(PSObject item)
    {
        var made = new PSObject();
        foreach (var type in item.TypeNames.Reverse())
        {
            if (type is not "System.Object")
            {
                made.TypeNames.Insert(0, type.StartsWith("Selected.", StringComparison.Ordinal) ? type : "Selected." + type);
                break;
            }
        }

        if (item.TypeNames.Count > 0)
        {
            made.TypeNames[0] = "Selected." + item.TypeNames[0].Replace("Selected.", string.Empty);
        }

        foreach (var property in _properties)
        {
            var found = property.Evaluate(item);
            if (found.Count == 0 && !WildcardPattern.ContainsWildcardCharacters(property.Text))
            {
                found = [(property.Text, null)];
            }

            foreach (var (name, value) in found)
            {
                if (_excluded.Any(p => p.IsMatch(name)))
                {
                    continue;
                }

                if (made.Properties[name] is null)
                {
                    made.Properties.Add(new PSNoteProperty(name, value));
                }
                else if (!WildcardPattern.ContainsWildcardCharacters(property.Text))
                {
                    Fail($"The property cannot be processed because the property \"{name}\" already exists.", "AlreadyExistingUserSpecifiedPropertyNoExpand", item);
                }
            }
        }

        return made;
    }

    private void Expand(PSObject item)
    {
        var found = PropertyExpression.Parse(ExpandProperty!).Evaluate(item);
        if (found.Count == 0)
        {
            Fail($"Property \"{ExpandProperty}\" cannot be found.", "ExpandPropertyNotFound", item);
            return;
        }

        var value = found[0].Value;
        var bare = value is PSObject wrapped ? wrapped.BaseObject : value;
        IEnumerable many = bare is IEnumerable list and not string and not IDictionary ? list : new[] { value };
        foreach (var one in many)
        {
            if (one is null)
            {
                continue;
            }

            var result = PSObject.AsPSObject(one);
            foreach (var (name, extra) in _properties.SelectMany(p => p.Evaluate(item)))
            {
                result.Properties.Add(new PSNoteProperty(name, extra));
            }

            Write(result);
        }
    }

    private void Write(PSObject item)
    {
        if (!Unique)
        {
            WriteObject(item);
            return;
        }

        if (!_unique.Any(known => Same(known, item)))
        {
            _unique.Add(item);
        }
    }

    private bool Same(PSObject a, PSObject b)
    {
        var comparer = new KeyComparer(!CaseInsensitive);
        if (a.BaseObject is not PSCustomObject || b.BaseObject is not PSCustomObject)
        {
            return comparer.Equals(a, b);
        }

        var left = a.Properties.ToList();
        var right = b.Properties.ToList();
        return left.Count == right.Count && left.All(p => b.Properties[p.Name] is { } other
            && comparer.Equals(PropertyExpression.SafeValue(p), PropertyExpression.SafeValue(other)));
    }

    private void Fail(string message, string id, object target) =>
        WriteError(new ErrorRecord(new PSArgumentException(message), id, ErrorCategory.InvalidArgument, target));
}
