using System.Globalization;

namespace Steering.Peft;

/// <summary>Which blocks are steered: <c>all</c>, <c>all-but-last</c>, or block numbers and ranges joined by commas, as in <c>0,2,8-15</c>.</summary>
public static class LayerChoice
{
    public static bool Contains(string layers, int layer, int count)
    {
        if (layers == "all") return true;
        if (layers == "all-but-last") return layer < count - 1;
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
        throw new ArgumentException($"Layers '{layers}' do not fit a model of {count} blocks at '{part}'. Write all, all-but-last, or numbers below {count} and ranges: 0,2,8-15.");
    }
}
