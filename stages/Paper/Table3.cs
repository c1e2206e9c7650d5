namespace Steering.Stages;

/// <summary>Table 3: tuning for one task with little, more and much data.</summary>
public static class Table3
{
    public const string Title = "Table 3: multi-scale data";

    private static readonly string[] Scales = ["Small", "Medium", "Large"];

    private static readonly string[] Rows = ["FT", "Adapter", "LoRA", "OFT", "IA3", "MoReS-L", "Connector only"];

    public static Tabulate Of(Zoo zoo) => new TableBuilder(zoo).BuildTasks(
        "table3", Title,
        [.. Scales.SelectMany((scale, size) => zoo.Rows.Where(row => Rows.Contains(row.Name)).Select(row => new TaskRow($"{scale} {row.Name}", row, size)))]);
}
