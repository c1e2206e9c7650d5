namespace Steering.Reporting;

/// <summary>What the numbers of a column are, and so how they are printed.</summary>
public enum Measure
{
    /// <summary>Points from 0 to 100, printed with one decimal.</summary>
    Score,

    /// <summary>A whole number such as trainable parameters, printed as 188.74M.</summary>
    Count,

    /// <summary>A whole number with all its digits, printed as 188,743,680.</summary>
    Whole,

    /// <summary>Points of difference, printed with sign and one decimal.</summary>
    Difference,

    /// <summary>A plain number of any unit, printed with three significant digits, from a thousand up without decimals.</summary>
    Number,
}

/// <summary>One column of numbers.</summary>
/// <param name="Protocol">A short id of how its numbers come about, that stands by each of them in files; empty for none.</param>
public sealed record Column(string Name, Measure Measure = Measure.Score, string Protocol = "");

/// <summary>
/// One number of a table with what it rests on: <see cref="N"/> items, and the 95 % interval from <see cref="Low"/> to <see cref="High"/>.
/// A value that is not there is null, never zero, and the note says why.
/// </summary>
public sealed record Cell(double? Value, int? N = null, double? Low = null, double? High = null, string Note = "")
{
    /// <summary>Items that belong to the number but have no score, beside the <see cref="N"/> that have one.</summary>
    public int Unscored { get; init; }

    /// <summary>An incomplete number is marked with † wherever it is printed.</summary>
    public string Mark => Unscored > 0 ? "†" : "";

    public static Cell Missing(string note = "") => new(null, Note: note);

    /// <summary>The cell of an estimate, times <paramref name="scale"/>: 100 makes points of shares.</summary>
    public static Cell Of(Estimate estimate, double scale = 100, string note = "") =>
        new(estimate.Mean * scale, estimate.N, estimate.Low * scale, estimate.High * scale, note);
}

/// <summary>One line of a table: its labels, its cells in the order of the columns, and what a reader must know about it.</summary>
public sealed record Row(IReadOnlyList<string> Labels, IReadOnlyList<Cell> Cells, string Note = "");

/// <summary>A table of results: label columns first, then columns of numbers.</summary>
public sealed record Grid
{
    public Grid(IReadOnlyList<string> labels, IReadOnlyList<Column> columns, IReadOnlyList<Row> rows)
    {
        var doubled = labels.Concat(columns.Select(column => column.Name)).GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1);
        if (doubled is not null) throw new ArgumentException($"The column '{doubled.Key}' stands twice in one table. Rename one of them.", nameof(columns));
        foreach (var row in rows)
        {
            if (row.Labels.Count != labels.Count || row.Cells.Count != columns.Count)
            {
                throw new ArgumentException(
                    $"Row '{string.Join(' ', row.Labels)}' has {row.Labels.Count} labels and {row.Cells.Count} cells; the table has {labels.Count} and {columns.Count}.", nameof(rows));
            }
        }
        Labels = labels;
        Columns = columns;
        Rows = rows;
    }

    /// <summary>Names of the label columns, such as Model and Method.</summary>
    public IReadOnlyList<string> Labels { get; }

    public IReadOnlyList<Column> Columns { get; }

    public IReadOnlyList<Row> Rows { get; }

    /// <summary>The place of a column of numbers; an unknown name is an error that lists the known ones.</summary>
    public int IndexOf(string column)
    {
        for (var i = 0; i < Columns.Count; i++)
        {
            if (string.Equals(Columns[i].Name, column, StringComparison.Ordinal)) return i;
        }
        throw new ArgumentException($"The table has no column '{column}'; it has {string.Join(", ", Columns.Select(known => known.Name))}.", nameof(column));
    }
}
