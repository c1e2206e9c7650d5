namespace Steering.Flow;

/// <summary>A number as a table shows it: what it rests on and its 95 % interval, where there is one.</summary>
/// <param name="Missing">Items without a score beside those <paramref name="N"/>: the cell is incomplete.</param>
public sealed record CellNumber(double? Value, int? N = null, double? Low = null, double? High = null, int Missing = 0);

/// <summary>One of the results that a cell is made of.</summary>
/// <param name="Name">What tells it from the cell's other parts, e.g. "seed 1".</param>
/// <param name="Result">The output that holds it.</param>
/// <param name="Read">The number that this part alone gives, from the path of its output.</param>
public sealed record CellPart(string Name, IArtifact Result, Func<string, CellNumber> Read);

/// <summary>One number of a table, and the results it is made of. Declared where the table is; the table itself is written from it.</summary>
/// <param name="Table">Name of the table, e.g. "table1".</param>
/// <param name="Sum">The cell's number, from the paths of its parts in their order.</param>
public sealed record TableCell(string Table, string Row, string Column, IReadOnlyList<CellPart> Parts, Func<IReadOnlyList<string>, CellNumber> Sum)
{
    /// <summary>How it is scored, for a reader.</summary>
    public string Rule { get; init; } = "";

    /// <summary>As a selector names it.</summary>
    public override string ToString() => $"{Table}:{Row}/{Column}";
}
