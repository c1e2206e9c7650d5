using System.Globalization;
using System.Text.RegularExpressions;

namespace Steering.Peft;

/// <summary>
/// Which blocks are steered: <c>all</c>, <c>all-but-last</c>, <c>every{k}</c> (0, k, 2k …), or block numbers and ranges joined by commas, as
/// in <c>0,2,8-15</c>.
/// </summary>
public static partial class LayerChoice
{
    public static bool Contains(string layers, int layer, int count)
    {
        if (layers == "all") return true;
        if (layers == "all-but-last") return layer < count - 1;
        if (Every().Match(layers) is { Success: true } match) return layer % int.Parse(match.Groups["step"].Value, CultureInfo.InvariantCulture) == 0;
        return layers.Split(',').Select(part => Range(layers, part, count)).ToList().Exists(range => layer >= range.First && layer <= range.Last);
    }

    private static (int First, int Last) Range(string layers, string part, int count)
    {
        var ends = part.Split('-');
        if (ends.Length is 1 or 2
            && int.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out var first)
            && int.TryParse(ends[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var last)
            && first <= last && last < count)
        {
            return (first, last);
        }
        throw new ArgumentException(
            $"Layers '{layers}' do not fit a model of {count} blocks at '{part}'. Write all, all-but-last, every2, or numbers below {count} and ranges: 0,2,8-15.");
    }

    [GeneratedRegex("^every(?<step>[1-9][0-9]{0,2})$", RegexOptions.ExplicitCapture)]
    private static partial Regex Every();
}
