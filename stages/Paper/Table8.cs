namespace Steering.Stages;

/// <summary>Table 8: steering every second, third or fourth layer (rank 2, as the paper's row of all layers shows).</summary>
public static class Table8
{
    public const string Title = "Table 8: fixed-interval steering layers";

    public static Tabulate Of(Zoo zoo) => LayerRows.Table(zoo, "table8", Title, LayerRows.Intervals);
}
