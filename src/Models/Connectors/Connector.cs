using Steering.Tensors;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Steering.Models;

// N images, V visual features, Q visual tokens, C vision width, D language width.

/// <summary>
/// Maps visual features into the language model's space: <c>linear</c>; <c>mlp{n}x_gelu</c> (Linear, then n − 1 times exact GELU and Linear;
/// Liu et al. 2023, arXiv 2310.03744); <c>qformer</c> and <c>resampler</c>, whose learned queries read the features; <c>mof_mlp</c>, an MLP for
/// each of two towers. <see cref="ConnectorKind"/> says how numbers are given.
/// </summary>
public sealed class Connector : Module<Tensor, Tensor>, IGraftable
{
    private const string LayersName = "_connector";

    [ComponentName(Name = LayersName)] private readonly Module<Tensor, Tensor> _layers;
    private readonly Func<int, int> _tokens;
    private readonly StreamEdits _edits;
    private readonly List<MapPlace> _places;

    private Connector(string kind, int visionWidth, int width, Device device, Module<Tensor, Tensor> layers, Func<int, int> tokens)
        : base(nameof(Connector))
    {
        Kind = kind;
        VisionWidth = visionWidth;
        Width = width;
        Device = device;
        _layers = layers;
        _tokens = tokens;
        _edits = new StreamEdits(layers);
        RegisterComponents();
        _places =
        [
            .. named_modules().Where(part => part.Item2 is Projection)
                .Select(part => MapPlace.Of(new NamedMap(part.Item1, LinearRole.Other, (Projection)part.Item2), 0, device)),
        ];
    }

    public string Kind { get; }

    /// <summary>Width of a visual feature; of both features together where two towers are read.</summary>
    public int VisionWidth { get; }

    public int Width { get; }

    public Module AsModule => this;

    public Device Device { get; }

    /// <summary>A connector whose weights are torch's defaults (a Q-Former's are BERT's), drawn by the seed.</summary>
    public static Connector Untrained(string kind, int visionWidth, int width, long seed, Device? device = null)
    {
        var connector = Build(kind, visionWidth, width, device ?? CPU);
        manual_seed(seed);
        Weights.InitialiseAsTorch(connector);
        return connector;
    }

    /// <summary>Shapes without memory, for counting.</summary>
    public static Connector OnMeta(string kind, int visionWidth, int width) => Build(kind, visionWidth, width, META);

    /// <summary>How many visual tokens the language model reads for so many features of one image.</summary>
    public int Tokens(int features) => _tokens(features);

    /// <param name="features_NVC">Visual features.</param>
    /// <returns>[N, Q, D].</returns>
    public override Tensor forward(Tensor features_NVC) => Steer(features_NVC, chosen: null);

    /// <summary>The same, with what is grafted behind it acting on the chosen tokens of each picture alone; on those its method says if null.</summary>
    public Tensor Steer(Tensor features_NVC, TokenChoice? chosen)
    {
        using var scope = NewDisposeScope();
        var visual_NQD = _layers.call(features_NVC);
        if (!_edits.IsEmpty) visual_NQD = _edits.Apply(visual_NQD, TokenLayout.AllVisual(visual_NQD.size(0), visual_NQD.size(1), Device) with { Chosen = chosen });
        return visual_NQD.MoveToOuterDisposeScope();
    }

    /// <summary>Every linear map, by its published name.</summary>
    public IEnumerable<LinearSite> LinearSites => _places.Select(place => place.Site);

    /// <summary>The output, the one stream there is.</summary>
    public IEnumerable<StreamSite> StreamSites => [new StreamSite(LayersName, 0, 1, Width, Device)];

    public void Graft(LinearSite site, LinearEdit edit) => Map(site).Graft(edit);

    public void Graft(StreamSite site, StreamEdit edit) => _edits.Add(edit);

    public Projection Map(LinearSite site) => MapPlace.Find(_places, site);

    private static Connector Build(string text, int visionWidth, int width, Device device)
    {
        var kind = ConnectorKind.Parse(text);
        Func<int, int> each = features => features;
        var (layers, tokens) = kind switch
        {
            { Family: "linear" } => ((Module<Tensor, Tensor>)new Projection(visionWidth, width, device), each),
            { Depth: { } depth } => (new GeluStack(depth, visionWidth, width, device), each),
            { Family: "mof_mlp" } => (new MixtureOfFeatures(visionWidth, width, device), features => 2 * features),
            { Family: "resampler" } => Queried(Resampler.Build(kind, visionWidth, width, device)),
            { Family: "qformer" } => Queried(QFormer.Build(kind, visionWidth, width, device)),
            _ => throw new NotSupportedException($"Connector '{text}' is not built here; there are linear, mlp{{n}}x_gelu (mlp2x_gelu), qformer, resampler and mof_mlp."),
        };
        kind.RequireAllTaken();
        return new Connector(text, visionWidth, width, device, layers, tokens);
    }

    private static (Module<Tensor, Tensor>, Func<int, int>) Queried((Module<Tensor, Tensor> Layers, int Queries) built) => (built.Layers, _ => built.Queries);
}
