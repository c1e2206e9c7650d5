using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Steering.Models;

/// <summary>A square convolution of [N, C, H, W] with published names <c>weight</c> and <c>bias</c>.</summary>
public sealed class Convolution : Module<Tensor, Tensor>
{
    [ComponentName(Name = "weight")] private readonly Parameter _weight;
    [ComponentName(Name = "bias")] private readonly Parameter? _bias;
    private readonly long[] _stride;
    private readonly long[] _padding;

    public Convolution(long channels, long filters, long kernel, Device device, long stride = 1, long padding = 0, bool bias = true)
        : base(nameof(Convolution))
    {
        _weight = Weights.Fresh([filters, channels, kernel, kernel], device);
        _bias = bias ? Weights.Fresh([filters], device) : null;
        _stride = [stride, stride];
        _padding = [padding, padding];
        RegisterComponents();
    }

    public override Tensor forward(Tensor x_NCHW) => functional.conv2d(x_NCHW, _weight, _bias, strides: _stride, padding: _padding);
}
