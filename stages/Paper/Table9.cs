namespace Steering.Stages;

/// <summary>Table 9: steering the shallow, middle or deep half of the layers (rank 2, as in Table 8).</summary>
public static class Table9
{
    public const string Title = "Table 9: shallow, middle and deep steering layers";

    public static Tabulate Of(Zoo zoo) => LayerRows.Table(zoo, "table9", Title, LayerRows.Depths);
}
