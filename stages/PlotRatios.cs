using System.Text;
using Steering.Analysis;
using Steering.Flow;
using Steering.Reporting;

namespace Steering.Stages;

/// <param name="Place">Repository-relative path of the figure, without its ending; the numbers lie beside it.</param>
/// <param name="Label">What a reader must know before the first number: the scale.</param>
public sealed record PlotRatiosParams(string Place, string Title, string Label, IReadOnlyList<FigureRow> Rows);

/// <summary>Draws LMAR by layer, a line for each method, in the main reading and in two others; the CSV has all eight.</summary>
public sealed class PlotRatios(PlotRatiosParams parameters, IReadOnlyList<RowMaps> rows)
    : Stage<PlotRatiosParams>(parameters, [.. rows.SelectMany(row => row.All).Distinct()])
{
    private const double Balance = 1;

    private static readonly (string Name, LmarVariant Variant)[] Others =
    [
        ("Without the first token", LmarVariant.Main with { CountsFirstToken = false }), ("Against the question alone", LmarVariant.Main with { Text = TextScope.User }),
    ];

    public override string Label => $"Plot {Params.Place}";

    public Artifact<Csv> Numbers => Export<Csv>(Params.Place + ".csv");

    public Artifact<Svg> Chart => Export<Svg>(Params.Place + ".svg");

    public override Task RunAsync(StageRun run, CancellationToken cancel)
    {
        var read = rows.Select(row => row.Read(run)).ToList();
        var columns = read.Select(row => LmarVariant.All.Select(variant => Ratios(row, variant)).ToList()).ToList();
        CsvFile.Write(run[Numbers], new Grid(
            ["Method", "Kind", "Layer"], [.. LmarVariant.All.Select(variant => new Column(variant.Name, Measure.Number))],
            [.. read.Zip(columns, Lines).SelectMany(lines => lines)]));
        File.WriteAllText(run[Chart], Draw(read), new UTF8Encoding(false));
        return Task.CompletedTask;
    }

    private static IEnumerable<Row> Lines(SeenRow row, List<IReadOnlyList<Cell>> columns) =>
        Enumerable.Range(0, columns[0].Count).Select(layer => new Row([row.Name, row.Kind, $"{layer + 1}"], [.. columns.Select(column => column[layer])]));

    private static IReadOnlyList<Cell> Ratios(SeenRow row, LmarVariant variant) => LayerEstimates.ByLayer(row.Seeds, layer => layer.Lmar[variant.Name]);

    private string Draw(List<SeenRow> read)
    {
        IReadOnlyList<LayerSeries> Series(LmarVariant variant) => [.. read.Select(row => new LayerSeries(row.Name, row.Dot, Ratios(row, variant)))];
        var main = Series(LmarVariant.Main);
        var told = string.Join(", ", main.Where(one => one.ByLayer.Any(cell => cell.Value is not null)).Select(one => $"{one.Name} {Printed.Text(one.ByLayer.Select(cell => cell.Value).OfType<double>().Average(), Measure.Number)}"));
        return SvgFigure.Of(
            Params.Title, $"Lines of LMAR by layer, one for each method, with 95 % intervals as bands. Means over layers in the main reading: {told}.",
            [
                [LayerLines.Draw("LMAR, all text (main reading)", "visual ÷ text, per token", main, width: 640, height: 360, level: Balance), LayerLines.Legend(main)],
                [.. Others.Select(other => LayerLines.Draw(other.Name, "visual ÷ text, per token", Series(other.Variant), width: 415, height: 280, level: Balance))],
            ],
            [Params.Label, $"1 is balance: a visual token gets what a text token gets. Mean over samples of each sample's ratio; bands are 95 % intervals over samples, clustered by picture, and seeds ({read[0].Seeds.Count})."]);
    }
}
