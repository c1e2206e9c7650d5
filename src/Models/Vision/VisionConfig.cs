using System.Text.Json;

namespace Steering.Models;

/// <summary>How pixels become patches.</summary>
public enum StemKind
{
    /// <summary>The published form: one convolution whose kernel is its stride.</summary>
    Patch,

    /// <summary>The tiny zoo's form: three convolutions with batch norm and GELU, then a 1×1 (12 pixels a patch).</summary>
    Convolutional,
}

/// <summary>The shape of a SigLIP vision tower, as its config.json says it.</summary>
public sealed record VisionConfig
{
    public required int Width { get; init; }

    public required int FeedForward { get; init; }

    public required int Layers { get; init; }

    public required int Heads { get; init; }

    public required int ImageSize { get; init; }

    public required int PatchSize { get; init; }

    public required double NormEpsilon { get; init; }

    public int Channels { get; init; } = 3;

    public StemKind Stem { get; init; } = StemKind.Patch;

    /// <summary>
    /// True: features pass a layer norm without parameters before they leave the tower. The published towers have none; the tiny zoo folds it in
    /// here because its features have a standard deviation near 4, which its connector does not learn from.
    /// </summary>
    public bool NormalisesFeatures { get; init; }

    /// <summary>Patches along one side; pixels beyond the last whole patch are not seen (384 = 27·14 + 6).</summary>
    public int Grid => ImageSize / PatchSize;

    public int Patches => Grid * Grid;

    /// <summary>Reads a published config.json (or its <c>vision_config</c>) and refuses what this tower does not compute.</summary>
    public static VisionConfig Read(string path)
    {
        using var document = JsonFields.Open(path);
        var root = document.RootElement.TryGetProperty("vision_config", out var inner) ? inner : document.RootElement;
        var fields = new JsonFields(path, root);
        fields.RequireText("model_type", "siglip_vision_model");
        fields.RequireText("hidden_act", "gelu_pytorch_tanh");
        var stem = fields.Text("stem", nameof(StemKind.Patch));
        var config = new VisionConfig
        {
            Width = fields.Integer("hidden_size"),
            FeedForward = fields.Integer("intermediate_size"),
            Layers = fields.Integer("num_hidden_layers"),
            Heads = fields.Integer("num_attention_heads"),
            ImageSize = fields.Integer("image_size"),
            PatchSize = fields.Integer("patch_size"),
            NormEpsilon = fields.Number("layer_norm_eps", 1e-6),
            Channels = fields.Integer("num_channels", 3),
            Stem = Enum.TryParse<StemKind>(stem, out var kind) ? kind : throw new InvalidDataException($"{path}: stem '{stem}' is unknown; it is Patch or Convolutional."),
            NormalisesFeatures = fields.Flag("normalises_features"),
        };
        return config.Width % config.Heads == 0
            ? config
            : throw new InvalidDataException($"{path}: hidden_size {config.Width} is no multiple of num_attention_heads {config.Heads}.");
    }

    /// <summary>Writes the config.json that <see cref="Read"/> reads back equal.</summary>
    public void Write(string path) => File.WriteAllText(path, JsonSerializer.Serialize(new SortedDictionary<string, object>(StringComparer.Ordinal)
    {
        ["model_type"] = "siglip_vision_model",
        ["hidden_act"] = "gelu_pytorch_tanh",
        ["hidden_size"] = Width,
        ["intermediate_size"] = FeedForward,
        ["num_hidden_layers"] = Layers,
        ["num_attention_heads"] = Heads,
        ["image_size"] = ImageSize,
        ["patch_size"] = PatchSize,
        ["layer_norm_eps"] = NormEpsilon,
        ["num_channels"] = Channels,
        ["stem"] = Stem.ToString(),
        ["normalises_features"] = NormalisesFeatures,
    }) + "\n");
}
