using System.Globalization;
using Steering.Reporting;

namespace Steering.Stages;

/// <summary>
/// Over some rows, attention and the number of trained parameters are correlated by rank (Spearman): at most a bound, and more so than the
/// 5 % strongest of all orders. Exact for up to nine rows.
/// </summary>
public sealed record RankCorrelation(string Reading, IReadOnlyList<string> Rows, double AtMost) : ClaimTest
{
    private const double Level = 0.05;

    public override IReadOnlyList<string> Attention => Rows;

    public override string Words => string.Create(CultureInfo.InvariantCulture, $"rank correlation of {Reading}, mean over layers, with trained parameters over {string.Join(", ", Rows)} is at most {AtMost:0.##}, exact p below {Level}");

    public override Finding Decide(Evidence evidence)
    {
        var found = Rows.Select(row => (Seeds: evidence.Attention(row), Trained: evidence.Trained(row))).ToList();
        if (found.Exists(one => one.Seeds is null || one.Trained is null)) return Finding.NotRun($"nobody looked at the attention of all of {string.Join(", ", Rows)}");
        var attention = Ranks.Of([.. found.Select(one => one.Seeds!.SelectMany(samples => samples).Average(sample => sample.Layers.Average(layer => LayerReading.Of(Reading, layer) ?? 0)))]);
        var trained = Ranks.Of([.. found.Select(one => (double)one.Trained!.Value)]);
        var rho = Ranks.Correlation(attention, trained);
        var (asStrong, all) = (0, 0);
        foreach (var order in Orders(trained))
        {
            all++;
            if (Ranks.Correlation(attention, order) <= rho + 1e-12) asStrong++;
        }
        var p = (double)asStrong / all;
        return new Finding(rho <= AtMost && p < Level ? Verdict.Holds : Verdict.Fails, string.Create(CultureInfo.InvariantCulture, $"ρ = {rho:0.00}, p = {p:0.000} over {Rows.Count} rows"), []);
    }

    /// <summary>All orders (Heap's algorithm, one array that is changed in place).</summary>
    private static IEnumerable<double[]> Orders(double[] values)
    {
        var (order, turns) = ((double[])values.Clone(), new int[values.Length]);
        yield return order;
        for (var i = 0; i < order.Length;)
        {
            if (turns[i] >= i)
            {
                turns[i++] = 0;
                continue;
            }
            var j = i % 2 == 0 ? 0 : turns[i];
            (order[i], order[j]) = (order[j], order[i]);
            turns[i]++;
            i = 0;
            yield return order;
        }
    }
}
