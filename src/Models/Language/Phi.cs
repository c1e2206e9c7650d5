using System.Text.Json;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Steering.Models;

/// <summary>
/// The Phi language models (microsoft/phi-2): parallel blocks, partial rotary embedding, biases everywhere, untied head with bias. This is the
/// shape of one, as its config.json says it.
/// </summary>
public sealed record PhiConfig : ILanguageConfig
{
    public const string ModelType = "phi";

    public string Title => "a Phi language model";

    public required int Width { get; init; }

    public required int FeedForward { get; init; }

    public required int Layers { get; init; }

    public required int Heads { get; init; }

    public required int KeyValueHeads { get; init; }

    public required int Vocabulary { get; init; }

    public required int Positions { get; init; }

    /// <summary>Share of a head's width that rotates.</summary>
    public required double RotaryFraction { get; init; }

    public required double RopeTheta { get; init; }

    public required double NormEpsilon { get; init; }

    public bool TiesHead => false;

    public bool HeadHasBias => true;

    public string FinalNormName => "final_layernorm";

    public int HeadWidth => Width / Heads;

    public int RotaryWidth => (int)(HeadWidth * RotaryFraction);

    /// <summary>Phi-2 as published (microsoft/phi-2): 2,779,683,840 parameters.</summary>
    public static PhiConfig Phi2 { get; } = new()
    {
        Width = 2560,
        FeedForward = 10240,
        Layers = 32,
        Heads = 32,
        KeyValueHeads = 32,
        Vocabulary = 51200,
        Positions = 2048,
        RotaryFraction = 0.4,
        RopeTheta = 1e4,
        NormEpsilon = 1e-5,
    };

    /// <summary>Reads a published config.json and refuses what this model does not compute.</summary>
    public static ILanguageConfig Read(string path)
    {
        using var document = JsonFields.Open(path);
        var fields = new JsonFields(path, document.RootElement);
        fields.RequireText("model_type", ModelType);
        fields.RequireText("hidden_act", "gelu_new");
        fields.RequireAbsentOrFalse("qk_layernorm");
        fields.RequireAbsentOrFalse("tie_word_embeddings");
        fields.RequireAbsentOrFalse("rope_scaling");
        var heads = fields.Whole("num_attention_heads");
        return new PhiConfig
        {
            Width = fields.Whole("hidden_size"),
            FeedForward = fields.Whole("intermediate_size"),
            Layers = fields.Whole("num_hidden_layers"),
            Heads = heads,
            KeyValueHeads = fields.Whole("num_key_value_heads", heads),
            Vocabulary = fields.Whole("vocab_size"),
            Positions = fields.Whole("max_position_embeddings"),
            RotaryFraction = fields.Number("partial_rotary_factor", 0.5),
            RopeTheta = fields.Number("rope_theta", 1e4),
            NormEpsilon = fields.Number("layer_norm_eps", 1e-5),
        }.Checked(path);
    }

    /// <summary>Writes the config.json that <see cref="Read"/> reads back equal.</summary>
    public void Write(string path) => File.WriteAllText(path, JsonSerializer.Serialize(new SortedDictionary<string, object>(StringComparer.Ordinal)
    {
        ["model_type"] = ModelType,
        ["hidden_act"] = "gelu_new",
        ["qk_layernorm"] = false,
        ["tie_word_embeddings"] = false,
        ["hidden_size"] = Width,
        ["intermediate_size"] = FeedForward,
        ["num_hidden_layers"] = Layers,
        ["num_attention_heads"] = Heads,
        ["num_key_value_heads"] = KeyValueHeads,
        ["vocab_size"] = Vocabulary,
        ["max_position_embeddings"] = Positions,
        ["partial_rotary_factor"] = RotaryFraction,
        ["rope_theta"] = RopeTheta,
        ["layer_norm_eps"] = NormEpsilon,
    }) + "\n");

    /// <summary>Throws, naming <paramref name="source"/>, unless heads, groups and rotation divide evenly.</summary>
    public ILanguageConfig Checked(string source)
    {
        if (Width % Heads != 0) throw new InvalidDataException($"{source}: hidden_size {Width} is no multiple of num_attention_heads {Heads}.");
        if (Heads % KeyValueHeads != 0) throw new InvalidDataException($"{source}: num_attention_heads {Heads} is no multiple of num_key_value_heads {KeyValueHeads}.");
        if (RotaryWidth % 2 != 0) throw new InvalidDataException($"{source}: partial_rotary_factor {RotaryFraction} rotates {RotaryWidth} of {HeadWidth} dimensions; the number must be even.");
        return this;
    }

    RotaryTable ILanguageConfig.Rotary(Device device) => new(Positions, HeadWidth, RotaryWidth, RopeTheta, device);

    DecoderBlock ILanguageConfig.Block(int layer, Device device) => new PhiBlock(this, layer, device);

    Module<Tensor, Tensor> ILanguageConfig.FinalNorm(Device device) => new Norm(Width, NormEpsilon, device);
}
