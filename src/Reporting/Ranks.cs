namespace Steering.Reporting;

/// <summary>Correlation by rank (Spearman 1904).</summary>
public static class Ranks
{
    private const double Spread = 1.06;     // of Fisher's z where ranks are correlated (Fieller, Hartley and Pearson 1957)
    private const int Lost = 3;             // numbers that a correlation's z takes
    private const double Strongest = 0.999; // z of a perfect correlation would be infinite

    /// <summary>Ranks from 1, ties shared.</summary>
    public static double[] Of(IReadOnlyList<double> values) => [.. values.Select(value => values.Count(other => other < value) + ((values.Count(other => other == value) + 1) / 2.0))];

    /// <summary>Pearson's correlation of two lists; of ranks it is Spearman's. 0 where one does not vary.</summary>
    public static double Correlation(IReadOnlyList<double> one, IReadOnlyList<double> other)
    {
        var (a, b) = (one.Average(), other.Average());
        var (saa, sbb) = (one.Sum(x => (x - a) * (x - a)), other.Sum(y => (y - b) * (y - b)));
        return saa == 0 || sbb == 0 ? 0 : one.Zip(other, (x, y) => (x - a) * (y - b)).Sum() / Math.Sqrt(saa * sbb);
    }

    /// <summary>
    /// Spearman's correlation within each of several groups, as one: Fisher's z of each, weighted by its numbers less three, with the variance
    /// 1.06 / (n − 3) of rank correlations. The result is a z, so that above zero means above zero; <c>tanh</c> gives the correlation back.
    /// </summary>
    /// <param name="groups">Pairs of numbers, at least four in a group.</param>
    public static Difference Within(IReadOnlyList<IReadOnlyList<(double X, double Y)>> groups)
    {
        if (groups.Count == 0 || groups.Any(group => group.Count <= Lost)) throw new ArgumentException($"A correlation with an interval needs groups of at least {Lost + 1} pairs.", nameof(groups));
        var weight = groups.Sum(group => group.Count - Lost);
        var z = groups.Sum(group => (group.Count - Lost) * Math.Atanh(Math.Clamp(Correlation(Of([.. group.Select(pair => pair.X)]), Of([.. group.Select(pair => pair.Y)])), -Strongest, Strongest))) / weight;
        return new Difference(z, Math.Sqrt(Spread / weight), double.PositiveInfinity, groups.Sum(group => group.Count), 1);
    }
}
