using System.Text.RegularExpressions;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Steering.Models;

// N images, V visual tokens, C vision width, D language width.

/// <summary>
/// Maps visual features into the language model's space: <c>linear</c>, or <c>mlp{n}x_gelu</c> (Linear, then n − 1 times exact GELU and
/// Linear; Liu et al. 2023, arXiv 2310.03744).
/// </summary>
public sealed partial class Connector : Module<Tensor, Tensor>
{
    [ComponentName(Name = "_connector")] private readonly Module<Tensor, Tensor> _layers;

    private Connector(string kind, int visionWidth, int width, Module<Tensor, Tensor> layers)
        : base(nameof(Connector))
    {
        Kind = kind;
        VisionWidth = visionWidth;
        Width = width;
        _layers = layers;
        RegisterComponents();
    }

    public string Kind { get; }

    public int VisionWidth { get; }

    public int Width { get; }

    /// <summary>True if <see cref="Untrained"/> knows the kind.</summary>
    public static bool Knows(string kind) => kind == "linear" || MlpName().IsMatch(kind);

    /// <summary>A connector whose weights are torch's defaults, drawn by the seed.</summary>
    public static Connector Untrained(string kind, int visionWidth, int width, long seed, Device? device = null)
    {
        var connector = Build(kind, visionWidth, width, device ?? CPU);
        manual_seed(seed);
        Weights.InitialiseAsTorch(connector);
        return connector;
    }

    /// <summary>Shapes without memory, for counting.</summary>
    public static Connector OnMeta(string kind, int visionWidth, int width) => Build(kind, visionWidth, width, META);

    /// <param name="features_NVC">Visual features.</param>
    /// <returns>[N, V, D].</returns>
    public override Tensor forward(Tensor features_NVC) => _layers.call(features_NVC);

    private static Connector Build(string kind, int visionWidth, int width, Device device)
    {
        if (kind == "linear") return new Connector(kind, visionWidth, width, new Projection(visionWidth, width, device));
        var match = MlpName().Match(kind);
        if (!match.Success) throw new NotSupportedException($"Connector '{kind}' is not built here; there are linear and mlp{{n}}x_gelu (mlp2x_gelu).");
        return new Connector(kind, visionWidth, width, new GeluStack(int.Parse(match.Groups["depth"].Value), visionWidth, width, device));
    }

    [GeneratedRegex("^mlp(?<depth>[1-9])x_gelu$", RegexOptions.ExplicitCapture)]
    private static partial Regex MlpName();
}

/// <summary>Linear maps under the even names 0, 2, 4 … of the published sequence, with GELU (the odd names) between them.</summary>
internal sealed class GeluStack : Module<Tensor, Tensor>
{
    private readonly Projection[] _maps;

    public GeluStack(int depth, int inputs, int width, Device device)
        : base(nameof(GeluStack))
    {
        _maps = [.. Enumerable.Range(0, depth).Select(i => new Projection(i == 0 ? inputs : width, width, device))];
        for (var i = 0; i < depth; i++) register_module($"{2 * i}", _maps[i]);
    }

    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var y = _maps[0].call(x);
        foreach (var map in _maps.AsSpan(1)) y = map.call(functional.gelu(y));
        return y.MoveToOuterDisposeScope();
    }
}
