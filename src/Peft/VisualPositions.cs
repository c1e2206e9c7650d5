using System.Globalization;
using System.Text.RegularExpressions;

namespace Steering.Peft;

/// <summary>
/// Which of an image's visual tokens are steered: <c>f{a}+l{b}</c> the first a and last b, <c>uniform{n}</c> n of them at a step of
/// ⌊(V − 1)/(n − 1)⌋ from the first on, <c>{p}%</c> that share of them as uniform (rounded down, at least one), or <c>all</c>. The same for
/// every sample.
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
        return Spread(Wanted(positions, count), count);
    }

    /// <summary>The first and the last of <c>f{a}+l{b}</c> apart, for editors that are not shared.</summary>
    public static (IReadOnlyList<int> First, IReadOnlyList<int> Last) ChooseEnds(string positions, int count)
    {
        var match = Ends().Match(positions);
        if (!match.Success) throw new ArgumentException($"Positions '{positions}' have no two ends. Write f4+l5 where the first and the last have weights of their own.");
        var first = Math.Min(Number(match, "first"), count);
        var chosen = Choose(positions, count);
        return ([.. chosen.Take(first)], [.. chosen.Skip(first)]);
    }

    /// <summary>Throws if the text is none of the forms.</summary>
    public static void Check(string positions) => _ = Choose(positions, 1);

    private static int Wanted(string positions, int count)
    {
        if (Share().Match(positions) is { Success: true } share)
        {
            var percent = decimal.Parse(share.Groups["percent"].Value, CultureInfo.InvariantCulture);
            if (percent is > 0 and <= 100) return Math.Max(1, (int)(count * percent / 100));
        }
        var uniform = Uniform().Match(positions);
        return uniform.Success && Number(uniform, "count") is > 0 and var wanted ? wanted : throw Unknown(positions);
    }

    private static IReadOnlyList<int> Spread(int wanted, int count)
    {
        wanted = Math.Min(wanted, count);
        var step = wanted == 1 ? 1 : (count - 1) / (wanted - 1);
        return [.. Enumerable.Range(0, wanted).Select(i => i * step)];
    }

    private static int Number(Match match, string group) => int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    private static ArgumentException Unknown(string positions) =>
        new($"Positions '{positions}' are unknown. Write f4+l5 (first 4 and last 5 visual tokens), uniform9 (9 of them, evenly spaced), 25% or all.");

    [GeneratedRegex("^f(?<first>[0-9]{1,5})\\+l(?<last>[0-9]{1,5})$", RegexOptions.ExplicitCapture)]
    private static partial Regex Ends();

    [GeneratedRegex("^uniform(?<count>[0-9]{1,5})$", RegexOptions.ExplicitCapture)]
    private static partial Regex Uniform();

    [GeneratedRegex("^(?<percent>[0-9]{1,3}(\\.[0-9]{1,4})?)%$", RegexOptions.ExplicitCapture)]
    private static partial Regex Share();
}
