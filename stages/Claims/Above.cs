using System.Globalization;
using Steering.Reporting;

namespace Steering.Stages;

/// <summary>
/// One row lies above another by more than a bound, on the mean of some columns: item by item, seed by seed, questions about one picture together.
/// A bound of zero or more is superiority by that much; a negative one is non-inferiority.
/// </summary>
/// <param name="By">Points; −3 means at most three points worse.</param>
public sealed record Above(string Table, string Ours, string Theirs, IReadOnlyList<string> Columns, double By) : ClaimTest
{
    public override IReadOnlyList<CellName> Cells => [.. Columns.SelectMany(column => (CellName[])[new(Table, Ours, column), new(Table, Theirs, column)])];

    public override string Words => By < 0
        ? string.Create(CultureInfo.InvariantCulture, $"{Ours} is at most {-By:0.##} points below {Theirs}{On}")
        : $"{Ours} is {(By > 0 ? string.Create(CultureInfo.InvariantCulture, $"more than {By:0.##} points ") : "")}above {Theirs}{On}";

    private string On => Columns.Count switch { 0 => "", 1 => $" on {Columns[0]}", _ => $" on the mean of {Columns.Count} columns" };

    public override Finding Decide(Evidence evidence)
    {
        var columns = evidence.Paired(Table, Ours, Theirs, Columns);
        if (columns.Count == 0 || columns.Count < Columns.Count) return Finding.NotRun($"{Table} of this zoo lacks a row or column of: {Words}");
        var difference = Jackknife.OfDifference(columns, item => item.Id, item => item.Cluster);
        var verdict = difference.Above(By, evidence.Looks);
        return new Finding(
            verdict, $"{Ours} − {Theirs}{On}: {Text(difference)}", verdict == Verdict.Undecided ? [new CellName(Table, Ours, ""), new CellName(Table, Theirs, "")] : []);
    }

    /// <summary>−16.3 [−20.1, −12.5], n 1512, 3 seeds.</summary>
    internal static string Text(Difference difference) =>
        $"{Signed(difference.Mean)} [{Signed(difference.Low)}, {Signed(difference.High)}], n {difference.N.ToString(CultureInfo.InvariantCulture)}, {difference.Seeds} seed{(difference.Seeds == 1 ? "" : "s")}";

    private static string Signed(double points) => Printed.Text(points, Measure.Difference);
}
