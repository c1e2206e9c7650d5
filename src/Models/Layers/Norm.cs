using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Steering.Models;

/// <summary>Layer normalisation over the last dimension with a learned gain and shift (Ba et al. 2016, arXiv 1607.06450).</summary>
public sealed class Norm : Module<Tensor, Tensor>
{
    [ComponentName(Name = "weight")] private readonly Parameter _weight;
    [ComponentName(Name = "bias")] private readonly Parameter _bias;
    private readonly double _epsilon;
    private readonly long[] _shape;

    public Norm(long width, double epsilon, Device device)
        : base(nameof(Norm))
    {
        _shape = [width];
        _epsilon = epsilon;
        _weight = Weights.Fresh(_shape, device);
        _bias = Weights.Fresh(_shape, device);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) => functional.layer_norm(x, _shape, _weight, _bias, _epsilon);
}
