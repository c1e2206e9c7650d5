namespace Steering.Analysis;

/// <summary>How few visual tokens hold most of the attention on a picture.</summary>
public static class Concentration
{
    /// <summary>Part of all mass, 0 to 1, that the strongest tenth of the tokens holds: rounded down, at least one token.</summary>
    public static double TopTenth(IReadOnlyList<float> weights) =>
        weights.OrderDescending().Take(Math.Max(1, weights.Count / 10)).Sum(weight => (double)weight) / weights.Sum(weight => (double)weight);

    /// <summary>The fewest tokens that together hold half of all mass.</summary>
    public static int Half(IReadOnlyList<float> weights)
    {
        var (half, sum, count) = (weights.Sum(weight => (double)weight) / 2, 0.0, 0);
        foreach (var weight in weights.OrderDescending())
        {
            if (sum >= half) break;
            sum += weight;
            count++;
        }
        return count;
    }
}
