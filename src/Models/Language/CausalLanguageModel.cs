using Steering.Tensors;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Steering.Models;

// B batch, T tokens, D width, N chosen positions, V vocabulary.

/// <summary>
/// A decoder-only language model of any family: token table, blocks, final norm, head. Its parameters carry the published names. A call runs
/// the blocks and gives the stream behind the last one; <see cref="Logits"/> is asked only where a prediction is wanted.
/// </summary>
public sealed class CausalLanguageModel : Module<LanguageInput, Tensor>, IGraftable
{
    private const string HeadName = "lm_head";

    [ComponentName(Name = "model")] private readonly DecoderStack _stack;
    [ComponentName(Name = HeadName)] private readonly Projection? _head;   // null: the token table is the head
    private readonly RotaryTable _rotary;
    private readonly List<MapPlace> _places;

    private CausalLanguageModel(ILanguageConfig config, Device device)
        : base(nameof(CausalLanguageModel))
    {
        Config = config.Checked($"The config of {config.Title}");
        Device = device;
        _stack = new DecoderStack(config, device);
        _head = config.TiesHead ? null : new Projection(config.Width, config.Vocabulary, device, config.HeadHasBias);
        _rotary = config.Rotary(device);
        _places =
        [
            .. from layer in Enumerable.Range(0, config.Layers)
               from map in _stack.Blocks[layer].Maps
               select MapPlace.Of(map.Below($"model.layers.{layer}"), layer, device),
        ];
        RegisterComponents();
    }

    public ILanguageConfig Config { get; }

    public Module AsModule => this;

    public Device Device { get; }

    public TokenTable Tokens => _stack.Tokens;

    /// <summary>A model whose weights are to be drawn by the seed: torch's defaults, which a pretraining stage may replace.</summary>
    public static CausalLanguageModel Untrained(ILanguageConfig config, long seed, Device? device = null)
    {
        var model = new CausalLanguageModel(config, device ?? CPU);
        manual_seed(seed);
        Weights.InitialiseAsTorch(model);
        return model;
    }

    /// <summary>Shapes without memory, for counting.</summary>
    public static CausalLanguageModel OnMeta(ILanguageConfig config) => new(config, META);

    /// <summary>Reads config.json and the weights beside it.</summary>
    public static CausalLanguageModel Load(string folder, Device? device = null)
    {
        var config = LanguageConfigs.Read(Path.Combine(folder, "config.json"));
        using var file = WeightFiles.Open(folder);
        return Load(config, file, prefix: "", device);
    }

    /// <summary>Fills a model of the given shape from an open file, whose names begin with <paramref name="prefix"/>.</summary>
    public static CausalLanguageModel Load(ILanguageConfig config, IWeightFile file, string prefix = "", Device? device = null)
    {
        var model = new CausalLanguageModel(config, device ?? CPU);
        Weights.Load(model, file, config.Title, prefix, ignoreUnexpected: prefix.Length > 0, mayHold: name => IsSuperfluous(config, name));
        return model;
    }

    /// <summary>Checks names and shapes in a folder against the shape of its config.json: headers are read, no weight, so 26 GB take a moment.</summary>
    /// <returns>The config.</returns>
    /// <exception cref="InvalidDataException">The folder does not hold what its config says.</exception>
    public static ILanguageConfig Check(string folder)
    {
        var config = LanguageConfigs.Read(Path.Combine(folder, "config.json"));
        using var file = WeightFiles.Open(folder);
        using var model = OnMeta(config);
        Weights.Require(model, file, config.Title, mayHold: name => IsSuperfluous(config, name));
        return config;
    }

    /// <summary>Writes config.json and model.safetensors, as <see cref="Load(string, Device?)"/> reads them; grafted edits are not among them: merge them first.</summary>
    public void Save(string folder)
    {
        if (_places.Find(place => place.Map.IsQuantised) is { } quantised)
        {
            throw new InvalidOperationException($"The weights of {quantised.Site.Name} are quantised, their full precision is gone. Save the model that was loaded, or merge first.");
        }
        Directory.CreateDirectory(folder);
        Config.Write(Path.Combine(folder, "config.json"));
        Weights.Save(this, Path.Combine(folder, "model.safetensors"));
    }

    /// <returns>The stream behind the last block [B, T, D], before the final norm.</returns>
    public override Tensor forward(LanguageInput input)
    {
        using var scope = NewDisposeScope();
        var embeddings_BTD = input.Embeddings_BTD;
        var count = embeddings_BTD.size(1);
        var earlier = input.Cache?.Length ?? 0;
        var rotary = input.Positions_BT is { } positions ? _rotary.At(positions) : _rotary.From(earlier, count);
        var real_BS = AllReal(input, earlier);
        var mask = Attention.CausalMask(count, earlier, embeddings_BTD.device);
        if (real_BS is not null) mask = Attention.HidePadding(mask, real_BS);
        input.Cache?.Advance(count, real_BS);
        return _stack.call(embeddings_BTD, new BlockInput(rotary, mask, input)).MoveToOuterDisposeScope();
    }

    /// <summary>Scores over the vocabulary [.., V] of stream states [.., D].</summary>
    public Tensor Logits(Tensor stream)
    {
        using var scope = NewDisposeScope();
        var normal = Normalise(stream);
        return (_head is null ? functional.linear(normal, Tokens.Weight) : _head.call(normal)).MoveToOuterDisposeScope();
    }

    /// <summary>The final norm.</summary>
    public Tensor Normalise(Tensor stream) => _stack.FinalNorm.call(stream);

    /// <summary>Every linear map of the blocks, in order; the head is no site.</summary>
    public IEnumerable<LinearSite> LinearSites => _places.Select(place => place.Site);

    /// <summary>The stream behind every block, in order.</summary>
    public IEnumerable<StreamSite> StreamSites =>
        Enumerable.Range(0, Config.Layers).Select(layer => new StreamSite($"model.layers.{layer}", layer, Config.Layers, Config.Width, Device));

    public void Graft(LinearSite site, LinearEdit edit) => Map(site).Graft(edit);

    public void Graft(StreamSite site, StreamEdit edit) => _stack.Graft(site.Layer, edit);

    /// <summary>True if which tokens are steered depends on the question.</summary>
    internal bool ReadsQuestions => _stack.ReadsQuestions;

    public Projection Map(LinearSite site) => MapPlace.Find(_places, site);

    protected override void Dispose(bool disposing)
    {
        if (disposing) _rotary.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>What published files carry beside the parameters: tables of the rotary embedding, and a copy of a tied head.</summary>
    private static bool IsSuperfluous(ILanguageConfig config, string name) =>
        name.EndsWith(".rotary_emb.inv_freq", StringComparison.Ordinal) || (config.TiesHead && name.EndsWith($"{HeadName}.weight", StringComparison.Ordinal));

    private static Tensor? AllReal(LanguageInput input, long earlier)
    {
        var before = input.Cache?.Real_BS;
        if (earlier == 0 || (before is null && input.Real_BT is null)) return input.Real_BT?.alias();
        var embeddings = input.Embeddings_BTD;
        before = before?.alias() ?? ones(embeddings.size(0), earlier, dtype: ScalarType.Bool, device: embeddings.device);
        var now = input.Real_BT ?? ones(embeddings.size(0), embeddings.size(1), dtype: ScalarType.Bool, device: embeddings.device);
        return cat([before, now], 1);
    }
}
