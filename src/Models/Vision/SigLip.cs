using Steering.Tensors;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Steering.Models;

// N images, C channels, H × W pixels, P patches, D width.

/// <summary>
/// The SigLIP vision tower (Zhai et al. 2023, arXiv 2303.15343): no class token, learned positions, pre-norm blocks. Parameters carry the
/// published names; the pooling head, which LLaVA does not use, is not built. A call gives the last hidden state after the final norm.
/// </summary>
public sealed class SigLip : Module<Tensor, Trace?, Tensor>
{
    private const string Root = "vision_model";

    [ComponentName(Name = Root)] private readonly VisionStack _stack;

    private SigLip(VisionConfig config, Device device)
        : base(nameof(SigLip))
    {
        Config = config;
        _stack = new VisionStack(config, device);
        RegisterComponents();
    }

    public VisionConfig Config { get; }

    /// <summary>Pixels [N, C, H, W] to patches [N, P, D], before positions are added.</summary>
    public Module<Tensor, Tensor> Stem => _stack.Embeddings.Stem;

    public static SigLip Untrained(VisionConfig config, long seed, Device? device = null)
    {
        var tower = new SigLip(config, device ?? CPU);
        manual_seed(seed);
        Weights.InitialiseAsTorch(tower);
        return tower;
    }

    /// <summary>Shapes without memory, for counting.</summary>
    public static SigLip OnMeta(VisionConfig config) => new(config, META);

    /// <summary>Reads config.json and the safetensors beside it; a published file's head and text tower are left unread.</summary>
    public static SigLip Load(string folder, Device? device = null)
    {
        var tower = new SigLip(VisionConfig.Read(Path.Combine(folder, "config.json")), device ?? CPU);
        using var file = Safetensors.Open(folder);
        Weights.Load(tower, file, "a SigLIP vision tower", ignoreUnexpected: true);
        return tower;
    }

    /// <summary>Writes config.json and model.safetensors, as <see cref="Load"/> reads them.</summary>
    public void Save(string folder)
    {
        Directory.CreateDirectory(folder);
        Config.Write(Path.Combine(folder, "config.json"));
        Weights.Save(this, Path.Combine(folder, "model.safetensors"));
    }

    /// <returns>The last hidden state [N, P, D], after the final norm.</returns>
    public override Tensor forward(Tensor pixels_NCHW, Trace? trace)
    {
        using var scope = NewDisposeScope();
        return _stack.FinalNorm.call(_stack.Run(pixels_NCHW, Config.Layers, trace)).MoveToOuterDisposeScope();
    }

    /// <summary>The stem's output and every block's, each behind the final norm: [N, P, D] each. Deep supervision asks for them.</summary>
    public IReadOnlyList<Tensor> NormalisedStates(Tensor pixels_NCHW)
    {
        using var trace = new Trace(states: true, attentions: false);
        using var last = _stack.Run(pixels_NCHW, Config.Layers, trace);
        return [.. trace.States.Select(_stack.FinalNorm.call)];
    }

    /// <summary>
    /// What LLaVA reads: hidden_states[-2], the output of the last but one block (the last is not computed), without a norm, or with the
    /// parameter-free one if the config folds it in.
    /// </summary>
    public Tensor Features(Tensor pixels_NCHW)
    {
        using var scope = NewDisposeScope();
        var h_NPD = _stack.Run(pixels_NCHW, Config.Layers - 1, trace: null);
        if (Config.NormalisesFeatures) h_NPD = functional.layer_norm(h_NPD, [Config.Width], eps: Config.NormEpsilon);
        return h_NPD.MoveToOuterDisposeScope();
    }
}

/// <summary>The part that published files call <c>vision_model</c>.</summary>
internal sealed class VisionStack : Module<Tensor, Tensor>
{
    [ComponentName(Name = "embeddings")] private readonly VisionEmbeddings _embeddings;
    [ComponentName(Name = "encoder")] private readonly VisionEncoder _encoder;
    [ComponentName(Name = "post_layernorm")] private readonly Norm _norm;
    private readonly int _layers;

    public VisionStack(VisionConfig config, Device device)
        : base(nameof(VisionStack))
    {
        _layers = config.Layers;
        _embeddings = new VisionEmbeddings(config, device);
        _encoder = new VisionEncoder(config, device);
        _norm = new Norm(config.Width, config.NormEpsilon, device);
        RegisterComponents();
    }

    public VisionEmbeddings Embeddings => _embeddings;

    public Norm FinalNorm => _norm;

    public override Tensor forward(Tensor pixels_NCHW) => Run(pixels_NCHW, _layers, trace: null);

    internal Tensor Run(Tensor pixels_NCHW, int layers, Trace? trace)
    {
        using var scope = NewDisposeScope();
        var h_NPD = _embeddings.call(pixels_NCHW);
        trace?.AddState(h_NPD);
        for (var layer = 0; layer < layers; layer++)
        {
            h_NPD = _encoder.Blocks[layer].call(h_NPD, trace);
            trace?.AddState(h_NPD);
        }
        return h_NPD.MoveToOuterDisposeScope();
    }
}

/// <summary>Stem plus learned positions.</summary>
internal sealed class VisionEmbeddings : Module<Tensor, Tensor>
{
    [ComponentName(Name = "patch_embedding")] private readonly Module<Tensor, Tensor> _stem;
    [ComponentName(Name = "position_embedding")] private readonly TokenTable _positions;

    public VisionEmbeddings(VisionConfig config, Device device)
        : base(nameof(VisionEmbeddings))
    {
        _stem = config.Stem == StemKind.Patch ? new PatchStem(config, device) : new ConvolutionalStem(config, device);
        _positions = new TokenTable(config.Patches, config.Width, device);
        RegisterComponents();
    }

    public Module<Tensor, Tensor> Stem => _stem;

    public override Tensor forward(Tensor pixels_NCHW)
    {
        using var scope = NewDisposeScope();
        return (_stem.call(pixels_NCHW) + _positions.Weight).MoveToOuterDisposeScope();
    }
}

/// <summary>The list of blocks, under its published name.</summary>
internal sealed class VisionEncoder : Module<Tensor, Tensor>
{
    [ComponentName(Name = "layers")] private readonly ModuleList<VisionBlock> _blocks;

    public VisionEncoder(VisionConfig config, Device device)
        : base(nameof(VisionEncoder))
    {
        _blocks = new ModuleList<VisionBlock>([.. Enumerable.Range(0, config.Layers).Select(_ => new VisionBlock(config, device))]);
        RegisterComponents();
    }

    public ModuleList<VisionBlock> Blocks => _blocks;

    public override Tensor forward(Tensor h_NPD)
    {
        using var scope = NewDisposeScope();
        var running = h_NPD;
        foreach (var block in _blocks) running = block.call(running, null);
        return running.alias().MoveToOuterDisposeScope();
    }
}
