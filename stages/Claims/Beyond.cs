using System.Globalization;
using Steering.Reporting;

namespace Steering.Stages;

/// <summary>A cell's number lies beyond a bound, with its 95 % interval over items and seeds, questions about one picture together.</summary>
/// <param name="IsBelow">True turns it round: below, not above.</param>
public sealed record Beyond(string Table, string Row, string Column, double Bound, bool IsBelow = false) : ClaimTest
{
    public override IReadOnlyList<CellName> Cells => [new(Table, Row, Column)];

    public override string Words => string.Create(CultureInfo.InvariantCulture, $"{Column} is {(IsBelow ? "at most" : "more than")} {Bound:0.##}");

    public override Finding Decide(Evidence evidence)
    {
        if (evidence.Scores(Cells[0]) is not { } found || found.Seeds.Any(items => items.Count == 0)) return Finding.NotRun($"{Table} of this zoo lacks a row, a column or items of: {Words}");
        var number = Jackknife.OfNumber(found.Seeds, item => item.Cluster, found.Column.Score);
        var verdict = number.Above(Bound, evidence.Looks);
        return new Finding(IsBelow ? Verdicts.Not(verdict) : verdict, string.Create(
            CultureInfo.InvariantCulture, $"{Column}: {number.Mean:0.0} [{number.Low:0.0}, {number.High:0.0}], n {number.N}, {number.Seeds} seed{(number.Seeds == 1 ? "" : "s")}"), []);
    }
}
