using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Steering.Models;

/// <summary>Batch normalisation over channels of [N, C, H, W] (Ioffe &amp; Szegedy 2015, arXiv 1502.03167); running averages are written while training.</summary>
public sealed class BatchNorm : Module<Tensor, Tensor>
{
    private const double Momentum = 0.1;
    private const double Epsilon = 1e-5;

    [ComponentName(Name = "weight")] private readonly Parameter _weight;
    [ComponentName(Name = "bias")] private readonly Parameter _bias;
    [ComponentName(Name = "running_mean")] private readonly Tensor _mean;
    [ComponentName(Name = "running_var")] private readonly Tensor _variance;

    public BatchNorm(long channels, Device device)
        : base(nameof(BatchNorm))
    {
        _weight = Weights.Fresh([channels], device);
        _bias = Weights.Fresh([channels], device);
        _mean = zeros([channels], device: device).DetachFromDisposeScope();
        _variance = ones([channels], device: device).DetachFromDisposeScope();
        RegisterComponents();
    }

    public override Tensor forward(Tensor x_NCHW) =>
        functional.batch_norm(x_NCHW, _mean, _variance, _weight, _bias, training, Momentum, Epsilon);
}
