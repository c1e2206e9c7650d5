using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Steering.Models;

// N images, V visual features, Q queries, C vision width, D language width, H heads, d head width.

/// <summary>
/// The Perceiver resampler (Alayrac et al. 2022, arXiv 2204.14198): learned latents read the mapped features and themselves, layer by layer;
/// 8 heads of 64, feed-forward of 4 D. The paper's numbers: 128 queries, 3 layers.
/// </summary>
internal sealed class Resampler : Module<Tensor, Tensor>, IDrawsItself
{
    [ComponentName(Name = "latents")] private readonly Parameter _latents;
    [ComponentName(Name = "linear")] private readonly Projection _map;
    [ComponentName(Name = "layers")] private readonly ModuleList<ResamplerLayer> _layers;
    [ComponentName(Name = "norm")] private readonly Norm _norm;

    private Resampler(int queries, int layers, int visionWidth, int width, Device device)
        : base(nameof(Resampler))
    {
        _latents = Weights.Fresh([queries, width], device);
        _map = new Projection(visionWidth, width, device);
        _layers = new ModuleList<ResamplerLayer>([.. Enumerable.Range(0, layers).Select(_ => new ResamplerLayer(width, device))]);
        _norm = new Norm(width, ResamplerAttention.Epsilon, device);
        RegisterComponents();
    }

    public static (Module<Tensor, Tensor> Layers, int Queries) Build(ConnectorKind kind, int visionWidth, int width, Device device)
    {
        var (queries, layers) = (kind.Take("queries", 128), kind.Take("layers", 3));
        return (new Resampler(queries, layers, visionWidth, width, device), queries);
    }

    public void Draw() => _latents.normal_();

    public override Tensor forward(Tensor features_NVC)
    {
        using var scope = NewDisposeScope();
        var media_NVD = _map.call(features_NVC);
        var latents_NQD = _latents.unsqueeze(0).expand(features_NVC.size(0), -1, -1);
        foreach (var layer in _layers) latents_NQD = layer.call(media_NVD, latents_NQD);
        return _norm.call(latents_NQD).MoveToOuterDisposeScope();
    }
}

/// <summary>One layer: attention, then feed-forward, each with its residual; published names are the numbers 0 and 1.</summary>
internal sealed class ResamplerLayer : Module<Tensor, Tensor, Tensor>
{
    private const int Widening = 4;
    private readonly ResamplerAttention _attention;
    private readonly Norm _norm;
    private readonly Projection _in;
    private readonly Projection _out;

    public ResamplerLayer(int width, Device device)
        : base(nameof(ResamplerLayer))
    {
        _attention = new ResamplerAttention(width, device);
        _norm = new Norm(width, ResamplerAttention.Epsilon, device);
        _in = new Projection(width, Widening * width, device, bias: false);
        _out = new Projection(Widening * width, width, device, bias: false);
        register_module("0", _attention);
        register_module("1", new Named([("0", _norm), ("1", _in), ("3", _out)]));   // 2 is the activation
    }

    /// <summary>The parts are registered above, under their published names; the fields would add them again.</summary>
    protected override void RegisterComponents()
    {
    }

    public override Tensor forward(Tensor media_NVD, Tensor latents_NQD)
    {
        using var scope = NewDisposeScope();
        latents_NQD = _attention.call(media_NVD, latents_NQD) + latents_NQD;
        return (_out.call(functional.gelu(_in.call(_norm.call(latents_NQD)))) + latents_NQD).MoveToOuterDisposeScope();
    }
}

/// <summary>Latents attend to the features and to themselves.</summary>
internal sealed class ResamplerAttention : Module<Tensor, Tensor, Tensor>
{
    public const double Epsilon = 1e-5;
    private const int Heads = 8;
    private const int HeadWidth = 64;

    [ComponentName(Name = "norm_media")] private readonly Norm _mediaNorm;
    [ComponentName(Name = "norm_latents")] private readonly Norm _latentNorm;
    [ComponentName(Name = "to_q")] private readonly Projection _query;
    [ComponentName(Name = "to_kv")] private readonly Projection _keyValue;
    [ComponentName(Name = "to_out")] private readonly Projection _out;

    public ResamplerAttention(int width, Device device)
        : base(nameof(ResamplerAttention))
    {
        _mediaNorm = new Norm(width, Epsilon, device);
        _latentNorm = new Norm(width, Epsilon, device);
        _query = new Projection(width, Heads * HeadWidth, device, bias: false);
        _keyValue = new Projection(width, 2 * Heads * HeadWidth, device, bias: false);
        _out = new Projection(Heads * HeadWidth, width, device, bias: false);
        RegisterComponents();
    }

    public override Tensor forward(Tensor media_NVD, Tensor latents_NQD)
    {
        using var scope = NewDisposeScope();
        var own_NQD = _latentNorm.call(latents_NQD);
        var both = _keyValue.call(cat([_mediaNorm.call(media_NVD), own_NQD], 1));
        var (keys, values) = (both.narrow(2, 0, Heads * HeadWidth), both.narrow(2, Heads * HeadWidth, Heads * HeadWidth));
        var mixed = Attention.Attend(Split(_query.call(own_NQD)), Split(keys).transpose(1, 2), Split(values).transpose(1, 2), mask: null, trace: null);
        return _out.call(mixed).MoveToOuterDisposeScope();
    }

    private static Tensor Split(Tensor x) => x.reshape(x.size(0), x.size(1), Heads, HeadWidth);
}

/// <summary>A bag of parts under given names, for places where published names are numbers.</summary>
internal sealed class Named : Module
{
    public Named(IEnumerable<(string Name, Module Part)> parts)
        : base(nameof(Named))
    {
        foreach (var (name, part) in parts) register_module(name, part);
    }
}
