using System.IO.Enumeration;

namespace Steering.Flow;

/// <summary>Picks nodes by globs over their labels.</summary>
internal static class Selector
{
    private const int Offers = 8;

    public static IReadOnlyList<StageNode> Choose(IReadOnlyList<StageNode> nodes, string selector)
    {
        var globs = selector.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var chosen = nodes.Where(node => globs.Any(glob => FileSystemName.MatchesSimpleExpression(glob, node.Label, ignoreCase: true))).ToArray();
        if (chosen.Length > 0) return chosen;
        var near = nodes.Select(node => node.Label).Distinct(StringComparer.Ordinal).OrderBy(label => Distance(label, selector)).Take(Offers);
        throw new FlowException($"No stage is called '{selector}'. Near it: {string.Join("; ", near)}. '*' and '?' may stand for letters.");
    }

    /// <summary>Edit distance, case ignored.</summary>
    private static int Distance(string one, string other)
    {
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                var cost = char.ToUpperInvariant(one[i - 1]) == char.ToUpperInvariant(other[j - 1]) ? 0 : 1;
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + cost));
            }
        }
        return row[other.Length];
    }
}
