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
    /// <param name="seeds">The graded items of each seed; the same items in each, but for those without a score.</param>
    /// <param name="cluster">Items of one cluster (the questions about one image) are left out together.</param>
    /// <param name="score">The column's number of any part of the items.</param>
    /// <param name="most">Upper end of the scale; the interval stays within 0 and it.</param>
    public static Estimate Of<T>(IReadOnlyList<IReadOnlyList<T>> seeds, Func<T, string> cluster, Func<IReadOnlyList<T>, double> score, double most = 100) =>
        OfAverage([(seeds, score)], cluster, most);

    /// <summary>The average of several columns, whose items are independent of one another.</summary>
    public static Estimate OfAverage<T>(
        IReadOnlyList<(IReadOnlyList<IReadOnlyList<T>> Seeds, Func<IReadOnlyList<T>, double> Score)> columns, Func<T, string> cluster, double most = 100)
    {
        var of = Measure(columns, cluster);
        var half = of.HalfWidth(StudentT.Two95);
        return new Estimate(of.Mean, Math.Max(0, of.Mean - half), Math.Min(most, of.Mean + half), of.N);
    }

    /// <summary>
    /// The average over columns of the difference of two methods, paired: item by item (the same clusters are left out of both) and seed by seed
    /// (the seeds are in the same order; where one method has more, its last ones have no partner and do not count).
    /// </summary>
    /// <param name="id">What tells an item of a column from the others.</param>
    public static Difference OfDifference<T>(IReadOnlyList<PairedColumn<T>> columns, Func<T, string> id, Func<T, string> cluster)
    {
        var seeds = columns.Count == 0 ? 0 : columns.Min(column => Math.Min(column.Ours.Count, column.Theirs.Count));
        var paired = columns.Select(column => (
            Seeds: (IReadOnlyList<IReadOnlyList<(T Ours, T Theirs)>>)[.. column.Ours.Zip(column.Theirs, (ours, theirs) => Pairs(ours, theirs, id)).Take(seeds)],
            Score: (Func<IReadOnlyList<(T Ours, T Theirs)>, double>)(pairs => column.Score([.. pairs.Select(pair => pair.Ours)]) - column.Score([.. pairs.Select(pair => pair.Theirs)]))));
        var of = Measure([.. paired], pair => cluster(pair.Ours));
        return new Difference(of.Mean, Math.Sqrt(of.Variance), of.Freedom, of.N, seeds);
    }

    /// <summary>Any number of items, without an end of the scale, to hold it against a bound.</summary>
    public static Difference OfNumber<T>(IReadOnlyList<IReadOnlyList<T>> seeds, Func<T, string> cluster, Func<IReadOnlyList<T>, double> number) => OfNumbers([(seeds, number)], cluster);

    /// <summary>The same of the average over several columns.</summary>
    public static Difference OfNumbers<T>(IReadOnlyList<(IReadOnlyList<IReadOnlyList<T>> Seeds, Func<IReadOnlyList<T>, double> Number)> columns, Func<T, string> cluster)
    {
        var of = Measure(columns, cluster);
        return new Difference(of.Mean, Math.Sqrt(of.Variance), of.Freedom, of.N, columns[0].Seeds.Count);
    }

    private static IReadOnlyList<(T Ours, T Theirs)> Pairs<T>(IReadOnlyList<T> ours, IReadOnlyList<T> theirs, Func<T, string> id)
    {
        var partners = theirs.ToDictionary(id, StringComparer.Ordinal);
        if (ours.Count != theirs.Count || !ours.All(item => partners.ContainsKey(id(item))))
            throw new ArgumentException($"{ours.Count} items cannot be compared with {theirs.Count} others; both methods must answer the same questions.", nameof(theirs));
        return [.. ours.Select(item => (item, partners[id(item)]))];
    }

    private static Spreading Measure<T>(IReadOnlyList<(IReadOnlyList<IReadOnlyList<T>> Seeds, Func<IReadOnlyList<T>, double> Score)> columns, Func<T, string> cluster)
    {
        if (columns.Count == 0 || columns.Any(column => column.Seeds.Count == 0 || column.Seeds.Count != columns[0].Seeds.Count || column.Seeds.Any(items => items.Count == 0)))
            throw new ArgumentException("An average needs at least one column, the same number of seeds in each, and items in every seed.", nameof(columns));
        var bySeed = Enumerable.Range(0, columns[0].Seeds.Count).Select(seed => columns.Average(column => column.Score(column.Seeds[seed]))).ToList();
        var mean = bySeed.Average();
        var parts = columns.Select(column => OfItems(column.Seeds, cluster, column.Score)).ToList();
        var ofItems = parts.Sum(part => part.Variance) / (columns.Count * columns.Count);
        var ofSeeds = bySeed.Count < 2 ? 0 : bySeed.Sum(value => (value - mean) * (value - mean)) / (bySeed.Count - 1) / bySeed.Count;
        return new Spreading(mean, ofItems + ofSeeds, Freedom(ofItems, parts.Sum(part => part.Clusters) - columns.Count, ofSeeds, bySeed.Count - 1), columns.Sum(column => column.Seeds[0].Count));
    }

    private static (double Variance, int Clusters) OfItems<T>(IReadOnlyList<IReadOnlyList<T>> seeds, Func<T, string> cluster, Func<IReadOnlyList<T>, double> score)
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        var numbered = seeds.Select(items => (Items: items, Of: items.Select(item => numbers.TryAdd(cluster(item), numbers.Count) ? numbers.Count - 1 : numbers[cluster(item)]).ToArray())).ToList();
        var count = numbers.Count;
        if (count < 2) return (0, count);
        var without = Enumerable.Range(0, count).Select(left => numbered.Average(seed => score([.. seed.Items.Where((_, at) => seed.Of[at] != left)]))).ToList();
        var centre = without.Average();
        return ((count - 1.0) / count * without.Sum(value => (value - centre) * (value - centre)), count);
    }

    /// <summary>Satterthwaite's: (V₁ + V₂)² / (V₁²/ν₁ + V₂²/ν₂).</summary>
    private static double Freedom(double items, int itemFreedom, double seeds, int seedFreedom)
    {
        var spread = (itemFreedom > 0 ? items * items / itemFreedom : 0) + (seedFreedom > 0 ? seeds * seeds / seedFreedom : 0);
        return spread == 0 ? double.PositiveInfinity : (items + seeds) * (items + seeds) / spread;
    }

    private readonly record struct Spreading(double Mean, double Variance, double Freedom, int N)
    {
        public double HalfWidth(double tail) => Variance == 0 ? 0 : StudentT.Factor(Freedom, tail) * Math.Sqrt(Variance);
    }
}
