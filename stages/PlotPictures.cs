using System.Text;
using Steering.Analysis;
using Steering.Data.Imaging;
using Steering.Data.Sources;
using Steering.Data.Text;
using Steering.Flow;
using Steering.Reporting;

namespace Steering.Stages;

/// <param name="Place">Repository-relative path of the figure, without its ending; the numbers lie beside it.</param>
/// <param name="Label">What a reader must know before the first number: the scale.</param>
/// <param name="Format">Layout of the folder with the pictures.</param>
/// <param name="Pictures">How many pictures at most.</param>
/// <param name="Methods">As the paper prints them.</param>
public sealed record PlotPicturesParams(string Place, string Title, string Label, RawFormat Format, int Pictures, IReadOnlyList<string> Methods);

/// <summary>Lays what an answer attends to, layer by layer, over the picture it is about.</summary>
/// <param name="maps">Of each method, as the parameters list them.</param>
public sealed class PlotPictures(PlotPicturesParams parameters, Artifact<Raw> pictures, IReadOnlyList<Artifact<Maps>> maps)
    : Stage<PlotPicturesParams>(parameters, [pictures, .. maps])
{
    private const int Side = 96;
    private const int LongestHeading = 130;

    public override string Label => $"Plot {Params.Place}";

    public Artifact<Csv> Numbers => Export<Csv>(Params.Place + ".csv");

    public Artifact<Svg> Chart => Export<Svg>(Params.Place + ".svg");

    public override Task RunAsync(StageRun run, CancellationToken cancel)
    {
        var read = maps.Select(artifact => AttentionFile.ReadPictures(run[artifact]).ToDictionary(map => map.Id, StringComparer.Ordinal)).ToList();
        var shown = read[0].Keys.Where(id => read.TrueForAll(method => method.ContainsKey(id))).Take(Params.Pictures).Select(id => read.Select(method => method[id]).ToList()).ToList();
        if (shown.Count == 0) throw new InvalidDataException($"{Params.Title}: no picture was looked at by all of {string.Join(", ", Params.Methods)}. Keep more of them (AttentionRules.Pictures).");
        CsvFile.Write(run[Numbers], new Grid(
            ["Question", "Method", "Answer", "Layer"], [new Column("Visual share"), new Column("Top tenth of visual tokens"), new Column("Tokens that hold half", Measure.Whole)],
            [.. shown.SelectMany(methods => methods.Zip(Params.Methods, Lines)).SelectMany(lines => lines)]));
        File.WriteAllText(run[Chart], Draw(shown, RawFolder.Images(run[pictures], Params.Format)), new UTF8Encoding(false));
        return Task.CompletedTask;
    }

    private static IEnumerable<Row> Lines(PictureAttention map, string method) => map.Layers.Select((weights, layer) => new Row(
        [map.Id, method, map.Answer, $"{layer + 1}"], [new Cell(100 * weights.Sum(weight => (double)weight)), new Cell(100 * Concentration.TopTenth(weights)), new Cell(Concentration.Half(weights))]));

    private string Draw(List<List<PictureAttention>> shown, string folder)
    {
        var panels = shown.Select(methods =>
        {
            // Towers of these zoos stretch a picture to their square; so does the figure.
            var square = new ImageProcessor(Side).Square(PictureFile.Read(Path.Combine(folder, methods[0].Image)));
            var heading = $"{ChatTemplate.WithoutImage(methods[0].Prompt).ReplaceLineEndings(" ").Trim()}  ({string.Join("; ", methods.Zip(Params.Methods, (map, method) => $"{method}: {map.Answer}"))})";
            return PictureTable.Draw(
                heading.Length <= LongestHeading ? heading : heading[..LongestHeading] + "…",
                Png.Encode(square), [.. methods.Zip(Params.Methods, (map, method) => (method, (IReadOnlyList<Shade>)[.. map.Layers.Select((weights, layer) => Lit(weights, method, layer))]))],
                Side);
        });
        return SvgFigure.Of(
            Params.Title,
            $"Attention maps of {shown.Count} questions for {string.Join(", ", Params.Methods)}: each layer's attention of the answer on the picture's patches, as light on the picture.",
            [.. panels.Select(panel => (IReadOnlyList<Panel>)[panel])],
            [Params.Label, "Light of a patch: root of its weight over the layer's strongest. Below: share of the attention on the picture that its strongest tenth of patches holds. Mean over heads and the answer's tokens, first seed."]);
    }

    private static Shade Lit(IReadOnlyList<float> weights, string method, int layer)
    {
        var top = $"{Printed.Text(100 * Concentration.TopTenth(weights), Measure.Score)} %";
        return new Shade(Png.Encode(Spotlight.Draw(weights)), $"{method}, layer {layer + 1}: the strongest tenth of {weights.Count} patches holds {top}.", $"layer {layer + 1}: {top}");
    }
}
