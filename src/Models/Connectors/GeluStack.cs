using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Steering.Models;

// N images, V visual features, C width of one tower, D language width.

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

/// <summary>
/// Two towers' features, each through an MLP of two layers, their tokens in turn (mixture of features; Tong et al. 2024, arXiv 2401.06209).
/// The features of one patch stand side by side: [N, V, 2C] in, [N, 2V, D] out.
/// </summary>
internal sealed class MixtureOfFeatures : Module<Tensor, Tensor>
{
    private const int Depth = 2;

    [ComponentName(Name = "clip")] private readonly GeluStack _first;
    [ComponentName(Name = "dinov2")] private readonly GeluStack _second;
    private readonly int _each;

    public MixtureOfFeatures(int visionWidth, int width, Device device)
        : base(nameof(MixtureOfFeatures))
    {
        if (visionWidth % 2 != 0) throw new ArgumentException($"mof_mlp reads two features of equal width side by side; {visionWidth} is odd.", nameof(visionWidth));
        _each = visionWidth / 2;
        _first = new GeluStack(Depth, _each, width, device);
        _second = new GeluStack(Depth, _each, width, device);
        RegisterComponents();
    }

    public override Tensor forward(Tensor features_NVC)
    {
        using var scope = NewDisposeScope();
        var (first_NVD, second_NVD) = (_first.call(features_NVC.narrow(2, 0, _each)), _second.call(features_NVC.narrow(2, _each, _each)));
        return stack([first_NVD, second_NVD], 2).flatten(1, 2).MoveToOuterDisposeScope();
    }
}
