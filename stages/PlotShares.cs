using System.Text;
using Steering.Analysis;
using Steering.Flow;
using Steering.Reporting;

namespace Steering.Stages;

/// <param name="Place">Repository-relative path of the figure, without its ending; the numbers lie beside it.</param>
/// <param name="Label">What a reader must know before the first number: the scale.</param>
/// <param name="Shown">Rows whose layers are drawn; all stand in the CSV and beside their parameters.</param>
public sealed record PlotSharesParams(string Place, string Title, string Label, IReadOnlyList<string> Shown, IReadOnlyList<FigureRow> Rows);

/// <summary>Draws how much attention goes to the picture in each layer, and its mean against trained parameters; the CSV has every share, norms and the editors off.</summary>
public sealed class PlotShares(PlotSharesParams parameters, IReadOnlyList<RowMaps> rows)
    : Stage<PlotSharesParams>(parameters, [.. rows.SelectMany(row => row.All).Distinct()])
{
    private const string Visual = "visual tokens";
    private const double WidestBars = 640;
    private const double TallestScatter = 460;

    private static readonly (Column Column, Func<LayerNumbers, double?> Of, bool IsShare)[] Columns =
    [
        (new("Visual share"), layer => layer.Visual, true), (new("System share"), layer => layer.System, true), (new("Question share"), layer => layer.User, true), (new("Answer share"), layer => layer.Answer, true),
        (new("Visual share, editors off"), layer => layer.VisualUnedited, true),
        (new("Visual share gained by editors", Measure.Difference), layer => layer.Visual - layer.VisualUnedited, false),
        (new("Steered tokens whose norm grew"), layer => layer.Steered == 0 ? null : (double)layer.Grown / layer.Steered, true),
        (new("Norm after steering"), layer => layer.NormGrowth, false),
        (new("Top tenth of visual tokens"), layer => layer.TopTenth, true),
    ];

    public override string Label => $"Plot {Params.Place}";

    public Artifact<Csv> Numbers => Export<Csv>(Params.Place + ".csv");

    public Artifact<Svg> Chart => Export<Svg>(Params.Place + ".svg");

    public override Task RunAsync(StageRun run, CancellationToken cancel)
    {
        var read = rows.Select(row => row.Read(run)).ToList();
        CsvFile.Write(run[Numbers], new Grid(
            ["Method", "Kind", "Layer"], [new("TP*", Measure.Count), .. Columns.Select(column => column.Column)],
            [.. read.SelectMany(row => Lines(row, row.Maps.Trained(run)))]));
        File.WriteAllText(run[Chart], Draw(read, run), new UTF8Encoding(false));
        return Task.CompletedTask;
    }

    /// <summary>A line for each layer, and one for their mean.</summary>
    private static IEnumerable<Row> Lines(SeenRow row, long trained)
    {
        var columns = Columns.Select(column => LayerEstimates.ByLayer(row.Seeds, column.Of, scale: 100, column.IsShare)).ToList();
        for (var layer = 0; layer < columns[0].Count; layer++) yield return new Row([row.Name, row.Kind, $"{layer + 1}"], [Cell.Missing(), .. columns.Select(column => column[layer])]);
        yield return new Row([row.Name, row.Kind, "all"], [new Cell(trained), .. Columns.Select(column => LayerEstimates.OverLayers(row.Seeds, column.Of, scale: 100, column.IsShare))]);
    }

    private string Draw(List<SeenRow> read, StageRun run)
    {
        var means = read.Select(row => (Row: row, Cell: LayerEstimates.OverLayers(row.Seeds, layer => layer.Visual, scale: 100, isShare: true))).Where(pair => pair.Cell.Value is not null).ToList();
        var bars = read.Where(row => Params.Shown.Contains(row.Name))
            .Select(row => ShareBars.Draw(row.Name, Visual, LayerEstimates.ByLayer(row.Seeds, layer => layer.Visual, scale: 100, isShare: true))).ToList();
        var inARow = Math.Max(1, (int)(WidestBars / bars[0].Width));
        var left = SvgFigure.Stacked([.. bars.Chunk(inARow).Select(line => SvgFigure.Beside(line)), ShareBars.Legend(Visual, bars.Take(inARow).Sum(panel => panel.Width))]);
        var right = ScatterPanel.Draw(
            "Mean over layers, % of attention on visual tokens", "trained parameters (TP*)",
            [.. means.Select(pair => new ScatterDot(pair.Row.Name, pair.Row.Maps.Trained(run), pair.Cell, pair.Row.Dot))], width: 500, height: Math.Clamp(left.Height, 320, TallestScatter));
        var told = string.Join(", ", means.Select(pair => $"{pair.Row.Name} {Printed.Text(pair.Cell.Value!.Value, Measure.Score)} %"));   // filtered above
        return SvgFigure.Of(
            Params.Title, $"Left: share of attention on visual tokens by layer, as bars. Right: its mean over layers against trained parameters. Means: {told}.", [[left, right]],
            [Params.Label, $"Attention of the answers' tokens, mean over heads. Lines are 95 % intervals over samples, clustered by picture, and seeds ({read[0].Seeds.Count}); hollow dots are controls."]);
    }
}
