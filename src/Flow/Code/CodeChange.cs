using System.Globalization;
using System.Text.RegularExpressions;

namespace Steering.Flow;

/// <summary>Names what differs between two code digests: "method Steering.Peft.Lora.EditLinear changed", "package CsvHelper 33.1.0 → 34.0.0".</summary>
internal static partial class CodeChange
{
    private const int Named = 8;

    /// <summary>Words for what changed; where the pieces of either side are not known, that.</summary>
    public static string Words(IReadOnlyDictionary<string, string>? before, IReadOnlyDictionary<string, string>? now)
    {
        if (before is null || now is null || before.Count == 0 || now.Count == 0) return "code changed (which part is not known: the earlier pieces are not in the store)";
        var lines = Lines(before, now).Distinct(StringComparer.Ordinal).ToList();
        return lines.Count <= Named ? string.Join(", ", lines) : $"{string.Join(", ", lines.Take(Named))} and {lines.Count - Named} more";
    }

    /// <summary>Such words with at most so many changes named.</summary>
    public static string Shortened(string words, int named)
    {
        var counted = Counted().Match(words);
        var lines = (counted.Success ? words[..counted.Index] : words).Split(", ");
        var more = lines.Length - named + (counted.Success ? int.Parse(counted.Groups["more"].Value, CultureInfo.InvariantCulture) : 0);
        return lines.Length <= named ? words : $"{string.Join(", ", lines.Take(named))} and {more} more";
    }

    /// <summary>Methods first, then what goes with them; a method's lambdas and state machines are the method.</summary>
    private static IEnumerable<string> Lines(IReadOnlyDictionary<string, string> before, IReadOnlyDictionary<string, string> now)
    {
        var changes = before.Keys.Union(now.Keys, StringComparer.Ordinal).Where(part => before.GetValueOrDefault(part) != now.GetValueOrDefault(part))
            .GroupBy(Owner, StringComparer.Ordinal).OrderBy(group => Rank(group.Key)).ThenBy(group => group.Key, StringComparer.Ordinal).ToList();
        var methods = changes.Where(group => Rank(group.Key) == 0).Select(group => group.Key["method ".Length..]).ToList();
        foreach (var group in changes)
            if (Rank(group.Key) == 0 || !methods.Exists(method => IsPartOf(method, group.Key))) yield return Line(group.Key, group, before, now);
    }

    private static string Line(string owner, IEnumerable<string> parts, IReadOnlyDictionary<string, string> before, IReadOnlyDictionary<string, string> now)
    {
        var (had, has) = (parts.Any(before.ContainsKey), parts.Any(now.ContainsKey));
        var name = Shown(owner);
        if (!had) return $"{name} added";
        if (!has) return $"{name} no longer reached";
        if (!owner.StartsWith("package ", StringComparison.Ordinal) && !owner.StartsWith("native ", StringComparison.Ordinal) && !owner.StartsWith("runtime ", StringComparison.Ordinal)) return $"{name} changed";
        var (was, isNow) = (Version(before[owner]), Version(now[owner]));
        return was == isNow ? $"{name} {was} has other content" : $"{name} {was} → {isNow}";
    }

    /// <summary>"method A.B+&lt;Run&gt;d__{int}.MoveNext()" belongs to "method A.B.Run(int)".</summary>
    private static string Owner(string part)
    {
        if (Generated().Match(part) is not { Success: true } match) return part;
        var parameters = Parameters().Match(part);
        return parameters.Success ? $"method {match.Groups["home"]}.{match.Groups["name"]}({parameters.Groups["list"]})" : part;
    }

    private static bool IsPartOf(string method, string part)
    {
        var name = part[(part.IndexOf(' ', StringComparison.Ordinal) + 1)..];
        return name.Contains('<', StringComparison.Ordinal) || method.StartsWith(name + ".", StringComparison.Ordinal) && part.StartsWith("type ", StringComparison.Ordinal);
    }

    private static int Rank(string part) => part.Split(' ')[0] switch { "method" => 0, "package" => 1, "native" => 2, "runtime" => 3, _ => 4 };

    private static string Shown(string part)
    {
        var parameters = part.IndexOf('(', StringComparison.Ordinal);
        var name = (parameters < 0 ? part : part[..parameters]).Replace('+', '.');
        if (name.EndsWith("..cctor", StringComparison.Ordinal)) return "static constructor of " + name["method ".Length..^"..cctor".Length];
        return name.EndsWith("..ctor", StringComparison.Ordinal) ? "constructor of " + name["method ".Length..^"..ctor".Length] : name;
    }

    private static string Version(string value) => value.Split(' ') is [var version, { Length: 16 or 64 }] ? version : value;

    [GeneratedRegex(@"^(method|type|field) (?<home>[^<]*?)(\+<>c(__[^.+]*)?)?[.+]<+(?<name>[^<>]+)>", RegexOptions.ExplicitCapture)]
    private static partial Regex Generated();

    [GeneratedRegex(" and (?<more>[0-9]{1,6}) more$", RegexOptions.ExplicitCapture)]
    private static partial Regex Counted();

    [GeneratedRegex(@"\{(?<list>[^{}]*)\}", RegexOptions.ExplicitCapture)]
    private static partial Regex Parameters();
}
