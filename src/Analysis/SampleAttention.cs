using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Steering.Analysis;

/// <summary>One layer's numbers of one sample.</summary>
/// <param name="System">Attention mass on what stands before the picture; the four masses sum to 1.</param>
/// <param name="Visual">On the picture.</param>
/// <param name="User">On the question.</param>
/// <param name="Answer">On the answer so far.</param>
/// <param name="Lmar">The ratio of picture to text in each reading, by <see cref="LmarVariant.Name"/>.</param>
/// <param name="TopTenth">Part of the picture's mass that its strongest tenth of tokens holds (rounded down, at least one).</param>
/// <param name="VisualUnedited">Mass on the picture with the same weights and every editor off; null where no editor moves a token.</param>
/// <param name="Steered">Tokens that editors moved behind this layer.</param>
/// <param name="Grown">Those of them whose norm is larger behind the editor.</param>
/// <param name="NormGrowth">Mean of norm after over norm before; null where none is steered.</param>
public sealed record LayerNumbers(
    double System, double Visual, double User, double Answer, IReadOnlyDictionary<string, double> Lmar, double TopTenth,
    double? VisualUnedited, int Steered, int Grown, double? NormGrowth)
{
    internal static LayerNumbers Of(LayerAttention layer, LayerAttention? unedited, SteeredNorms norms) => new(
        Short(layer.Share(Modality.System)), Short(layer.Share(Modality.Visual)), Short(layer.Share(Modality.User)), Short(layer.Share(Modality.Answer)),
        LmarVariant.All.ToDictionary(variant => variant.Name, variant => Short(Analysis.Lmar.Ratio(layer, variant)), StringComparer.Ordinal),
        Short(Concentration.TopTenth(layer.Picture())),
        unedited is null ? null : Short(unedited.Share(Modality.Visual)),
        norms.Before.Count, norms.Grown,
        norms.Before.Count == 0 ? null : Short(norms.Before.Zip(norms.After).Average(pair => (double)pair.Second / pair.First)));

    /// <summary>Six digits say all that single precision knows.</summary>
    private static double Short(double value) => double.Parse(value.ToString("G6", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}

/// <summary>What one answer attended to, layer by layer.</summary>
/// <param name="Id">The question.</param>
/// <param name="Image">Its picture: the cluster for intervals.</param>
/// <param name="Tokens">Length of the answer.</param>
public sealed record SampleAttention(string Id, string Image, int Tokens, IReadOnlyList<LayerNumbers> Layers);

/// <summary>Where in a picture one answer looked.</summary>
/// <param name="Layers">For each layer the mass on each visual token, in the tower's order.</param>
public sealed record PictureAttention(string Id, string Image, string Prompt, string Answer, IReadOnlyList<IReadOnlyList<float>> Layers);

/// <summary>Attention on disk: one JSON object a line.</summary>
public static class AttentionFile
{
    private static readonly JsonSerializerOptions Layout = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    public static void Write<TLine>(string path, IEnumerable<TLine> lines) =>
        File.WriteAllText(path, string.Concat(lines.Select(line => JsonSerializer.Serialize(line, Layout) + "\n")));

    public static IReadOnlyList<SampleAttention> ReadSamples(string path) => Read<SampleAttention>(path);

    public static IReadOnlyList<PictureAttention> ReadPictures(string path) => Read<PictureAttention>(path);

    private static List<TLine> Read<TLine>(string path)
    {
        var lines = new List<TLine>();
        foreach (var line in File.ReadLines(path))
        {
            try
            {
                lines.Add(JsonSerializer.Deserialize<TLine>(line, Layout) ?? throw new JsonException("it is null"));
            }
            catch (JsonException broken)
            {
                throw new InvalidDataException($"{path}, line {lines.Count + 1}, holds no attention ({broken.Message}). Look again.", broken);
            }
        }
        return lines;
    }
}
