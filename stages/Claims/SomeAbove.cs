using Steering.Reporting;

namespace Steering.Stages;

/// <summary>
/// Some of several rows lies above another one on a column. The best of many is often high by chance, so each is compared at its part of the 5 %
/// (Bonferroni).
/// </summary>
public sealed record SomeAbove(string Table, IReadOnlyList<string> Rows, string Theirs, string Column) : ClaimTest
{
    public override IReadOnlyList<CellName> Cells => [.. Rows.Append(Theirs).Select(row => new CellName(Table, row, Column))];

    public override string Words => $"one of {Rows.Count} rows is above {Theirs} on {Column}, each compared at 1 − 0.05 / {Rows.Count}";

    public override Finding Decide(Evidence evidence)
    {
        var columns = Rows.Select(row => (Row: row, Pair: evidence.Paired(Table, row, Theirs, [Column]))).ToList();
        if (columns.Exists(row => row.Pair.Count == 0)) return Finding.NotRun($"{Table} of this zoo lacks a row or column of: {Words}");
        var differences = columns.Select(row => (row.Row, Difference: Jackknife.OfDifference(row.Pair, item => item.Id, item => item.Cluster))).ToList();
        var best = differences.MaxBy(row => row.Difference.Mean);
        return new Finding(Verdicts.Any([.. differences.Select(row => row.Difference.Above(0, evidence.Looks * Rows.Count))]), $"the best, {best.Row}, − {Theirs} on {Column}: {Above.Text(best.Difference)}", []);
    }
}
