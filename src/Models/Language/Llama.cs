using System.Text.Json;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Steering.Models;

/// <summary>
/// The Llama language models (Touvron et al. 2023, arXiv 2302.13971; Vicuna, TinyLlama, SmolLM2): RMS norms, rotary embedding, grouped keys
/// and values, SwiGLU, no biases. This is the shape of one, as its config.json says it.
/// </summary>
public sealed record LlamaConfig : ILanguageConfig
{
    public const string ModelType = "llama";
    private const string Linear = "linear";

    public string Title => "a Llama language model";

    public required int Width { get; init; }

    public required int FeedForward { get; init; }

    public required int Layers { get; init; }

    public required int Heads { get; init; }

    public required int KeyValueHeads { get; init; }

    public required int HeadWidth { get; init; }

    public required int Vocabulary { get; init; }

    public required int Positions { get; init; }

    public required double RopeTheta { get; init; }

    public required double NormEpsilon { get; init; }

    /// <summary>Positions are divided by it before they turn ("linear" rope_scaling; Chen et al. 2023, arXiv 2306.15595); 1 for none.</summary>
    public double RopeFactor { get; init; } = 1;

    public bool TiesHead { get; init; }

    /// <summary>True if the attention's projections have biases.</summary>
    public bool AttentionBias { get; init; }

    public bool HeadHasBias => false;

    public string FinalNormName => "norm";

    /// <summary>Vicuna-7B v1.5 as published: 6,738,415,616 parameters.</summary>
    public static LlamaConfig Vicuna7B { get; } = new()
    {
        Width = 4096,
        FeedForward = 11008,
        Layers = 32,
        Heads = 32,
        KeyValueHeads = 32,
        HeadWidth = 128,
        Vocabulary = 32000,
        Positions = 4096,
        RopeTheta = 1e4,
        NormEpsilon = 1e-5,
    };

    /// <summary>Vicuna-13B v1.5 as published: 13,015,864,320 parameters.</summary>
    public static LlamaConfig Vicuna13B { get; } = Vicuna7B with { Width = 5120, FeedForward = 13824, Layers = 40, Heads = 40, KeyValueHeads = 40 };

    /// <summary>Reads a published config.json and refuses what this family does not compute.</summary>
    public static ILanguageConfig Read(string path)
    {
        using var document = JsonFields.Open(path);
        var fields = new JsonFields(path, document.RootElement);
        fields.RequireText("model_type", ModelType);
        fields.RequireText("hidden_act", "silu");
        fields.RequireAbsentOrFalse("mlp_bias");
        var (width, heads) = (fields.Whole("hidden_size"), fields.Whole("num_attention_heads"));
        return new LlamaConfig
        {
            Width = width,
            FeedForward = fields.Whole("intermediate_size"),
            Layers = fields.Whole("num_hidden_layers"),
            Heads = heads,
            KeyValueHeads = fields.Whole("num_key_value_heads", heads),
            HeadWidth = fields.Whole("head_dim", width / heads),
            Vocabulary = fields.Whole("vocab_size"),
            Positions = fields.Whole("max_position_embeddings", 2048),
            RopeTheta = fields.Number("rope_theta", 1e4),
            RopeFactor = fields.Inner("rope_scaling") is { } scaling ? Factor(scaling) : 1,
            NormEpsilon = fields.Number("rms_norm_eps", 1e-6),
            TiesHead = fields.Flag("tie_word_embeddings"),
            AttentionBias = fields.Flag("attention_bias"),
        }.Checked(path);
    }

    public void Write(string path) => File.WriteAllText(path, JsonSerializer.Serialize(new SortedDictionary<string, object?>(StringComparer.Ordinal)
    {
        ["model_type"] = ModelType,
        ["hidden_act"] = "silu",
        ["hidden_size"] = Width,
        ["intermediate_size"] = FeedForward,
        ["num_hidden_layers"] = Layers,
        ["num_attention_heads"] = Heads,
        ["num_key_value_heads"] = KeyValueHeads,
        ["head_dim"] = HeadWidth,
        ["vocab_size"] = Vocabulary,
        ["max_position_embeddings"] = Positions,
        ["rope_theta"] = RopeTheta,
        ["rope_scaling"] = RopeFactor == 1 ? null : new SortedDictionary<string, object>(StringComparer.Ordinal) { ["type"] = Linear, ["factor"] = RopeFactor },
        ["rms_norm_eps"] = NormEpsilon,
        ["tie_word_embeddings"] = TiesHead,
        ["attention_bias"] = AttentionBias,
    }) + "\n");

    /// <summary>Throws, naming <paramref name="source"/>, unless heads and groups divide evenly and a head's width can turn.</summary>
    public ILanguageConfig Checked(string source)
    {
        if (Heads % KeyValueHeads != 0) throw new InvalidDataException($"{source}: num_attention_heads {Heads} is no multiple of num_key_value_heads {KeyValueHeads}.");
        if (HeadWidth % 2 != 0) throw new InvalidDataException($"{source}: a head has {HeadWidth} dimensions; the rotary embedding needs an even number.");
        return this;
    }

    RotaryTable ILanguageConfig.Rotary(Device device) => new(Positions, HeadWidth, HeadWidth, RopeTheta, device, RopeFactor);

    DecoderBlock ILanguageConfig.Block(int layer, Device device) => new LlamaBlock(this, layer, device);

    Module<Tensor, Tensor> ILanguageConfig.FinalNorm(Device device) => new RootMeanSquareNorm(Width, NormEpsilon, device);

    private static double Factor(JsonFields scaling)
    {
        scaling.RequireText(scaling.Has("type") ? "type" : "rope_type", Linear);
        return scaling.Number("factor");
    }
}
