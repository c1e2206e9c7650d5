using System.Globalization;
using Steering.Evaluation;
using Steering.Reporting;

namespace Steering.Stages;

/// <summary>
/// A control gains less than a share of what a row gains, both over the same base, on the mean of some columns: item by item, seed by seed, questions
/// about one picture together. It says nothing of whether the row gains at all.
/// </summary>
public sealed record Gains(string Table, string Ours, string Control, string Base, IReadOnlyList<string> Columns, double Share) : ClaimTest
{
    public override IReadOnlyList<CellName> Cells => [.. Columns.SelectMany(column => (CellName[])[new(Table, Ours, column), new(Table, Control, column), new(Table, Base, column)])];

    public override string Words => string.Create(CultureInfo.InvariantCulture, $"{Control} gains less over {Base} than {Share:0.##} times what {Ours} does, on the mean of {Columns.Count} columns");

    public override Finding Decide(Evidence evidence)
    {
        var columns = Columns.Select(column => Triples(evidence, column)).ToList();
        if (columns.Count == 0 || columns.Contains(null)) return Finding.NotRun($"{Table} of this zoo lacks a row or column of: {Words}");
        var seeds = columns.Min(column => column!.Value.Seeds.Count);
        var left = Jackknife.OfNumbers([.. columns.Select(column => ((IReadOnlyList<IReadOnlyList<Triple>>)[.. column!.Value.Seeds.Take(seeds)], column.Value.Number))], triple => triple.Ours.Cluster);
        var verdict = left.Above(0, evidence.Looks);
        return new Finding(
            verdict, string.Create(CultureInfo.InvariantCulture, $"{Share:0.##} × gain of {Ours} − gain of {Control}: {Above.Text(left)}"),
            verdict == Verdict.Undecided ? [new CellName(Table, Ours, ""), new CellName(Table, Control, ""), new CellName(Table, Base, "")] : []);
    }

    private (IReadOnlyList<IReadOnlyList<Triple>> Seeds, Func<IReadOnlyList<Triple>, double> Number)? Triples(Evidence evidence, string column)
    {
        var found = ((string[])[Ours, Control, Base]).Select(row => evidence.Scores(new CellName(Table, row, column))).ToList();
        if (found.Contains(null)) return null;
        var score = found[0]!.Value.Column.Score;
        var seeds = Enumerable.Range(0, found.Min(row => row!.Value.Seeds.Count)).Select(seed =>
        {
            var (control, start) = (ById(found[1]!.Value.Seeds[seed]), ById(found[2]!.Value.Seeds[seed]));
            return (IReadOnlyList<Triple>)[.. found[0]!.Value.Seeds[seed].Select(item => new Triple(item, control[item.Id], start[item.Id]))];
        });
        return ([.. seeds], some => (Share * score([.. some.Select(item => item.Ours)])) - score([.. some.Select(item => item.Control)]) + ((1 - Share) * score([.. some.Select(item => item.Base)])));
    }

    private static Dictionary<string, Graded> ById(IReadOnlyList<Graded> items) => items.ToDictionary(item => item.Id, StringComparer.Ordinal);

    private sealed record Triple(Graded Ours, Graded Control, Graded Base);
}
