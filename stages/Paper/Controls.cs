using Steering.Peft;
using Steering.Training;

namespace Steering.Stages;

/// <summary>
/// What steering itself does, which neither paper shows: MoReS-B beside the same training without editors, with editors that stay as they
/// were drawn, and with subspaces that do, with enough seeds to tell, on Table 1's columns.
/// </summary>
public static class Controls
{
    public const string Name = "controls";
    public const string Title = "What steering itself does";

    /// <summary>What <see cref="InDrawnSubspaces"/> is called.</summary>
    public const string DrawnSubspaces = "MoReS-B in drawn subspaces";

    private const int Seeds = 8;

    private static readonly string[] Rows = ["MoReS-B", "Connector only", "MoReS-B frozen"];

    /// <summary>The row whose subspaces stay as they were drawn, trained by a zoo's own recipe.</summary>
    public static MethodRow InDrawnSubspaces(Recipe recipe) =>
        new(DrawnSubspaces, new FixedSubspace(new MoReS(Rank: 1)), recipe, IsControl: true, "R stays as it was drawn, W and b are trained: what learning the subspace is worth.");

    public static Tabulate Of(Zoo zoo) => new TableBuilder(zoo).BuildRows(
        Name, Title, [.. zoo.Rows.Where(row => Rows.Contains(row.Name)).Concat(zoo.SteeringControls).Select(row => row with { Seeds = zoo.HasOwnSeeds ? row.Seeds ?? Seeds : row.Seeds })], [.. zoo.Columns.Where(column => column.IsPrinted)]);
}
