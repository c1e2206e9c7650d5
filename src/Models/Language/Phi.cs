using Steering.Tensors;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Steering.Models;

// B batch, T tokens, D width, N chosen positions, V vocabulary.

/// <summary>
/// The Phi language model (microsoft/phi-2): token table, parallel blocks, final norm, untied head with bias. Its parameters carry the
/// published names. A call runs the blocks and gives the stream behind the last one; <see cref="Logits"/> is asked only where a prediction
/// is wanted.
/// </summary>
public sealed class Phi : Module<LanguageInput, Tensor>
{
    [ComponentName(Name = "model")] private readonly PhiStack _stack;
    [ComponentName(Name = "lm_head")] private readonly Projection _head;
    private readonly RotaryTable _rotary;

    private Phi(PhiConfig config, Device device)
        : base(nameof(Phi))
    {
        Config = config.Checked("A Phi's config");
        Device = device;
        _stack = new PhiStack(config, device);
        _head = new Projection(config.Width, config.Vocabulary, device);
        _rotary = new RotaryTable(config.Positions, config.HeadWidth, config.RotaryWidth, config.RopeTheta, device);
        RegisterComponents();
    }

    public PhiConfig Config { get; }

    public Device Device { get; }

    public TokenTable Tokens => _stack.Tokens;

    /// <summary>A model whose weights are to be drawn by the seed: torch's defaults, which a pretraining stage may replace.</summary>
    public static Phi Untrained(PhiConfig config, long seed, Device? device = null)
    {
        var model = new Phi(config, device ?? CPU);
        manual_seed(seed);
        Weights.InitialiseAsTorch(model);
        return model;
    }

    /// <summary>Shapes without memory, for counting.</summary>
    public static Phi OnMeta(PhiConfig config) => new(config, META);

    /// <summary>Reads config.json and the safetensors beside it.</summary>
    public static Phi Load(string folder, Device? device = null)
    {
        var config = PhiConfig.Read(Path.Combine(folder, "config.json"));
        using var file = Safetensors.Open(folder);
        return Load(config, file, prefix: "", device);
    }

    /// <summary>Fills a model of the given shape from an open file, whose names begin with <paramref name="prefix"/>.</summary>
    public static Phi Load(PhiConfig config, SafetensorsFile file, string prefix = "", Device? device = null)
    {
        var model = new Phi(config, device ?? CPU);
        Weights.Load(model, file, "a Phi language model", prefix, ignoreUnexpected: prefix.Length > 0);
        return model;
    }

    /// <summary>Writes config.json and model.safetensors, as <see cref="Load(string, Device?)"/> reads them.</summary>
    public void Save(string folder)
    {
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
        return _head.call(Normalise(stream)).MoveToOuterDisposeScope();
    }

    /// <summary>The final norm.</summary>
    public Tensor Normalise(Tensor stream) => _stack.FinalNorm.call(stream);

    /// <summary>Every linear map of the blocks, in order; the head is no site.</summary>
    public IEnumerable<LinearSite> LinearSites => Maps().Select(place => place.Site);

    /// <summary>The stream behind every block, in order.</summary>
    public IEnumerable<StreamSite> StreamSites =>
        Enumerable.Range(0, Config.Layers).Select(layer => new StreamSite($"model.layers.{layer}", layer, Config.Layers, Config.Width, Device));

    public void Graft(LinearSite site, LinearEdit edit) =>
        Maps().First(place => place.Site.Name == site.Name).Map.Graft(edit);

    public void Graft(StreamSite site, StreamEdit edit) => _stack.Blocks[site.Layer].Graft(edit);

    protected override void Dispose(bool disposing)
    {
        if (disposing) _rotary.Dispose();
        base.Dispose(disposing);
    }

    private IEnumerable<(LinearSite Site, Projection Map)> Maps() =>
        from layer in Enumerable.Range(0, Config.Layers)
        from map in _stack.Blocks[layer].Maps
        select (new LinearSite($"model.layers.{layer}.{map.Name}", layer, map.Role, map.Map.Weight.size(1), map.Map.Weight.size(0), Device), map.Map);

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

/// <summary>Phi without its head: the part that published files call <c>model</c>.</summary>
internal sealed class PhiStack : Module<Tensor, BlockInput, Tensor>
{
    [ComponentName(Name = "embed_tokens")] private readonly TokenTable _tokens;
    [ComponentName(Name = "layers")] private readonly ModuleList<PhiBlock> _blocks;
    [ComponentName(Name = "final_layernorm")] private readonly Norm _norm;

    public PhiStack(PhiConfig config, Device device)
        : base(nameof(PhiStack))
    {
        _tokens = new TokenTable(config.Vocabulary, config.Width, device);
        _blocks = new ModuleList<PhiBlock>([.. Enumerable.Range(0, config.Layers).Select(layer => new PhiBlock(config, layer, device))]);
        _norm = new Norm(config.Width, config.NormEpsilon, device);
        RegisterComponents();
    }

    public TokenTable Tokens => _tokens;

    public ModuleList<PhiBlock> Blocks => _blocks;

    public Norm FinalNorm => _norm;

    public override Tensor forward(Tensor h_BTD, BlockInput input)
    {
        var trace = input.Language.Trace;
        trace?.AddState(h_BTD);
        h_BTD = h_BTD.alias();
        for (var layer = 0; layer < _blocks.Count; layer++)
        {
            if (input.Language.CacheOnly && layer == _blocks.Count - 1)
            {
                _blocks[layer].FillCache(h_BTD, input);
                return h_BTD;
            }
            var next_BTD = _blocks[layer].call(h_BTD, input);
            h_BTD.Dispose();
            h_BTD = next_BTD;
            trace?.AddState(h_BTD);
        }
        return h_BTD;
    }
}
