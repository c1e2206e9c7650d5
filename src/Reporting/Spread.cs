namespace Steering.Reporting;

/// <summary>A mean over items and seeds with the two parts of its variance (see <see cref="Interval"/>).</summary>
internal sealed record Spread
{
    public required double Mean { get; init; }

    public required double ItemVariance { get; init; }

    public required double SeedVariance { get; init; }

    public required IReadOnlyList<double> SeedMeans { get; init; }

    public required int Items { get; init; }

    public required int Clusters { get; init; }

    public required double Least { get; init; }

    public required double Most { get; init; }

    /// <summary>One seed, equal weights, one item a cluster, values 0 and 1 only.</summary>
    public required bool IsSimple { get; init; }

    public int Seeds => SeedMeans.Count;

    public double Variance => ItemVariance + SeedVariance;

    /// <summary>Satterthwaite's degrees of freedom of the sum of the two variances.</summary>
    public double Freedom
    {
        get
        {
            var parts = (Clusters > 1 ? ItemVariance * ItemVariance / (Clusters - 1) : 0) + (Seeds > 1 ? SeedVariance * SeedVariance / (Seeds - 1) : 0);
            return parts > 0 ? Variance * Variance / parts : double.PositiveInfinity;
        }
    }

    public static Spread Of(IReadOnlyList<IReadOnlyList<ItemScore>> seeds)
    {
        if (seeds.Count == 0 || seeds[0].Count == 0) throw new ArgumentException("No scores: a cell without items has no mean. Mark it as missing.", nameof(seeds));
        var first = seeds[0].OrderBy(item => item.Item, StringComparer.Ordinal).ToList();
        var sums = new double[first.Count];
        var seedMeans = new double[seeds.Count];
        var weights = first.Sum(item => item.Weight);
        if (!(weights > 0)) throw new ArgumentException($"The items' weights add up to {weights}.", nameof(seeds));
        for (var seed = 0; seed < seeds.Count; seed++)
        {
            var items = seeds[seed].OrderBy(item => item.Item, StringComparer.Ordinal).ToList();
            CheckSame(first, items, seed);
            for (var i = 0; i < items.Count; i++)
            {
                sums[i] += items[i].Value;
                seedMeans[seed] += items[i].Weight * items[i].Value;
            }
            seedMeans[seed] /= weights;
        }
        var mean = seedMeans.Average();
        var clusters = first.Select((item, i) => (item.Cluster, Part: item.Weight * ((sums[i] / seeds.Count) - mean)))
            .GroupBy(item => item.Cluster, item => item.Part, StringComparer.Ordinal)
            .Select(group => group.Sum())
            .ToList();
        var all = seeds.SelectMany(items => items).ToList();
        return new Spread
        {
            Mean = mean,
            ItemVariance = clusters.Count > 1 ? clusters.Sum(part => part * part) / (weights * weights) * clusters.Count / (clusters.Count - 1) : 0,
            SeedVariance = VarianceOfMean(seedMeans),
            SeedMeans = seedMeans,
            Items = first.Count,
            Clusters = clusters.Count,
            Least = all.Min(item => item.Value),
            Most = all.Max(item => item.Value),
            IsSimple = seeds.Count == 1 && clusters.Count == first.Count
                && first.TrueForAll(item => item.Value is 0 or 1 && item.Weight.Equals(first[0].Weight)),
        };
    }

    /// <summary>The plain average of several benchmarks: their items are independent, their seeds are the same trainings.</summary>
    public static Spread OfAverage(IReadOnlyList<Spread> benchmarks)
    {
        if (benchmarks.Count == 0) throw new ArgumentException("No benchmarks: nothing to average.", nameof(benchmarks));
        var seeds = benchmarks[0].Seeds;
        if (benchmarks.Any(benchmark => benchmark.Seeds != seeds)) throw new ArgumentException("The benchmarks have different numbers of seeds; run the missing ones.", nameof(benchmarks));
        var seedMeans = Enumerable.Range(0, seeds).Select(seed => benchmarks.Average(benchmark => benchmark.SeedMeans[seed])).ToArray();
        return new Spread
        {
            Mean = seedMeans.Average(),
            ItemVariance = benchmarks.Sum(benchmark => benchmark.ItemVariance) / ((double)benchmarks.Count * benchmarks.Count),
            SeedVariance = VarianceOfMean(seedMeans),
            SeedMeans = seedMeans,
            Items = benchmarks.Sum(benchmark => benchmark.Items),
            Clusters = benchmarks.Sum(benchmark => benchmark.Clusters),
            Least = benchmarks.Min(benchmark => benchmark.Least),
            Most = benchmarks.Max(benchmark => benchmark.Most),
            IsSimple = benchmarks.Count == 1 && benchmarks[0].IsSimple,
        };
    }

    private static double VarianceOfMean(double[] values)
    {
        if (values.Length < 2) return 0;
        var mean = values.Average();
        return values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1) / values.Length;
    }

    private static void CheckSame(List<ItemScore> first, List<ItemScore> items, int seed)
    {
        for (var i = 0; i < Math.Max(first.Count, items.Count); i++)
        {
            var (want, got) = (i < first.Count ? first[i].Item : "nothing", i < items.Count ? items[i].Item : "nothing");
            if (!string.Equals(want, got, StringComparison.Ordinal))
            {
                throw new ArgumentException($"Seed number {seed} has the item '{got}' where the first seed has '{want}': all seeds must answer the same items.", nameof(items));
            }
            if (i > 0 && string.Equals(first[i - 1].Item, want, StringComparison.Ordinal)) throw new ArgumentException($"The item '{want}' stands twice among the scores.", nameof(items));
        }
    }
}
