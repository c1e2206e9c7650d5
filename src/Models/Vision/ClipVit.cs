using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Steering.Models;

// N images, C channels, H × W pixels, P patches, S = P + 1 tokens in the stream, D width.

/// <summary>
/// The CLIP vision tower (Radford et al. 2021, arXiv 2103.00020): a class token before the patches, learned positions, a norm before the first
/// block, pre-norm blocks with x σ(1.702 x). Parameters carry the published names. A call gives the last hidden state, behind no norm.
/// </summary>
public sealed class ClipVit : Module<Tensor, Trace?, Tensor>, IVisionTower
{
    private const string Root = "vision_model";

    [ComponentName(Name = Root)] private readonly ClipStack _stack;
    private readonly ClipConfig _config;
    private readonly List<MapPlace> _places;

    internal ClipVit(ClipConfig config, Device device)
        : base(nameof(ClipVit))
    {
        _config = config;
        Device = device;
        _stack = new ClipStack(config, device);
        _places = [.. _stack.Encoder.Places($"{Root}.encoder")];
        RegisterComponents();
    }

    public IVisionConfig Config => _config;

    public Module AsModule => this;

    public Device Device { get; }

    public override Tensor forward(Tensor pixels_NCHW, Trace? trace) => _stack.Run(pixels_NCHW, _config.Layers, trace);

    /// <summary>The class token's last state behind the final norm [N, D]: what CLIP compares with a caption.</summary>
    public Tensor Pooled(Tensor last_NSD)
    {
        using var scope = NewDisposeScope();
        return _stack.FinalNorm.call(last_NSD.select(1, 0)).MoveToOuterDisposeScope();
    }

    public Tensor Features(Tensor pixels_NCHW, int state = VisionTowers.LlavaSelect)
    {
        using var scope = NewDisposeScope();
        var h_NSD = _stack.Run(pixels_NCHW, VisionTowers.BlocksFor(state, _config.Layers), trace: null);
        return h_NSD.narrow(1, 1, h_NSD.size(1) - 1).MoveToOuterDisposeScope();
    }

    public void Save(string folder) => VisionTowers.Save(this, folder);

    public IEnumerable<LinearSite> LinearSites => _places.Select(place => place.Site);

    public IEnumerable<StreamSite> StreamSites => _stack.Encoder.StreamSites($"{Root}.encoder");

    public void Graft(LinearSite site, LinearEdit edit) => Map(site).Graft(edit);

    public void Graft(StreamSite site, StreamEdit edit) => _stack.Encoder.Graft(site.Layer, edit);

    public Projection Map(LinearSite site) => MapPlace.Find(_places, site);
}

/// <summary>The part that published files call <c>vision_model</c>; the first norm's name is misspelt there.</summary>
internal sealed class ClipStack : Module<Tensor, Tensor>
{
    private const double Steepness = 1.702;

    [ComponentName(Name = "embeddings")] private readonly ClipEmbeddings _embeddings;
    [ComponentName(Name = "pre_layrnorm")] private readonly Norm _firstNorm;
    [ComponentName(Name = "encoder")] private readonly VisionEncoder _encoder;
    [ComponentName(Name = "post_layernorm")] private readonly Norm _norm;
    private readonly int _layers;

    public ClipStack(ClipConfig config, Device device)
        : base(nameof(ClipStack))
    {
        _layers = config.Layers;
        _embeddings = new ClipEmbeddings(config, device);
        _firstNorm = new Norm(config.Width, config.NormEpsilon, device);
        _encoder = new VisionEncoder(config.Shape, QuickGelu, device);
        _norm = new Norm(config.Width, config.NormEpsilon, device);
        RegisterComponents();
    }

    public VisionEncoder Encoder => _encoder;

    public Norm FinalNorm => _norm;

    public override Tensor forward(Tensor pixels_NCHW) => Run(pixels_NCHW, _layers, trace: null);

    internal Tensor Run(Tensor pixels_NCHW, int layers, Trace? trace)
    {
        using var scope = NewDisposeScope();
        return _encoder.Run(_firstNorm.call(_embeddings.call(pixels_NCHW)), layers, trace).MoveToOuterDisposeScope();
    }

    private static Tensor QuickGelu(Tensor x)
    {
        using var scope = NewDisposeScope();
        return (x * (x * Steepness).sigmoid()).MoveToOuterDisposeScope();
    }
}

/// <summary>Class token and patches plus learned positions.</summary>
internal sealed class ClipEmbeddings : Module<Tensor, Tensor>, IDrawsItself
{
    [ComponentName(Name = "class_embedding")] private readonly Parameter _class;
    [ComponentName(Name = "patch_embedding")] private readonly PatchStem _stem;
    [ComponentName(Name = "position_embedding")] private readonly TokenTable _positions;

    public ClipEmbeddings(ClipConfig config, Device device)
        : base(nameof(ClipEmbeddings))
    {
        _class = Weights.Fresh([config.Width], device);
        _stem = new PatchStem(config.Width, config.Channels, config.PatchSize, device, bias: false);
        _positions = new TokenTable(config.Tokens + 1, config.Width, device);
        RegisterComponents();
    }

    public void Draw() => _class.normal_(0, 1 / Math.Sqrt(_class.numel()));

    public override Tensor forward(Tensor pixels_NCHW)
    {
        using var scope = NewDisposeScope();
        var patches_NPD = _stem.call(pixels_NCHW);
        var class_N1D = _class.view(1, 1, -1).expand(patches_NPD.size(0), 1, patches_NPD.size(2));
        return (cat([class_N1D, patches_NPD], 1) + _positions.Weight).MoveToOuterDisposeScope();
    }
}
