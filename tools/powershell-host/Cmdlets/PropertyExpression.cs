using System.Collections;
using System.Management.Automation;

using RecoveryRunbooks.PowerShellHost;

namespace Microsoft.PowerShell.Commands;

/// <summary>
/// A <c>-Property</c> argument as Select-, Sort-, Group- and Measure-Object take it: a name with
/// wildcards, a script block, or a hashtable with a name and an expression.
/// </summary>
internal sealed class PropertyExpression
{
    private static readonly string[] NameKeys = ["name", "label", "n", "l"];
    private static readonly string[] ExpressionKeys = ["expression", "e"];

    private readonly string? _pattern;
    private readonly ScriptBlock? _script;

    private PropertyExpression(string? label, string? pattern, ScriptBlock? script, bool? descending)
    {
        Label = label;
        _pattern = pattern;
        _script = script;
        Descending = descending;
    }

    public string? Label { get; }

    public bool? Descending { get; }

    public string Text => Label ?? _pattern ?? _script?.ToString() ?? string.Empty;

    /// <exception cref="PSArgumentException">Not one of the three forms.</exception>
    public static PropertyExpression Parse(object argument)
    {
        var given = argument is PSObject wrapped ? wrapped.BaseObject : argument;
        return given switch
        {
            ScriptBlock script => new PropertyExpression(null, null, script, null),
            IDictionary map => FromMap(map),
            _ => new PropertyExpression(null, LanguagePrimitives.ConvertTo<string>(given), null, null),
        };
    }

    public static List<PropertyExpression> ParseAll(object[]? arguments) =>
        arguments is null ? [] : arguments.Where(a => a is not null).Select(Parse).ToList();

    /// <summary>The properties that it means for one object; none where a name is not there.</summary>
    public List<(string Name, object? Value)> Evaluate(PSObject target)
    {
        if (_script is not null)
        {
            return [(Text, Run(_script, target))];
        }

        var pattern = _pattern ?? string.Empty;
        if (!WildcardPattern.ContainsWildcardCharacters(pattern))
        {
            return TryGet(target, pattern, out var value) ? [(Label ?? pattern, value)] : [];
        }

        var found = new List<(string, object?)>();
        foreach (var property in target.Properties.Match(pattern))
        {
            found.Add((property.Name, SafeValue(property)));
        }

        return found;
    }

    /// <summary>The single value that sorting, grouping and measuring need; null where there is none.</summary>
    public object? Value(PSObject target)
    {
        var found = Evaluate(target);
        return found.Count == 0 ? null : found[0].Value;
    }

    public static bool TryGet(PSObject target, string name, out object? value)
    {
        if (target.BaseObject is IDictionary map && map.Contains(name))
        {
            value = map[name];
            return true;
        }

        if (target.Properties[name] is { } property)
        {
            value = SafeValue(property);
            return true;
        }

        value = null;
        return false;
    }

    public static object? SafeValue(PSPropertyInfo property)
    {
        try
        {
            return property.Value;
        }
        catch (GetValueException)
        {
            return null;
        }
    }

    private static object? Run(ScriptBlock script, PSObject target)
    {
        System.Collections.ObjectModel.Collection<PSObject> results;
        try
        {
            results = script.InvokeWithContext(null, [new PSVariable("_", target)], target);
        }
        catch (RuntimeException)
        {
            return null;
        }

        return results.Count switch
        {
            0 => null,
            1 => results[0],
            _ => results.ToArray(),
        };
    }

    private static PropertyExpression FromMap(IDictionary map)
    {
        string? label = null;
        object? expression = null;
        bool? descending = null;
        foreach (DictionaryEntry entry in map)
        {
            var key = LanguagePrimitives.ConvertTo<string>(entry.Key).ToLowerInvariant();
            if (NameKeys.Contains(key))
            {
                label = LanguagePrimitives.ConvertTo<string>(entry.Value);
            }
            else if (ExpressionKeys.Contains(key))
            {
                expression = entry.Value is PSObject wrapped ? wrapped.BaseObject : entry.Value;
            }
            else if (key is "descending")
            {
                descending = LanguagePrimitives.IsTrue(entry.Value);
            }
            else if (key is "ascending")
            {
                descending = !LanguagePrimitives.IsTrue(entry.Value);
            }
            else if (key is not ("formatstring" or "width" or "alignment" or "depth"))
            {
                throw new PSArgumentException($"The key '{entry.Key}' is not known in a property hashtable.");
            }
        }

        return expression switch
        {
            ScriptBlock script => new PropertyExpression(label, null, script, descending),
            null => label is null
                ? throw new PSArgumentException("A property hashtable needs the key 'Expression'.")
                : new PropertyExpression(label, label, null, descending),
            _ => new PropertyExpression(label, LanguagePrimitives.ConvertTo<string>(expression), null, descending),
        };
    }
}

/// <summary>Compares keys as PowerShell does; what cannot be compared is compared as text.</summary>
internal sealed class KeyComparer(bool caseSensitive) : IComparer<object?>, IEqualityComparer<object?>
{
    public int Compare(object? x, object? y)
    {
        var left = x is PSObject a ? a.BaseObject : x;
        var right = y is PSObject b ? b.BaseObject : y;
        if (left is null || right is null)
        {
            return left is null ? (right is null ? 0 : -1) : 1;
        }

        if (left is string first && right is string second)
        {
            var options = caseSensitive ? System.Globalization.CompareOptions.None : System.Globalization.CompareOptions.IgnoreCase;
            return System.Globalization.CultureInfo.CurrentCulture.CompareInfo.Compare(first, second, options);
        }

        return LanguagePrimitives.TryCompare(left, right, !caseSensitive, out var result)
            ? result
            : string.Compare(Text(left), Text(right), caseSensitive ? StringComparison.CurrentCulture : StringComparison.CurrentCultureIgnoreCase);
    }

    public new bool Equals(object? x, object? y)
    {
        var left = x is PSObject a ? a.BaseObject : x;
        var right = y is PSObject b ? b.BaseObject : y;
        if (left is null || right is null)
        {
            return left is null && right is null;
        }

        return LanguagePrimitives.Equals(left, right, !caseSensitive)
            || (left is IEnumerable and not string && right is IEnumerable and not string && Text(left) == Text(right));
    }

    public int GetHashCode(object? value)
    {
        var bare = value is PSObject wrapped ? wrapped.BaseObject : value;
        return bare is null ? 0 : StringComparer.OrdinalIgnoreCase.GetHashCode(Text(bare));
    }

    public static string Text(object? value) => value is null ? string.Empty : LanguagePrimitives.ConvertTo<string>(value) ?? string.Empty;
}
