using System.Globalization;

namespace Steering.Stages;

/// <summary>A row that may be chosen, and what is then tested with it.</summary>
public sealed record Candidate(string Row, ClaimTest Test);

/// <summary>One of several rows is chosen by its mean over some columns of one table, and its test alone decides, by others: nothing is picked by what it is tested on.</summary>
/// <param name="Table">Where it is chosen.</param>
/// <param name="Candidates">The first of equals is chosen.</param>
public sealed record Chosen(string Table, IReadOnlyList<string> Columns, IReadOnlyList<Candidate> Candidates) : ClaimTest
{
    public override IReadOnlyList<CellName> Cells => [.. Candidates.SelectMany(one => Columns.Select(column => new CellName(Table, one.Row, column)).Concat(one.Test.Cells)).Distinct()];

    public override string Words => $"of {string.Join(", ", Candidates.Select(one => one.Row))} the one with the highest mean of {Columns.Count} columns of {Table} is chosen; then, were it {Candidates[0].Row}: {Candidates[0].Test.Words}";

    public override Finding Decide(Evidence evidence)
    {
        var means = Candidates.Select(one => (Candidate: one, Cells: Columns.Select(column => evidence.Value(new CellName(Table, one.Row, column))).ToList())).ToList();
        if (Columns.Count == 0 || means.Exists(one => one.Cells.Contains(null))) return Finding.NotRun($"this zoo has no {Table} to choose by");
        var best = means.MaxBy(one => one.Cells.Average()!.Value).Candidate;   // MaxBy keeps the first of equals
        var finding = best.Test.Decide(evidence);
        var told = string.Join(", ", means.Select(one => string.Create(CultureInfo.InvariantCulture, $"{one.Candidate.Row} {one.Cells.Average():0.0}")));
        return finding with { Numbers = $"{best.Row} is chosen ({Table}: {told}); {finding.Numbers}" };
    }
}
