using System.Text.Json;
using static TorchSharp.torch;

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
public sealed record SigLipConfig : IVisionConfig
{
    public const string ModelType = "siglip_vision_model";

    public string Title => "a SigLIP vision tower";

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

    public int Tokens => Grid * Grid;

    /// <summary>SigLIP-so400m-patch14-384 as published.</summary>
    public static SigLipConfig So400M { get; } = new()
    {
        Width = 1152,
        FeedForward = 4304,
        Layers = 27,
        Heads = 16,
        ImageSize = 384,
        PatchSize = 14,
        NormEpsilon = 1e-6,
    };

    internal VisionShape Shape => new(Width, FeedForward, Layers, Heads, NormEpsilon, Tokens);

    public IVisionTower Build(Device device) => new SigLip(this, device);

    /// <summary>Reads a published config.json (or its <c>vision_config</c>) and refuses what this tower does not compute.</summary>
    public static IVisionConfig Read(string path)
    {
        using var document = JsonFields.Open(path);
        var fields = JsonFields.Vision(path, document.RootElement);
        fields.RequireText("model_type", ModelType);
        fields.RequireText("hidden_act", "gelu_pytorch_tanh");
        var stem = fields.Text("stem", nameof(StemKind.Patch));
        var config = new SigLipConfig
        {
            Width = fields.Whole("hidden_size"),
            FeedForward = fields.Whole("intermediate_size"),
            Layers = fields.Whole("num_hidden_layers"),
            Heads = fields.Whole("num_attention_heads"),
            ImageSize = fields.Whole("image_size"),
            PatchSize = fields.Whole("patch_size"),
            NormEpsilon = fields.Number("layer_norm_eps", 1e-6),
            Channels = fields.Whole("num_channels", 3),
            Stem = Enum.TryParse<StemKind>(stem, out var kind) ? kind : throw new InvalidDataException($"{path}: stem '{stem}' is unknown; it is Patch or Convolutional."),
            NormalisesFeatures = fields.Flag("normalises_features"),
        };
        config.Shape.Check(path);
        return config;
    }

    /// <summary>Writes the config.json that <see cref="Read"/> reads back equal.</summary>
    public void Write(string path) => File.WriteAllText(path, JsonSerializer.Serialize(new SortedDictionary<string, object>(StringComparer.Ordinal)
    {
        ["model_type"] = ModelType,
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
