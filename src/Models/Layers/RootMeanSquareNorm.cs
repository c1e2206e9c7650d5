using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Steering.Models;

/// <summary>Root-mean-square normalisation w ⊙ x / √(mean x² + ε) over the last dimension (Zhang &amp; Sennrich 2019, arXiv 1910.07467); computed in fp32.</summary>
public sealed class RootMeanSquareNorm : Module<Tensor, Tensor>
{
    [ComponentName(Name = "weight")] private readonly Parameter _weight;
    private readonly double _epsilon;

    public RootMeanSquareNorm(long width, double epsilon, Device device)
        : base(nameof(RootMeanSquareNorm))
    {
        _epsilon = epsilon;
        _weight = Weights.Fresh([width], device);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var single = x.to_type(ScalarType.Float32);
        var scale = single.square().mean([-1L], keepdim: true).add_(_epsilon).rsqrt();
        return (_weight * (single * scale).to_type(x.dtype)).MoveToOuterDisposeScope();
    }
}
