using System.Text.RegularExpressions;

namespace Steering.House.Tests.Api;

/// <summary>Works on type names as they stand in lines.</summary>
internal static partial class TypeNames
{
    /// <summary>Splits at commas outside every kind of bracket.</summary>
    public static IReadOnlyList<string> Split(string list)
    {
        var parts = new List<string>();
        var (depth, start, isQuoted) = (0, 0, false);
        for (var at = 0; at < list.Length; at++)
        {
            if (list[at] is '"' or '\'' && (at == 0 || list[at - 1] != '\\')) isQuoted = !isQuoted;
            else if (isQuoted) continue;
            else if (list[at] is '<' or '(' or '[') depth++;
            else if (list[at] is '>' or ')' or ']') depth--;
            else if (list[at] == ',' && depth == 0)
            {
                parts.Add(list[start..at].Trim());
                start = at + 1;
            }
        }
        if (list[start..].Trim() is { Length: > 0 } last) parts.Add(last);
        return parts;
    }

    /// <summary>"Module&lt;T, TResult&gt;" → "Module" and its two arguments.</summary>
    public static (string Name, IReadOnlyList<string> Arguments) Parts(string type)
    {
        var open = type.IndexOf('<', StringComparison.Ordinal);
        return open < 0 ? (type, []) : (type[..open], Split(type[(open + 1)..^1]));
    }

    /// <summary>The last segment of a full name.</summary>
    public static string Simple(string fullName)
    {
        var depth = 0;
        for (var at = fullName.Length - 1; at >= 0; at--)
        {
            if (fullName[at] == '>') depth++;
            else if (fullName[at] == '<') depth--;
            else if (fullName[at] == '.' && depth == 0) return fullName[(at + 1)..];
        }
        return fullName;
    }

    /// <summary>Puts arguments in the place of type parameters, whole words only.</summary>
    public static string Substitute(string text, IReadOnlyList<string> parameters, IReadOnlyList<string> arguments)
    {
        if (parameters.Count == 0) return text;
        var map = parameters.Zip(arguments).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal);
        return Words().Replace(text, word => map.GetValueOrDefault(word.Value, word.Value));
    }

    [GeneratedRegex(@"[A-Za-z_][A-Za-z0-9_]*")]
    private static partial Regex Words();
}
