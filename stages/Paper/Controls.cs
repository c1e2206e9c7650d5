namespace Steering.Stages;

/// <summary>
/// What steering itself does, which neither paper shows: MoReS-B beside the same training without editors, with editors that stay as they
/// were drawn, and with subspaces that do, with enough seeds to tell, on Table 1's columns.
/// </summary>
public static class Controls
{
    public const string Name = "controls";
    public const string Title = "What steering itself does";

    /// <summary>The row whose subspaces stay as they were drawn, as zoos call it.</summary>
    public const string DrawnSubspaces = "MoReS-B in drawn subspaces";

    private const int Seeds = 8;

    private static readonly string[] Rows = ["MoReS-B", "Connector only", "MoReS-B frozen"];

    public static Tabulate Of(Zoo zoo) => new TableBuilder(zoo).BuildRows(
        Name, Title, [.. zoo.Rows.Where(row => Rows.Contains(row.Name)).Concat(zoo.SteeringControls).Select(row => row with { Seeds = zoo.HasOwnSeeds ? row.Seeds ?? Seeds : row.Seeds })], [.. zoo.Columns.Where(column => column.IsPrinted)]);
}
