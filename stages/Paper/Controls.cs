namespace Steering.Stages;

/// <summary>
/// What steering itself does, which neither paper shows: MoReS-B beside the same training without editors and with editors that stay as they
/// were drawn, with enough seeds to tell, on Table 1's columns.
/// </summary>
public static class Controls
{
    public const string Name = "controls";
    public const string Title = "What steering itself does";
    private const int Seeds = 8;

    private static readonly string[] Rows = ["MoReS-B", "Connector only", "MoReS-B frozen"];

    public static Tabulate Of(Zoo zoo) => new TableBuilder(zoo).BuildRows(
        Name, Title, [.. zoo.Rows.Where(row => Rows.Contains(row.Name)).Select(row => row with { Seeds = zoo.HasOwnSeeds ? row.Seeds ?? Seeds : row.Seeds })], [.. zoo.Columns.Where(column => column.IsPrinted)]);
}
