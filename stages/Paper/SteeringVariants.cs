namespace Steering.Stages;

/// <summary>
/// Variants of steering whose attention is held against their scores: ranks (Table 1) and layers (Tables 8 and 9) on the zoo's attention set, ranks and
/// shares of tokens (Table 6) on the first task, which is enough to correlate and keeps the second passes few.
/// </summary>
internal static class SteeringVariants
{
    /// <summary>The cells with the variants' scores, those that start from one model together.</summary>
    public static IReadOnlyList<IReadOnlyList<CellName>> Groups(Zoo zoo) => [.. All(zoo).Select(group => (IReadOnlyList<CellName>)[.. group.Select(variant => variant.Cell)])];

    /// <summary>What their answers attend to, by the cell's name.</summary>
    public static IEnumerable<RowMaps> Maps(Zoo zoo) => All(zoo).SelectMany(group => group).Select(variant => new RowMaps(
        new FigureRow($"{variant.Cell}", "paper", zoo.Seeds.Count, HasCount: false), null, [.. zoo.Seeds.Select(seed => variant.Look(seed).Numbers)]));

    private static IReadOnlyList<IReadOnlyList<Variant>> All(Zoo zoo) => [OnAll(zoo), OnTask(zoo, zoo.Tasks[0])];

    private static IReadOnlyList<Variant> OnAll(Zoo zoo)
    {
        var runs = new Runs(zoo);
        Variant Of(string table, MethodRow row) => new(new CellName(table, row.Name, zoo.Attention.Column.Header), seed => runs.Attended(runs.Tuned(row, seed)));
        return
        [
            .. zoo.Rows.Where(row => Columns.Steering.Contains(row.Name)).Select(row => Of("table1", row)),
            .. LayerRows.Intervals.Select(row => Of("table8", LayerRows.Row(zoo, row))), .. LayerRows.Depths.Select(row => Of("table9", LayerRows.Row(zoo, row))),
        ];
    }

    private static IReadOnlyList<Variant> OnTask(Zoo zoo, ZooTask task)
    {
        var runs = Runs.OnTask(new Runs(zoo).Folded(), task.Sizes[^1]);
        Variant Of(string table, TaskRow row) => new(new CellName(table, row.Name, task.Column.Header), seed => runs.Attended(runs.Tuned(zoo.OnTask(row.Method), seed), task.Column));
        return
        [
            .. Table6.RankRows(zoo).Select(row => Of(Table6.RanksName, row)),
            .. Table6.RatioRows(zoo).Skip(1).Select(row => Of(Table6.RatiosName, row)),   // the first is rank 1
        ];
    }

    private sealed record Variant(CellName Cell, Func<int, Attend> Look);
}
