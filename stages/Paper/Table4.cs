namespace Steering.Stages;

/// <summary>
/// Table 4: what tuning leaves of text-only skills. The trained models are Table 1's; the untuned one stands beside them, which the paper lacks.
/// Printed with rows and columns exchanged.
/// </summary>
public static class Table4
{
    public const string Title = "Table 4: text-only tasks";

    private static readonly string[] Left = ["FT", "MoReS-B", "MoReS-L"];

    public static Tabulate Of(Zoo zoo) => new TableBuilder(zoo).BuildRows("table4", Title, [.. zoo.Rows.Where(row => !Left.Contains(row.Name))], zoo.Text);
}
