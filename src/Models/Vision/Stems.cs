using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Steering.Models;

// N images, C channels, H × W pixels, P patches, D width.

/// <summary>The published stem: one convolution whose kernel is its stride; pixels beyond the last whole patch drop out. CLIP's has no bias.</summary>
internal sealed class PatchStem : Module<Tensor, Tensor>
{
    [ComponentName(Name = "weight")] private readonly TorchSharp.Modules.Parameter _weight;
    [ComponentName(Name = "bias")] private readonly TorchSharp.Modules.Parameter? _bias;
    private readonly long[] _stride;

    public PatchStem(int width, int channels, int patch, Device device, bool bias)
        : base(nameof(PatchStem))
    {
        _weight = Weights.Fresh([width, channels, patch, patch], device);
        _bias = bias ? Weights.Fresh([width], device) : null;
        _stride = [patch, patch];
        RegisterComponents();
    }

    public override Tensor forward(Tensor pixels_NCHW)
    {
        using var scope = NewDisposeScope();
        return functional.conv2d(pixels_NCHW, _weight, _bias, strides: _stride).flatten(2).transpose(1, 2).MoveToOuterDisposeScope();
    }
}

/// <summary>
/// The tiny zoo's stem: 5×5 stride 3, 3×3 stride 2, 3×3 stride 2 (each with batch norm and GELU), 1×1. A patch is 12 pixels; it learns
/// drawings in minutes, where one linear patch stays near chance.
/// </summary>
internal sealed class ConvolutionalStem : Module<Tensor, Tensor>
{
    /// <summary>Pixels of one patch: 3 · 2 · 2.</summary>
    public const int Reduction = 12;
    private const int FirstFilters = 64;

    [ComponentName(Name = "conv1")] private readonly Convolution _first;
    [ComponentName(Name = "norm1")] private readonly BatchNorm _firstNorm;
    [ComponentName(Name = "conv2")] private readonly Convolution _second;
    [ComponentName(Name = "norm2")] private readonly BatchNorm _secondNorm;
    [ComponentName(Name = "conv3")] private readonly Convolution _third;
    [ComponentName(Name = "norm3")] private readonly BatchNorm _thirdNorm;
    [ComponentName(Name = "conv4")] private readonly Convolution _mix;

    public ConvolutionalStem(SigLipConfig config, Device device)
        : base(nameof(ConvolutionalStem))
    {
        if (config.PatchSize != Reduction) throw new InvalidDataException($"The convolutional stem makes patches of {Reduction} pixels, the config says {config.PatchSize}.");
        _first = new Convolution(config.Channels, FirstFilters, 5, device, stride: 3, padding: 1, bias: false);
        _firstNorm = new BatchNorm(FirstFilters, device);
        _second = new Convolution(FirstFilters, config.Width, 3, device, stride: 2, padding: 1, bias: false);
        _secondNorm = new BatchNorm(config.Width, device);
        _third = new Convolution(config.Width, config.Width, 3, device, stride: 2, padding: 1, bias: false);
        _thirdNorm = new BatchNorm(config.Width, device);
        _mix = new Convolution(config.Width, config.Width, 1, device);
        RegisterComponents();
    }

    public override Tensor forward(Tensor pixels_NCHW)
    {
        using var scope = NewDisposeScope();
        var x = TanhGelu.Of(_firstNorm.call(_first.call(pixels_NCHW)));
        x = TanhGelu.Of(_secondNorm.call(_second.call(x)));
        x = TanhGelu.Of(_thirdNorm.call(_third.call(x)));
        return _mix.call(x).flatten(2).transpose(1, 2).MoveToOuterDisposeScope();
    }
}
