namespace Steering.Flow;

/// <summary>Places things in a row as near as can be to where they want to be.</summary>
internal static class Isotonic
{
    /// <summary>
    /// Least squares under least distances: the positions p with p[i+1] − p[i] ≥ gaps[i] that minimise Σ (p[i] − wanted[i])², by pooling
    /// adjacent violators (Ayer et al. 1955) after the gaps are taken out.
    /// </summary>
    public static double[] Place(IReadOnlyList<double> wanted, IReadOnlyList<double> gaps)
    {
        var offset = new double[wanted.Count];
        for (var at = 1; at < offset.Length; at++) offset[at] = offset[at - 1] + gaps[at - 1];
        var pools = new List<(double Mean, int Count)>();
        for (var at = 0; at < wanted.Count; at++)
        {
            pools.Add((wanted[at] - offset[at], 1));
            while (pools.Count > 1 && pools[^2].Mean > pools[^1].Mean)
            {
                var (one, other) = (pools[^2], pools[^1]);
                pools.RemoveRange(pools.Count - 2, 2);
                pools.Add((((one.Mean * one.Count) + (other.Mean * other.Count)) / (one.Count + other.Count), one.Count + other.Count));
            }
        }
        return [.. pools.SelectMany(pool => Enumerable.Repeat(pool.Mean, pool.Count)).Select((mean, at) => mean + offset[at])];
    }
}
