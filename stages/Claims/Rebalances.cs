using System.Globalization;
using Steering.Reporting;

namespace Steering.Stages;

/// <summary>
/// Over variants of a method, what their answers attend to and how they score on the same questions are correlated by rank, within each group of
/// variants (<see cref="Ranks.Within"/>). A group starts from one model: counting changes from it shifts every variant alike, which no rank sees.
/// </summary>
/// <param name="Reading">Which number of a layer (<see cref="LayerReading"/>), mean over layers.</param>
/// <param name="Groups">Cells with the variants' scores; their attention goes by the cell's name.</param>
public sealed record Rebalances(string Reading, IReadOnlyList<IReadOnlyList<CellName>> Groups) : ClaimTest
{
    public override IReadOnlyList<CellName> Cells => [.. Groups.SelectMany(group => group)];

    public override IReadOnlyList<string> Attention => [.. Cells.Select(cell => $"{cell}")];

    public override string Words => $"rank correlation of {Reading}, mean over layers, with the score on the same questions is above 0 over {string.Join(" and over ", Groups.Select(Named))}";

    public override Finding Decide(Evidence evidence)
    {
        var groups = Groups.Select(group => group.Select(cell => (X: Seen(evidence, cell), Y: evidence.Value(cell))).ToList()).ToList();
        if (groups.SelectMany(group => group).Any(variant => variant.X is null || variant.Y is null)) return Finding.NotRun($"nobody looked at the attention of all of {string.Join(" and ", Groups.Select(Named))}, or one has no score");
        var pairs = groups.Select(group => (IReadOnlyList<(double, double)>)[.. group.Select(variant => (variant.X!.Value, variant.Y!.Value))]).ToList();   // just checked
        var correlation = Ranks.Within(pairs);
        var each = Groups.Zip(pairs, (group, own) => string.Create(CultureInfo.InvariantCulture, $"ρ = {Math.Tanh(Ranks.Within([own]).Mean):0.00} over {group.Count} variants on {group[0].Column}"));
        return new Finding(correlation.Above(0, evidence.Looks), string.Create(
            CultureInfo.InvariantCulture, $"{string.Join(", ", each)}; together {Math.Tanh(correlation.Mean):0.00} [{Math.Tanh(correlation.Low):0.00}, {Math.Tanh(correlation.High):0.00}]"), []);
    }

    private static string Named(IReadOnlyList<CellName> group) =>
        $"{string.Join(", ", group.GroupBy(cell => cell.Table, StringComparer.Ordinal).Select(table => $"{table.Key}:{string.Join('/', table.Select(cell => cell.Row))}"))} on {group[0].Column}";

    /// <summary>The mean over samples and seeds; samples without the number are left out.</summary>
    private double? Seen(Evidence evidence, CellName cell) => evidence.Attention($"{cell}") is not { } seeds ? null
        : seeds.SelectMany(samples => samples).Select(sample => sample.Layers.Average(layer => LayerReading.Of(Reading, layer) ?? double.NaN)).Where(double.IsFinite).ToList() is { Count: > 0 } numbers
            ? numbers.Average() : null;
}
