namespace Steering.Stages;

/// <summary>MRT's Figure 4: the score over a grid of multimodal and visual ranks.</summary>
public static class MrtFigure4
{
    public const string Name = "mrt-ranks";
    public const string Title = "MRT's Figure 4: impact of the ranks";

    /// <summary>The scores: a row for each pair of ranks.</summary>
    public static Tabulate Table(Zoo zoo)
    {
        var map = zoo.Mrt.Ranks;
        var few = zoo.HasOwnSeeds ? zoo with { Seeds = [.. zoo.Seeds.Take(map.Seeds)] } : zoo;
        return new TableBuilder(few).BuildRows(
            Name, Title, [.. Cells(map).Select(cell => MrtRows.At(zoo, cell.Multimodal, cell.Visual))], [.. zoo.MrtColumns.Where(column => map.Columns.Contains(column.Header)).Select(column => column with { IsPrinted = true })]);
    }

    public static PlotRanks Of(Zoo zoo) => new(
        new PlotRanksParams($"results/{zoo.Name}/figures/mrt-figure4", $"{Title} ({zoo.Name} zoo)", zoo.Label, [.. Cells(zoo.Mrt.Ranks)], zoo.Mrt.Ranks.Columns), Table(zoo).Table);

    internal static IEnumerable<RankCell> Cells(RankMap map) => map.Multimodal.SelectMany(multimodal => map.Visual.Select(visual => new RankCell(multimodal, visual, MrtRows.RankName(multimodal, visual))));
}
