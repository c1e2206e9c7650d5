namespace Steering.Flow;

/// <summary>Finds the names that a misspelt one may have meant.</summary>
internal static class Near
{
    private const int Offers = 8;

    public static IReadOnlyList<string> To(string name, IEnumerable<string> known) =>
        [.. known.Distinct(StringComparer.Ordinal).OrderBy(other => Distance(other, name)).ThenBy(other => other, StringComparer.Ordinal).Take(Offers)];

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
