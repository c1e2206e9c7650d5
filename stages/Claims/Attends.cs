using System.Globalization;
using Steering.Analysis;
using Steering.Reporting;

namespace Steering.Stages;

/// <summary>
/// What a row's answers attend to, a weighted sum over layers, lies above another row's or above a bound: sample by sample, seed by seed,
/// samples about one picture together.
/// </summary>
/// <param name="Reading">Which number of a layer (<see cref="LayerReading"/>).</param>
/// <param name="Theirs">The row it is held against; null holds it against the bound alone.</param>
/// <param name="Weights">One weight a layer, from the first; those behind the last are zero.</param>
/// <param name="Span">The weights in words: "in layer 3".</param>
/// <param name="IsBelow">True turns it round: below, not above.</param>
public sealed record Attends(string Reading, string Ours, string? Theirs, IReadOnlyList<double> Weights, string Span, double By, bool IsBelow = false) : ClaimTest
{
    public override IReadOnlyList<string> Attention => Theirs is null ? [Ours] : [Ours, Theirs];

    public override string Words =>
        $"{Reading} of {Ours} {Span} is {(IsBelow ? "below" : "above")} {Theirs}{(Theirs is null ? By.ToString("0.##", CultureInfo.InvariantCulture) : By == 0 ? "'s" : string.Create(CultureInfo.InvariantCulture, $"'s by {By:0.##}"))}";

    public override Finding Decide(Evidence evidence)
    {
        var theirs = Theirs is null ? null : Seen(evidence, Theirs);
        if (Seen(evidence, Ours) is not { } ours || (Theirs is not null && theirs is null)) return Finding.NotRun($"nobody looked at the attention of {Ours}{(Theirs is null ? "" : $" or {Theirs}")}, or it has no {Reading}");
        var difference = theirs is null
            ? Jackknife.OfNumber(ours, sample => sample.Image, Score)
            : Jackknife.OfDifference([new PairedColumn<SampleAttention>(ours, theirs, Score)], sample => sample.Id, sample => sample.Image);
        var verdict = difference.Above(By, evidence.Looks);
        return new Finding(IsBelow ? Verdicts.Not(verdict) : verdict, string.Create(
            CultureInfo.InvariantCulture,
            $"{Reading} of {Ours}{(Theirs is null ? "" : $" − {Theirs}")} {Span}: {difference.Mean:0.000} [{difference.Low:0.000}, {difference.High:0.000}], n {difference.N}, {difference.Seeds} seed{(difference.Seeds == 1 ? "" : "s")}"), []);
    }

    /// <summary>Samples that have the number at every seed; null where none has.</summary>
    private List<List<SampleAttention>>? Seen(Evidence evidence, string row)
    {
        if (evidence.Attention(row) is not { } seeds) return null;
        var whole = seeds.Select(samples => samples.Where(sample => double.IsFinite(Of(sample))).ToList()).ToList();
        return whole.Exists(samples => samples.Count == 0) || whole.Zip(seeds).Any(pair => pair.First.Count != pair.Second.Count) ? null : whole;
    }

    private double Score(IReadOnlyList<SampleAttention> samples) => samples.Average(Of);

    private double Of(SampleAttention sample) =>
        Weights.Zip(sample.Layers, (weight, layer) => weight == 0 ? 0 : weight * (LayerReading.Of(Reading, layer) ?? double.NaN)).Sum();
}
