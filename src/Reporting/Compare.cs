namespace Steering.Reporting;

/// <summary>Puts our table beside the paper's: for each column that both have the printed value, ours with its interval, and the difference.</summary>
public static class Compare
{
    /// <summary>
    /// Rows are matched by one label (Method), and keep our order; the paper's rows that we lack follow, since a missing row is a finding.
    /// </summary>
    public static Grid Beside(Grid ours, Grid paper, string label = "Method")
    {
        var shared = ours.Columns.Where(column => paper.Columns.Any(printed => string.Equals(printed.Name, column.Name, StringComparison.Ordinal))).ToList();
        if (shared.Count == 0) throw new ArgumentException("The two tables share no column; compare tables of the same experiment.", nameof(paper));
        var mine = ByLabel(ours, label);
        var printed = ByLabel(paper, label);
        var columns = shared.SelectMany(column => new[]
        {
            new Column(column.Name + " paper", column.Measure),
            new Column(column.Name + " ours", column.Measure),
            new Column(column.Name + " Δ", column.Measure == Measure.Score ? Measure.Difference : column.Measure),
        });
        var names = mine.Keys.Concat(printed.Keys.Where(name => !mine.ContainsKey(name)));
        return new Grid([label], [.. columns], [.. names.Select(name => new Row([name], [.. shared.SelectMany(column => Cells(column.Name, mine.GetValueOrDefault(name), printed.GetValueOrDefault(name), ours, paper))]))]);
    }

    private static IEnumerable<Cell> Cells(string column, Row? mine, Row? printed, Grid ours, Grid paper)
    {
        var theirs = printed is null ? Cell.Missing() : new Cell(printed.Cells[paper.IndexOf(column)].Value);
        var own = mine is null ? Cell.Missing() : mine.Cells[ours.IndexOf(column)];
        return
        [
            theirs,
            own,
            theirs.Value is { } value && own.Value is { } found ? new Cell(found - value, null, own.Low - value, own.High - value) : Cell.Missing(),
        ];
    }

    private static Dictionary<string, Row> ByLabel(Grid grid, string label)
    {
        var at = grid.Labels.ToList().IndexOf(label);
        if (at < 0) throw new ArgumentException($"The table has no label '{label}'; it has {string.Join(", ", grid.Labels)}.", nameof(label));
        var rows = new Dictionary<string, Row>(StringComparer.Ordinal);
        foreach (var row in grid.Rows)
        {
            if (!rows.TryAdd(row.Labels[at], row)) throw new ArgumentException($"The table has two rows '{row.Labels[at]}'; only tables with one row a {label} are compared.", nameof(grid));
        }
        return rows;
    }
}
