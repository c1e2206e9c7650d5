using System.Globalization;
using System.Text;
using Steering.Flow;
using Steering.Reporting;

namespace Steering.Stages;

/// <summary>A pair of ranks and the row of the table that has it.</summary>
/// <param name="Multimodal">Of the editors of text, in the language model.</param>
/// <param name="Visual">Of the editors of visual tokens, in the tower and behind the connector.</param>
public sealed record RankCell(int Multimodal, int Visual, string Row);

/// <param name="Place">Repository-relative path of the figure, without its ending; the numbers lie beside it.</param>
/// <param name="Label">What a reader must know before the first number: the scale.</param>
/// <param name="Cells">A grid: every multimodal rank with every visual one.</param>
/// <param name="Columns">Columns of the table that a map is drawn of.</param>
public sealed record PlotRanksParams(string Place, string Title, string Label, IReadOnlyList<RankCell> Cells, IReadOnlyList<string> Columns);

/// <summary>Lays the scores of a table over two ranks out as maps, the higher the darker, with the values written in.</summary>
public sealed class PlotRanks(PlotRanksParams parameters, Artifact<Csv> table) : Stage<PlotRanksParams>(parameters, table)
{
    private const int TableLabels = 2;   // method and kind
    private const double Side = 400;     // the title stands above one map

    private IReadOnlyList<int> Visual => [.. Params.Cells.Select(cell => cell.Visual).Distinct().Order()];

    public override string Label => $"Plot {Params.Place}";

    public Artifact<Csv> Numbers => Export<Csv>(Params.Place + ".csv");

    public Artifact<Markdown> Text => Export<Markdown>(Params.Place + ".md");

    public Artifact<Svg> Chart => Export<Svg>(Params.Place + ".svg");

    public override Task RunAsync(StageRun run, CancellationToken cancel)
    {
        var scores = CsvFile.Read(run[table], TableLabels);
        var maps = Params.Columns.Select(column => (Column: column, Rows: Rows(scores, scores.IndexOf(column)))).ToList();
        var grid = new Grid(
            ["Column", "Multimodal rank"], [.. Visual.Select(rank => new Column($"Visual rank {rank}"))],
            [.. maps.SelectMany(map => map.Rows.Select(row => new Row([map.Column, Name(row.Rank)], row.Cells)))]);
        CsvFile.Write(run[Numbers], grid);
        File.WriteAllText(run[Text], $"# {Params.Title}\n\n{Params.Label}\n\n{MarkdownTable.ToText(grid)}", new UTF8Encoding(false));
        File.WriteAllText(run[Chart], Draw(maps), new UTF8Encoding(false));
        return Task.CompletedTask;
    }

    /// <summary>A row for each multimodal rank, with a score for each visual one.</summary>
    private List<(int Rank, IReadOnlyList<Cell> Cells)> Rows(Grid scores, int column) =>
    [
        .. Params.Cells.GroupBy(cell => cell.Multimodal).OrderBy(row => row.Key).Select(row => (
            row.Key, (IReadOnlyList<Cell>)[.. row.OrderBy(cell => cell.Visual).Select(cell => scores.Rows.First(line => line.Labels[0] == cell.Row).Cells[column])])),
    ];

    private string Draw(List<(string Column, List<(int Rank, IReadOnlyList<Cell> Cells)> Rows)> maps)
    {
        return SvgFigure.Of(
            Params.Title, $"Heat maps of the score over both ranks. {string.Join("; ", maps.Select(map => Best(map.Column, map.Rows)))}.", [[.. maps.Select(map => Map(map.Column, map.Rows))]],
            [Params.Label, "Rows: rank of the editors of text in the language model; columns: of visual tokens, in the tower and behind the connector. Darker is higher."]);
    }

    private string Best(string column, List<(int Rank, IReadOnlyList<Cell> Cells)> rows)
    {
        var (value, multimodal, visual) = rows.SelectMany(row => row.Cells.Zip(Visual, (cell, visual) => (Value: cell.Value ?? double.NegativeInfinity, row.Rank, visual))).MaxBy(cell => cell.Value);
        return $"{column} is highest, {Printed.Text(value, Measure.Score)}, at multimodal rank {multimodal} and visual rank {visual}";
    }

    private Panel Map(string column, List<(int Rank, IReadOnlyList<Cell> Cells)> rows)
    {
        var values = rows.SelectMany(row => row.Cells).Select(cell => cell.Value).OfType<double>().ToList();
        var (least, span) = (values.DefaultIfEmpty(0).Min(), Math.Max(values.DefaultIfEmpty(0).Max() - values.DefaultIfEmpty(0).Min(), double.Epsilon));
        return HeatMap.Draw(
            column, HeatAxis.OfLabels("visual rank", [.. Visual.Select(Name)]), HeatAxis.OfLabels("multimodal rank", [.. rows.Select(row => Name(row.Rank))]),
            [.. rows.Select(row => (IReadOnlyList<HeatCell>)[.. row.Cells.Zip(Visual, (cell, visual) => new HeatCell(
                (cell.Value - least) / span, cell.Value is { } value ? Printed.Text(value, Measure.Score) : "",
                $"{column} at multimodal rank {row.Rank}, visual rank {visual}: {MarkdownTable.Text(cell, Measure.Score)}"))])], Side);
    }

    private static string Name(int rank) => rank.ToString(CultureInfo.InvariantCulture);
}
