using System.Globalization;
using System.Text.RegularExpressions;

namespace Steering.Peft;

/// <summary>
/// Which of an image's visual tokens are steered: <c>f{a}+l{b}</c> the first a and last b, <c>uniform{n}</c> n of them at a step of
/// ⌊(V − 1)/(n − 1)⌋ from the first on, or <c>all</c>. The same for every sample.
/// </summary>
public static partial class VisualPositions
{
    /// <summary>Offsets from the first visual token, ascending, for an image of <paramref name="count"/> visual tokens.</summary>
    public static IReadOnlyList<int> Choose(string positions, int count)
    {
        if (positions == "all") return [.. Enumerable.Range(0, count)];
        var match = Ends().Match(positions);
        if (match.Success)
        {
            // Both ends together never steer a token twice.
            var first = Math.Min(Number(match, "first"), count);
            var last = Math.Min(Number(match, "last"), count - first);
            return [.. Enumerable.Range(0, first), .. Enumerable.Range(count - last, last)];
        }
        match = Uniform().Match(positions);
        if (!match.Success) throw Unknown(positions);
        var wanted = Math.Min(Number(match, "count"), count);
        if (wanted == 0) throw Unknown(positions);
        var step = wanted == 1 ? 1 : (count - 1) / (wanted - 1);
        return [.. Enumerable.Range(0, wanted).Select(i => i * step)];
    }

    /// <summary>Throws if the text is none of the three forms.</summary>
    public static void Check(string positions) => _ = Choose(positions, 1);

    private static int Number(Match match, string group) => int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    private static ArgumentException Unknown(string positions) =>
        new($"Positions '{positions}' are unknown. Write f4+l5 (first 4 and last 5 visual tokens), uniform9 (9 of them, evenly spaced) or all.");

    [GeneratedRegex("^f(?<first>[0-9]{1,5})\\+l(?<last>[0-9]{1,5})$", RegexOptions.ExplicitCapture)]
    private static partial Regex Ends();

    [GeneratedRegex("^uniform(?<count>[0-9]{1,5})$", RegexOptions.ExplicitCapture)]
    private static partial Regex Uniform();
}
