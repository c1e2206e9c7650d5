using Steering.Flow;

namespace Steering.Build;

/// <summary>Finds the names that a misspelt one may have meant.</summary>
internal static class Nearest
{
    private const int Offers = 3;

    /// <summary>The name as it is spelt in the list, whatever its case.</summary>
    /// <exception cref="FlowException">No such name; the message offers the nearest.</exception>
    public static string Require(string name, IReadOnlyList<string> known, string kind) =>
        known.FirstOrDefault(candidate => candidate.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw new FlowException($"Unknown {kind} '{name}'. {Offer(name, known)} ./build.sh --help lists all.");

    /// <summary>"Did you mean 'Table1' or 'Test'?"</summary>
    public static string Offer(string name, IReadOnlyList<string> known)
    {
        var near = known.OrderBy(candidate => Distance(name, candidate)).ThenBy(candidate => candidate, StringComparer.Ordinal).Take(Offers)
            .Select(candidate => $"'{candidate}'").ToArray();
        return near switch
        {
            [] => "There are none.",
            [var only] => $"Did you mean {only}?",
            _ => $"Did you mean {string.Join(", ", near[..^1])} or {near[^1]}?",
        };
    }

    /// <summary>Edits between two names, case ignored (Levenshtein 1966).</summary>
    public static int Distance(string one, string other)
    {
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 0; i < one.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i + 1;
            for (var j = 0; j < other.Length; j++)
            {
                var replaced = diagonal + (char.ToUpperInvariant(one[i]) == char.ToUpperInvariant(other[j]) ? 0 : 1);
                diagonal = row[j + 1];
                row[j + 1] = Math.Min(replaced, Math.Min(row[j], row[j + 1]) + 1);
            }
        }
        return row[^1];
    }
}
