namespace Steering.Stages;

/// <summary>A table of scores with what a report needs to lay the paper's beside it.</summary>
/// <param name="Printed">Name of the paper's file under results/paper, without ending; empty where nothing is printed.</param>
/// <param name="PrintedLabels">How many label columns that file has.</param>
/// <param name="Reference">The row that the others are held against; empty for none.</param>
public sealed record PaperTable(Tabulate Table, string Printed, int PrintedLabels, string Reference);

/// <summary>Every table of scores that a zoo can make, in the paper's order.</summary>
public static class PaperTables
{
    private const string Control = "Connector only";

    public static IReadOnlyList<PaperTable> All(Zoo zoo) =>
    [
        new(Table1.Of(zoo), "table1", 2, Control),
        new(Controls.Of(zoo), "table1", 2, Control),
        new(Table2.Of(zoo), "table2", 2, Control),
        new(Table3.Of(zoo), "table3", 2, ""),
        new(Table4.Of(zoo), "table4", 1, Control),
        new(Table5.Of(zoo), "table5", 1, Control),
        new(Table6.Ranks(zoo), "table6-rank", 1, ""),
        new(Table6.Ratios(zoo), "table6-ratio", 1, ""),
        new(Table8.Of(zoo), "table8", 1, ""),
        new(Table9.Of(zoo), "table9", 1, ""),
        new(MrtTable.Of(zoo), "mrt", 2, Control),
        new(MrtFigure4.Table(zoo), "", 2, ""),
        .. MrtFigure3.Of(zoo) is { } control ? (PaperTable[])[new(control, "", 2, "")] : [],
    ];

    public static IEnumerable<Tabulate> Of(Zoo zoo) => All(zoo).Select(one => one.Table);
}
