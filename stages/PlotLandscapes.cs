using System.Text;
using Steering.Analysis;
using Steering.Flow;
using Steering.Reporting;

namespace Steering.Stages;

/// <param name="Place">Repository-relative path of the figure, without its ending; the numbers lie beside it.</param>
/// <param name="Label">What a reader must know before the first number: the scale.</param>
/// <param name="Rows">Names of the rows whose models were surveyed.</param>
public sealed record PlotLandscapesParams(string Place, string Title, string Label, IReadOnlyList<string> Rows);

/// <summary>Draws the loss around tuned models side by side, with the line of twice the least loss; the numbers are the areas within it and within twice the least perplexity, and every loss.</summary>
public sealed class PlotLandscapes(PlotLandscapesParams parameters, IReadOnlyList<RowLandscape> rows)
    : Stage<PlotLandscapesParams>(parameters, [.. rows.Select(row => row.Losses)])
{
    private const double MostShown = 8;   // times the least loss, from which on a map is pale
    private const string All = "all";

    public override string Label => $"Plot {Params.Place}";

    public Artifact<Csv> Numbers => Export<Csv>(Params.Place + ".csv");

    public Artifact<Csv> Points => Export<Csv>(Params.Place + "-losses.csv");

    public Artifact<Svg> Chart => Export<Svg>(Params.Place + ".svg");

    public override Task RunAsync(StageRun run, CancellationToken cancel)
    {
        var read = rows.Select(row => (row.Name, Maps: row.Read(run))).ToList();
        CsvFile.Write(run[Numbers], new Grid(
            ["Method", "Pair"], [.. ((string[])["Loss", "Least loss", "Area within twice the least loss", "Area within twice the least perplexity", "Area of the map"]).Select(name => new Column(name, Measure.Number))],
            [.. read.SelectMany(row => Lines(row.Name, row.Maps))]));
        CsvFile.Write(run[Points], new Grid(
            ["Method", "Pair"], [new("a", Measure.Number), new("b", Measure.Number), new("Loss", Measure.Number)], [.. read.SelectMany(row => row.Maps.SelectMany(map => PointsOf(row.Name, map)))]));
        File.WriteAllText(run[Chart], Draw(read), new UTF8Encoding(false));
        return Task.CompletedTask;
    }

    private static IEnumerable<Row> Lines(string name, IReadOnlyList<LossMap> maps)
    {
        foreach (var map in maps) yield return new Row([name, $"{map.Pair}"], [new Cell(map.Centre), new Cell(map.Least), new Cell(RowLandscape.Area(map, Nearness.Loss)), new Cell(RowLandscape.Area(map, Nearness.Perplexity)), new Cell(map.Whole)]);
        yield return new Row([name, All], [new Cell(maps[0].Centre), RowLandscape.Mean(maps, map => map.Least), RowLandscape.Area(maps, Nearness.Loss), RowLandscape.Area(maps, Nearness.Perplexity), new Cell(maps[0].Whole)]);
    }

    private static IEnumerable<Row> PointsOf(string name, LossMap map) =>
        from second in Enumerable.Range(0, map.Steps.Count)
        from first in Enumerable.Range(0, map.Steps.Count)
        let loss = map.At(first, second)
        select new Row([name, $"{map.Pair}"], [new Cell(map.Steps[first]), new Cell(map.Steps[second]), double.IsFinite(loss) ? new Cell(loss) : Cell.Missing("The model broke down.")]);

    private string Draw(List<(string Name, IReadOnlyList<LossMap> Maps)> read)
    {
        string Told(Nearness near) => string.Join("; ", read.Select(row => $"{row.Name} {MarkdownTable.Text(RowLandscape.Area(row.Maps, near) with { N = null }, Measure.Number)}"));
        return SvgFigure.Of(
            Params.Title, $"Heat maps of the loss around the tuned models of {string.Join(", ", read.Select(row => row.Name))}, dark where it is least. Area within twice the least loss: {Told(Nearness.Loss)}.",
            [[.. read.Select(row => Map(row.Name, row.Maps[0]))]],
            [
                Params.Label,
                $"Loss at θ + a·d₁ + b·d₂ on a fixed part of the tuning set, first pair of directions; 1 moves every filter of what was trained by its own length. Dark: the least loss; pale: {MostShown:0} times it or more; line: twice.",
                $"Area within that line, mean over {read[0].Maps.Count} pairs of directions with its 95 % interval, of {Printed.Text(read[0].Maps[0].Whole, Measure.Number)}: {Told(Nearness.Loss)}. A high least loss makes its double easy to stay below; within twice the least perplexity (loss + ln 2): {Told(Nearness.Perplexity)}.",
            ]);
    }

    private static Panel Map(string name, LossMap map)
    {
        HeatCell Shade(int first, int second) => new(
            1 - Math.Min(1, Math.Log(map.At(first, second) / map.Least) / Math.Log(MostShown)), "",
            FormattableString.Invariant($"a = {map.Steps[first]:0.###}, b = {map.Steps[second]:0.###}: {map.At(first, second):0.###}"));
        return HeatMap.Draw(
            $"{name}, loss {Printed.Text(map.Centre, Measure.Number)}", HeatAxis.OfPlaces("a", map.Steps), HeatAxis.OfPlaces("b", map.Steps),
            [.. Enumerable.Range(0, map.Steps.Count).Select(second => (IReadOnlyList<HeatCell>)[.. Enumerable.Range(0, map.Steps.Count).Select(first => Shade(first, second))])],
            lines: [.. map.Line(RowLandscape.Level(map, Nearness.Loss)).Select(piece => new HeatLine(piece.From.A, piece.From.B, piece.To.A, piece.To.B))]);
    }
}
