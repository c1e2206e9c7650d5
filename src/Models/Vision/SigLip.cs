using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Steering.Models;

// N images, C channels, H × W pixels, P patches, D width.

/// <summary>
/// The SigLIP vision tower (Zhai et al. 2023, arXiv 2303.15343): no class token, learned positions, pre-norm blocks. Parameters carry the
/// published names; the pooling head, which LLaVA does not use, is not built. A call gives the last hidden state after the final norm.
/// </summary>
public sealed class SigLip : Module<Tensor, Trace?, Tensor>, IVisionTower
{
    private const string Root = "vision_model";

    [ComponentName(Name = Root)] private readonly SigLipStack _stack;
    private readonly SigLipConfig _config;
    private readonly List<MapPlace> _places;

    internal SigLip(SigLipConfig config, Device device)
        : base(nameof(SigLip))
    {
        _config = config;
        Device = device;
        _stack = new SigLipStack(config, device);
        _places = [.. _stack.Encoder.Places($"{Root}.encoder")];
        RegisterComponents();
    }

    public IVisionConfig Config => _config;

    public Module AsModule => this;

    public Device Device { get; }

    /// <summary>Pixels [N, C, H, W] to patches [N, P, D], before positions are added.</summary>
    public Module<Tensor, Tensor> Stem => _stack.Embeddings.Stem;

    /// <summary>A tower whose weights are torch's defaults, drawn by the seed.</summary>
    public static SigLip Untrained(SigLipConfig config, long seed, Device? device = null) => (SigLip)VisionTowers.Untrained(config, seed, device);

    public void Save(string folder) => VisionTowers.Save(this, folder);

    /// <returns>The last hidden state [N, P, D], after the final norm.</returns>
    public override Tensor forward(Tensor pixels_NCHW, Trace? trace)
    {
        using var scope = NewDisposeScope();
        return _stack.FinalNorm.call(_stack.Run(pixels_NCHW, _config.Layers, trace)).MoveToOuterDisposeScope();
    }

    /// <summary>The stem's output and every block's, each behind the final norm: [N, P, D] each. Deep supervision asks for them.</summary>
    public IReadOnlyList<Tensor> NormalisedStates(Tensor pixels_NCHW)
    {
        using var trace = new Trace(states: true, attentions: false);
        using var last = _stack.Run(pixels_NCHW, _config.Layers, trace);
        return [.. trace.States.Select(_stack.FinalNorm.call)];
    }

    /// <summary>Passes the parameter-free norm last if the config folds it in.</summary>
    public Tensor Features(Tensor pixels_NCHW, int state = VisionTowers.LlavaSelect)
    {
        using var scope = NewDisposeScope();
        var h_NPD = _stack.Run(pixels_NCHW, VisionTowers.BlocksFor(state, _config.Layers), trace: null);
        if (_config.NormalisesFeatures) h_NPD = functional.layer_norm(h_NPD, [_config.Width], eps: _config.NormEpsilon);
        return h_NPD.MoveToOuterDisposeScope();
    }

    public IEnumerable<LinearSite> LinearSites => _places.Select(place => place.Site);

    public IEnumerable<StreamSite> StreamSites => _stack.Encoder.StreamSites($"{Root}.encoder");

    public void Graft(LinearSite site, LinearEdit edit) => Map(site).Graft(edit);

    public void Graft(StreamSite site, StreamEdit edit) => _stack.Encoder.Graft(site.Layer, edit);

    public Projection Map(LinearSite site) => MapPlace.Find(_places, site);
}

/// <summary>The part that published files call <c>vision_model</c>.</summary>
internal sealed class SigLipStack : Module<Tensor, Tensor>
{
    [ComponentName(Name = "embeddings")] private readonly SigLipEmbeddings _embeddings;
    [ComponentName(Name = "encoder")] private readonly VisionEncoder _encoder;
    [ComponentName(Name = "post_layernorm")] private readonly Norm _norm;
    private readonly int _layers;

    public SigLipStack(SigLipConfig config, Device device)
        : base(nameof(SigLipStack))
    {
        _layers = config.Layers;
        _embeddings = new SigLipEmbeddings(config, device);
        _encoder = new VisionEncoder(config.Shape, TanhGelu.Of, device);
        _norm = new Norm(config.Width, config.NormEpsilon, device);
        RegisterComponents();
    }

    public SigLipEmbeddings Embeddings => _embeddings;

    public VisionEncoder Encoder => _encoder;

    public Norm FinalNorm => _norm;

    public override Tensor forward(Tensor pixels_NCHW) => Run(pixels_NCHW, _layers, trace: null);

    internal Tensor Run(Tensor pixels_NCHW, int layers, Trace? trace)
    {
        using var scope = NewDisposeScope();
        return _encoder.Run(_embeddings.call(pixels_NCHW), layers, trace).MoveToOuterDisposeScope();
    }
}

/// <summary>Stem plus learned positions.</summary>
internal sealed class SigLipEmbeddings : Module<Tensor, Tensor>
{
    [ComponentName(Name = "patch_embedding")] private readonly Module<Tensor, Tensor> _stem;
    [ComponentName(Name = "position_embedding")] private readonly TokenTable _positions;

    public SigLipEmbeddings(SigLipConfig config, Device device)
        : base(nameof(SigLipEmbeddings))
    {
        _stem = config.Stem == StemKind.Patch
            ? new PatchStem(config.Width, config.Channels, config.PatchSize, device, bias: true)
            : new ConvolutionalStem(config, device);
        _positions = new TokenTable(config.Tokens, config.Width, device);
        RegisterComponents();
    }

    public Module<Tensor, Tensor> Stem => _stem;

    public override Tensor forward(Tensor pixels_NCHW)
    {
        using var scope = NewDisposeScope();
        return (_stem.call(pixels_NCHW) + _positions.Weight).MoveToOuterDisposeScope();
    }
}
