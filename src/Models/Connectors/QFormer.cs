using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Steering.Models;

// N images, V visual features, Q queries, C vision width, W inner width, D language width.

/// <summary>The numbers of a Q-Former; the defaults are bert-base's, and 128 queries.</summary>
internal sealed record QFormerShape(int Queries, int Layers, int Width, int Heads, int FeedForward, int VisionWidth)
{
    /// <summary>BERT's, for every norm.</summary>
    public const double Epsilon = 1e-12;

    /// <summary>BERT's deviation of initial weights.</summary>
    public const double Deviation = 0.02;

    /// <summary>Every second layer, from the first on, reads the features.</summary>
    public static bool ReadsFeatures(int layer) => layer % 2 == 0;
}

/// <summary>
/// The Q-Former (Li et al. 2023, arXiv 2301.12597) as the paper's code builds it: learned queries through a norm without weights, then post-norm
/// layers of self-attention, in every second one cross-attention to the features, and the queries' feed-forward; a linear map at the end.
/// </summary>
internal sealed class QFormer : Module<Tensor, Tensor>, IDrawsItself
{
    private readonly Parameter _queries;   // [1, Q, W]
    private readonly Projection _projector;
    private readonly ModuleList<QFormerLayer> _layers;
    private readonly QFormerShape _shape;

    private QFormer(QFormerShape shape, int width, Device device)
        : base(nameof(QFormer))
    {
        _shape = shape;
        _queries = Weights.Fresh([1, shape.Queries, shape.Width], device);
        _projector = new Projection(shape.Width, width, device);
        _layers = new ModuleList<QFormerLayer>([.. Enumerable.Range(0, shape.Layers).Select(layer => new QFormerLayer(shape, layer, device))]);
        register_parameter("query_tokens", _queries);
        register_module("projector", _projector);
        register_module("bert", new Named([("encoder", new Named([("layer", _layers)]))]));
    }

    public static (Module<Tensor, Tensor> Layers, int Queries) Build(ConnectorKind kind, int visionWidth, int width, Device device)
    {
        var shape = new QFormerShape(kind.Take("queries", 128), kind.Take("layers", 12), kind.Take("width", 768), kind.Take("heads", 12), kind.Take("inner", 3072), visionWidth);
        if (shape.Width % shape.Heads != 0) throw new ArgumentException($"A Q-Former of width {shape.Width} cannot have {shape.Heads} heads.", nameof(kind));
        return (new QFormer(shape, width, device), shape.Queries);
    }

    public void Draw()
    {
        _queries.normal_(0, QFormerShape.Deviation);
        foreach (var (name, parameter) in named_parameters().Where(pair => pair.name.StartsWith("bert.", StringComparison.Ordinal) && !pair.name.Contains("LayerNorm", StringComparison.Ordinal)))
        {
            if (name.EndsWith(".bias", StringComparison.Ordinal)) parameter.zero_();
            else parameter.normal_(0, QFormerShape.Deviation);
        }
    }

    /// <summary>The parts are registered above, under their published names; the fields would add them again.</summary>
    protected override void RegisterComponents()
    {
    }

    public override Tensor forward(Tensor features_NVC)
    {
        using var scope = NewDisposeScope();
        var x_NQW = functional.layer_norm(_queries.expand(features_NVC.size(0), -1, -1), [_shape.Width], eps: QFormerShape.Epsilon);
        foreach (var layer in _layers) x_NQW = layer.call(x_NQW, features_NVC);
        return _projector.call(x_NQW).MoveToOuterDisposeScope();
    }
}

/// <summary>One layer of a Q-Former.</summary>
internal sealed class QFormerLayer : Module<Tensor, Tensor, Tensor>
{
    private readonly QFormerAttention _attention;
    private readonly QFormerAttention? _crossAttention;
    private readonly Projection _in;
    private readonly Projection _out;
    private readonly Norm _norm;

    public QFormerLayer(QFormerShape shape, int layer, Device device)
        : base(nameof(QFormerLayer))
    {
        _attention = new QFormerAttention(shape, shape.Width, device);
        _crossAttention = QFormerShape.ReadsFeatures(layer) ? new QFormerAttention(shape, shape.VisionWidth, device) : null;
        _in = new Projection(shape.Width, shape.FeedForward, device);
        _out = new Projection(shape.FeedForward, shape.Width, device);
        _norm = new Norm(shape.Width, QFormerShape.Epsilon, device);
        register_module("attention", _attention);
        if (_crossAttention is not null) register_module("crossattention", _crossAttention);
        register_module("intermediate_query", new Named([("dense", _in)]));
        register_module("output_query", new Named([("dense", _out), ("LayerNorm", _norm)]));
    }

    /// <summary>The parts are registered above, under their published names; the fields would add them again.</summary>
    protected override void RegisterComponents()
    {
    }

    public override Tensor forward(Tensor x_NQW, Tensor features_NVC)
    {
        using var scope = NewDisposeScope();
        x_NQW = _attention.call(x_NQW, x_NQW);
        if (_crossAttention is not null) x_NQW = _crossAttention.call(x_NQW, features_NVC);
        return _norm.call(_out.call(functional.gelu(_in.call(x_NQW))) + x_NQW).MoveToOuterDisposeScope();
    }
}

/// <summary>BERT's attention with its output: LN(dense(attend(x, media)) + x).</summary>
internal sealed class QFormerAttention : Module<Tensor, Tensor, Tensor>
{
    private readonly Projection _query;
    private readonly Projection _key;
    private readonly Projection _value;
    private readonly Projection _dense;
    private readonly Norm _norm;
    private readonly int _heads;

    public QFormerAttention(QFormerShape shape, int mediaWidth, Device device)
        : base(nameof(QFormerAttention))
    {
        _heads = shape.Heads;
        _query = new Projection(shape.Width, shape.Width, device);
        _key = new Projection(mediaWidth, shape.Width, device);
        _value = new Projection(mediaWidth, shape.Width, device);
        _dense = new Projection(shape.Width, shape.Width, device);
        _norm = new Norm(shape.Width, QFormerShape.Epsilon, device);
        register_module("self", new Named([("query", _query), ("key", _key), ("value", _value)]));
        register_module("output", new Named([("dense", _dense), ("LayerNorm", _norm)]));
    }

    /// <summary>The parts are registered above, under their published names; the fields would add them again.</summary>
    protected override void RegisterComponents()
    {
    }

    public override Tensor forward(Tensor x_NQW, Tensor media)
    {
        using var scope = NewDisposeScope();
        var (keys, values) = (Heads(_key.call(media)).transpose(1, 2), Heads(_value.call(media)).transpose(1, 2));
        var mixed_NQW = Attention.Attend(Heads(_query.call(x_NQW)), keys, values, mask: null, trace: null);
        return _norm.call(_dense.call(mixed_NQW) + x_NQW).MoveToOuterDisposeScope();
    }

    private Tensor Heads(Tensor x) => x.view(x.size(0), x.size(1), _heads, -1);
}
