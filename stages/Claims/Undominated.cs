
namespace Steering.Stages;

/// <summary>
/// A row is Pareto-optimal in trainable parameters against score, column by column: no row that trains at most as many parameters lies above it.
/// The count is taken from the zoo's own table.
/// </summary>
/// <param name="Cheaper">The rows that train at most as many parameters.</param>
public sealed record Undominated(string Table, string Row, IReadOnlyList<string> Cheaper, IReadOnlyList<string> Columns) : ClaimTest
{
    public override IReadOnlyList<CellName> Cells => [.. Columns.SelectMany(column => Cheaper.Prepend(Row).Select(row => new CellName(Table, row, column)))];

    public override string Words => $"nothing with at most as many parameters ({string.Join(", ", Cheaper)}) lies above {Row} on {string.Join(", ", Columns)}";

    public override Finding Decide(Evidence evidence) =>
        new Several(Quantifier.None, [.. Columns.SelectMany(column => Cheaper.Select(cheaper => new Above(Table, cheaper, Row, [column], 0)))]).Decide(evidence);
}
