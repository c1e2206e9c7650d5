namespace Steering.Stages;

/// <summary>Table 2: tuning for one task alone, from a model that was fully tuned before.</summary>
public static class Table2
{
    public const string Title = "Table 2: task-specific fine-tuning";

    /// <summary>The paper's rows, and the two controls.</summary>
    private static readonly string[] Rows = ["Adapter", "LoRA", "OFT", "IA3", "MoReS-B"];

    public static Tabulate Of(Zoo zoo) => new TableBuilder(zoo).BuildTasks(
        "table2", Title, [.. zoo.Rows.Where(row => row.IsControl || Rows.Contains(row.Name)).Select(row => new TaskRow(row.Name, row))]);
}
