namespace Steering.Stages;

/// <summary>Table 1: multi-task supervised fine-tuning, every tuning method on one aligned model, with the controls and baselines the paper lacks.</summary>
public static class Table1
{
    public const string Title = "Table 1: multi-task supervised fine-tuning";

    public static Tabulate Of(Zoo zoo) => new TableBuilder(zoo).Build("table1", Title, zoo.Rows, zoo.Columns);
}
