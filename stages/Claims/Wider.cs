using System.Globalization;
using Steering.Analysis;
using Steering.Reporting;

namespace Steering.Stages;

/// <summary>
/// The area around a row's tuned model where the loss is near the least one is larger than around another's, as far as the maps reach. Each pair of random directions
/// is one look at it, drawn apart for each row: two samples of unequal variance (Welch 1947).
/// </summary>
public sealed record Wider(string Ours, string Theirs, Nearness Near) : ClaimTest
{
    public override IReadOnlyList<string> Landscapes => [Ours, Theirs];

    public override string Words => $"{Ours} has a larger area within twice the least {Name} than {Theirs}";

    private string Name => Near == Nearness.Loss ? "loss" : "perplexity";

    public override Finding Decide(Evidence evidence)
    {
        if (evidence.Landscape(Ours) is not { } ours || evidence.Landscape(Theirs) is not { } theirs) return Finding.NotRun($"nobody surveyed the losses around {Ours} or {Theirs}");
        var (one, other) = (Areas(ours), Areas(theirs));
        var difference = Between(one, other);
        var isFull = theirs.Any(map => map.Most <= RowLandscape.Level(map, Near));   // nothing could be seen to be wider
        var verdict = difference.Above(0, evidence.Looks);
        return new Finding(
            isFull && verdict == Verdict.Fails ? Verdict.Undecided : verdict,
            string.Create(CultureInfo.InvariantCulture, $"twice the {Name}: {Ours} {one.Average():0.000} − {Theirs} {other.Average():0.000}{(isFull ? " (the whole map)" : "")} = {difference.Mean:0.000} [{difference.Low:0.000}, {difference.High:0.000}], {one.Length} pairs of directions"), []);
    }

    private double[] Areas(IReadOnlyList<LossMap> maps) => [.. maps.Select(map => RowLandscape.Area(map, Near))];

    private static Difference Between(double[] ours, double[] theirs)
    {
        var (one, other) = (Error(ours), Error(theirs));
        var variance = one + other;
        var freedom = variance == 0 ? double.PositiveInfinity : variance * variance / ((one * one / (ours.Length - 1)) + (other * other / (theirs.Length - 1)));
        return new Difference(ours.Average() - theirs.Average(), Math.Sqrt(variance), freedom, ours.Length + theirs.Length, Seeds: 1);
    }

    /// <summary>Variance of the mean.</summary>
    private static double Error(double[] areas) => areas.Sum(area => (area - areas.Average()) * (area - areas.Average())) / (areas.Length - 1) / areas.Length;
}
