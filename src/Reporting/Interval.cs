namespace Steering.Reporting;

/// <summary>A mean and its 95 % interval over <paramref name="N"/> items.</summary>
public sealed record Estimate(double Mean, double Low, double High, int N);

/// <summary>
/// The score of one test item under one seed. Items that share a <paramref name="Cluster"/> (the questions about one image) are
/// not independent. <paramref name="Weight"/> is the item's part in the score: 1, or what makes categories count alike.
/// </summary>
public sealed record ItemScore(string Item, string Cluster, double Value, double Weight = 1);

/// <summary>
/// 95 % intervals. A cell is the mean over seeds of each seed's (weighted) mean over items. Its variance is the sum of two parts:
/// of the items, on their means over seeds, clustered by image, V₁ = G/(G−1) · Σ_g (Σ_{i∈g} wᵢ (x̄ᵢ − m))² / (Σ wᵢ)²,
/// and of the seeds, V₂ = s²(mₛ)/S. The residual part σ²/(nS) is in both, so the sum errs to the wide side. The factor is Student's t at
/// Satterthwaite's degrees of freedom of V₁ + V₂. Scores within 0 and 1 get Wilson's form at the effective number of items
/// n' = m(1−m)/V, which stays within 0 and 1. No chance is involved: equal scores give equal bits.
/// </summary>
public static class Interval
{
    private const double Normal95 = 1.959963984540054;

    /// <summary>Wilson's score interval of a share: <paramref name="right"/> of <paramref name="n"/> (Wilson 1927).</summary>
    public static Estimate Proportion(int right, int n)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(n, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(right);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(right, n);
        return Wilson((double)right / n, n, Normal95, n);
    }

    /// <summary>The mean over seeds of one benchmark's score; every seed must hold the same items. Values lie between 0 and 1.</summary>
    public static Estimate OverSeeds(IReadOnlyList<IReadOnlyList<ItemScore>> seeds) => Bounded(Spread.Of(seeds));

    /// <summary>The average over benchmarks of their means over seeds; seeds are in the same order everywhere.</summary>
    public static Estimate OverBenchmarks(IReadOnlyList<IReadOnlyList<IReadOnlyList<ItemScore>>> benchmarks) => Bounded(Spread.OfAverage([.. benchmarks.Select(Spread.Of)]));

    /// <summary>The mean over seeds of a quantity without bounds to speak of, such as a ratio; every seed must hold the same items.</summary>
    public static Estimate OfMean(IReadOnlyList<IReadOnlyList<ItemScore>> seeds) => Symmetric(Spread.Of(seeds));

    /// <summary>The mean difference of two methods on the same items and seeds, item by item.</summary>
    public static Estimate Difference(IReadOnlyList<IReadOnlyList<ItemScore>> ours, IReadOnlyList<IReadOnlyList<ItemScore>> theirs)
    {
        if (ours.Count != theirs.Count) throw new ArgumentException($"{ours.Count} seeds cannot be compared with {theirs.Count}.", nameof(theirs));
        var differences = ours.Zip(theirs, (mine, other) =>
        {
            var values = other.ToDictionary(item => item.Item, item => item.Value, StringComparer.Ordinal);
            return (IReadOnlyList<ItemScore>)[.. mine.Select(item => values.Remove(item.Item, out var value)
                ? item with { Value = item.Value - value }
                : throw new ArgumentException($"Item '{item.Item}' was answered by one method only; both need the same items.", nameof(theirs)))];
        });
        return Symmetric(Spread.Of([.. differences]));
    }

    private static Estimate Symmetric(Spread spread)
    {
        var half = spread.Variance == 0 ? 0 : StudentT.Factor95(spread.Freedom) * Math.Sqrt(spread.Variance);
        return new Estimate(spread.Mean, spread.Mean - half, spread.Mean + half, spread.Items);
    }

    private static Estimate Bounded(Spread spread)
    {
        var mean = Math.Clamp(spread.Mean, spread.Least, spread.Most);
        if (spread.Least < 0 || spread.Most > 1) throw new ArgumentException($"Item scores must lie between 0 and 1; there are {spread.Least} to {spread.Most}.", nameof(spread));

        // One seed, one item an image, right or wrong: the textbook case.
        if (spread.IsSimple) return Wilson(mean, spread.Items, Normal95, spread.Items);

        // Where nothing varies, each cluster is one piece of evidence.
        if (spread.Variance == 0 || mean <= 0 || mean >= 1) return Wilson(mean, spread.Clusters, Normal95, spread.Items);
        var effective = Math.Min(mean * (1 - mean) / spread.Variance, (double)spread.Items * spread.Seeds);
        return Wilson(mean, effective, StudentT.Factor95(spread.Freedom), spread.Items);
    }

    private static Estimate Wilson(double mean, double n, double factor, int items)
    {
        var square = factor * factor / n;
        var centre = (mean + (square / 2)) / (1 + square);
        var half = factor * Math.Sqrt((mean * (1 - mean) / n) + (square / (4 * n))) / (1 + square);

        // At 0 and 1 the interval begins or ends there; rounding must not pass it.
        return new Estimate(mean, Math.Clamp(centre - half, 0, mean), Math.Clamp(centre + half, mean, 1), items);
    }
}
