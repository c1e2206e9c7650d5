namespace Steering.Stages;

/// <summary>Table 5: hallucination. The trained models and, for POPE, the answers are Table 1's.</summary>
public static class Table5
{
    public const string Title = "Table 5: hallucination";

    private static readonly string[] Left = ["MoReS-B", "MoReS-L"];

    public static Tabulate Of(Zoo zoo) => new TableBuilder(zoo).Build("table5", Title, [.. zoo.Rows.Where(row => !Left.Contains(row.Name))], zoo.Hallucination);
}
