using Steering.Peft;

namespace Steering.Stages;

/// <summary>Table 6: how large a subspace, and what share of the visual tokens, tuned for one task alone.</summary>
public static class Table6
{
    private static readonly int[] s_ranks = [1, 2, 4, 8];
    private static readonly string[] s_ratios = ["1%", "25%", "50%", "100%"];

    public const string RanksName = "table6-rank";
    public const string RatiosName = "table6-ratio";

    public static Tabulate Ranks(Zoo zoo) => new TableBuilder(zoo).BuildTasks(RanksName, "Table 6: subspace rank", RankRows(zoo));

    public static Tabulate Ratios(Zoo zoo) => new TableBuilder(zoo).BuildTasks(RatiosName, "Table 6: steered visual token ratio", RatioRows(zoo));

    internal static IReadOnlyList<TaskRow> RankRows(Zoo zoo) => [.. s_ranks.Select(rank => new TaskRow($"{rank}", Steering(zoo, method => method with { Rank = rank })))];

    /// <summary>The first row is the paper's own choice of tokens, whatever share of the zoo's they are; the others are spread evenly, which the paper leaves open.</summary>
    internal static IReadOnlyList<TaskRow> RatioRows(Zoo zoo) => [.. s_ratios.Select((ratio, at) => new TaskRow(ratio, Steering(zoo, method => at == 0 ? method : method with { Positions = ratio })))];

    private static MethodRow Steering(Zoo zoo, Func<MoReS, MoReS> change) => LayerRows.Changed(zoo, "MoReS-B", change);
}
