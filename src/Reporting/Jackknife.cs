namespace Steering.Reporting;

/// <summary>
/// 95 % intervals of scores that are no means of items (POPE's F1), and of averages over them. A cell is the mean over seeds of each seed's
/// score. Its variance is the sum of two parts: of the items, by the delete-one-cluster jackknife of that mean,
/// V₁ = (G−1)/G · Σ_g (θ₍g₎ − θ̄)² (Efron 1982, section 3), and of the seeds, V₂ = s²/S. The factor is Student's t at Satterthwaite's degrees
/// of freedom. No chance is involved: equal scores give equal bits.
/// </summary>
public static class Jackknife
{
    /// <summary>One column.</summary>
    /// <param name="seeds">The graded items of each seed; the same items in each.</param>
    /// <param name="cluster">Items of one cluster (the questions about one image) are left out together.</param>
    /// <param name="score">The column's number of any part of the items.</param>
    /// <param name="most">Upper end of the scale; the interval stays within 0 and it.</param>
    public static Estimate Of<T>(IReadOnlyList<IReadOnlyList<T>> seeds, Func<T, string> cluster, Func<IReadOnlyList<T>, double> score, double most = 100) =>
        OfAverage([(seeds, score)], cluster, most);

    /// <summary>The average of several columns, whose items are independent of one another.</summary>
    public static Estimate OfAverage<T>(
        IReadOnlyList<(IReadOnlyList<IReadOnlyList<T>> Seeds, Func<IReadOnlyList<T>, double> Score)> columns, Func<T, string> cluster, double most = 100)
    {
        if (columns.Count == 0 || columns.Any(column => column.Seeds.Count != columns[0].Seeds.Count || column.Seeds.Any(items => items.Count == 0)))
            throw new ArgumentException("An average needs at least one column, the same number of seeds in each, and items in every seed.", nameof(columns));
        var bySeed = Enumerable.Range(0, columns[0].Seeds.Count).Select(seed => columns.Average(column => column.Score(column.Seeds[seed]))).ToList();
        var mean = bySeed.Average();
        var parts = columns.Select(column => OfItems(column.Seeds, cluster, column.Score)).ToList();
        var ofItems = parts.Sum(part => part.Variance) / (columns.Count * columns.Count);
        var ofSeeds = bySeed.Count < 2 ? 0 : bySeed.Sum(value => (value - mean) * (value - mean)) / (bySeed.Count - 1) / bySeed.Count;
        var variance = ofItems + ofSeeds;
        var half = variance == 0 ? 0 : StudentT.Factor95(Freedom(ofItems, parts.Sum(part => part.Clusters) - columns.Count, ofSeeds, bySeed.Count - 1)) * Math.Sqrt(variance);
        return new Estimate(mean, Math.Max(0, mean - half), Math.Min(most, mean + half), columns.Sum(column => column.Seeds[0].Count));
    }

    private static (double Variance, int Clusters) OfItems<T>(IReadOnlyList<IReadOnlyList<T>> seeds, Func<T, string> cluster, Func<IReadOnlyList<T>, double> score)
    {
        var clusters = seeds[0].Select(cluster).Distinct(StringComparer.Ordinal).ToList();
        if (clusters.Count < 2) return (0, clusters.Count);
        var without = clusters.Select(name => seeds.Average(items => score([.. items.Where(item => cluster(item) != name)]))).ToList();
        var centre = without.Average();
        return ((clusters.Count - 1.0) / clusters.Count * without.Sum(value => (value - centre) * (value - centre)), clusters.Count);
    }

    /// <summary>Satterthwaite's: (V₁ + V₂)² / (V₁²/ν₁ + V₂²/ν₂).</summary>
    private static double Freedom(double items, int itemFreedom, double seeds, int seedFreedom)
    {
        var spread = (itemFreedom > 0 ? items * items / itemFreedom : 0) + (seedFreedom > 0 ? seeds * seeds / seedFreedom : 0);
        return spread == 0 ? double.PositiveInfinity : (items + seeds) * (items + seeds) / spread;
    }
}
