using System.Text.Json;
using static TorchSharp.torch;

namespace Steering.Models;

/// <summary>The shape of a CLIP vision tower, as its config.json says it.</summary>
public sealed record ClipConfig : IVisionConfig
{
    public const string ModelType = "clip_vision_model";

    public string Title => "a CLIP vision tower";

    public required int Width { get; init; }

    public required int FeedForward { get; init; }

    public required int Layers { get; init; }

    public required int Heads { get; init; }

    public required int ImageSize { get; init; }

    public required int PatchSize { get; init; }

    public required double NormEpsilon { get; init; }

    public int Channels { get; init; } = 3;

    public bool HasClassToken => true;

    /// <summary>The class token is no visual token.</summary>
    public int Tokens => (ImageSize / PatchSize) * (ImageSize / PatchSize);

    /// <summary>CLIP-ViT-L/14 at 336 pixels as published.</summary>
    public static ClipConfig Large336 { get; } = new()
    {
        Width = 1024,
        FeedForward = 4096,
        Layers = 24,
        Heads = 16,
        ImageSize = 336,
        PatchSize = 14,
        NormEpsilon = 1e-5,
    };

    /// <summary>CLIP-ViT-L/14 at 224 pixels as published.</summary>
    public static ClipConfig Large224 { get; } = Large336 with { ImageSize = 224 };

    internal VisionShape Shape => new(Width, FeedForward, Layers, Heads, NormEpsilon, Tokens + 1);

    public IVisionTower Build(Device device) => new ClipVit(this, device);

    /// <summary>Reads a published config.json (or its <c>vision_config</c>) and refuses what this tower does not compute.</summary>
    public static IVisionConfig Read(string path)
    {
        using var document = JsonFields.Open(path);
        var fields = JsonFields.Vision(path, document.RootElement);
        fields.RequireText("model_type", ModelType);
        fields.RequireText("hidden_act", "quick_gelu");
        var config = new ClipConfig
        {
            Width = fields.Whole("hidden_size"),
            FeedForward = fields.Whole("intermediate_size"),
            Layers = fields.Whole("num_hidden_layers"),
            Heads = fields.Whole("num_attention_heads"),
            ImageSize = fields.Whole("image_size"),
            PatchSize = fields.Whole("patch_size"),
            NormEpsilon = fields.Number("layer_norm_eps", 1e-5),
            Channels = fields.Whole("num_channels", 3),
        };
        config.Shape.Check(path);
        return config;
    }

    public void Write(string path) => File.WriteAllText(path, JsonSerializer.Serialize(new SortedDictionary<string, object>(StringComparer.Ordinal)
    {
        ["model_type"] = ModelType,
        ["hidden_act"] = "quick_gelu",
        ["hidden_size"] = Width,
        ["intermediate_size"] = FeedForward,
        ["num_hidden_layers"] = Layers,
        ["num_attention_heads"] = Heads,
        ["image_size"] = ImageSize,
        ["patch_size"] = PatchSize,
        ["layer_norm_eps"] = NormEpsilon,
        ["num_channels"] = Channels,
    }) + "\n");
}
