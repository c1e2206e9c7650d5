using Steering.Models;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Steering.Peft;

// x [.., In], y [.., Out], b bottleneck.

/// <summary>
/// The bottleneck adapter (Houlsby et al. 2019, arXiv 1902.00751, as LLM-Adapters builds it, arXiv 2304.01933): x + Up tanh(Down dropout(x)) in
/// series with the feed-forward, on the input of its first maps (fc1; gate_proj and up_proj) and on the output of its last (fc2; down_proj).
/// No biases; Down and Up ~ N(0, 0.02²), so it is not the identity at the start, as published. It does not merge: tanh stands between.
/// </summary>
/// <param name="Bottleneck">b; the paper's is 256.</param>
/// <param name="Dropout">On the input of Down; active in training only.</param>
public sealed record Adapter(int Bottleneck = 256, double Dropout = 0.05) : IPeftMethod
{
    public string Name => "Adapter";

    public LinearEdit? EditLinear(LinearSite site) => site.Role switch
    {
        LinearRole.FeedForwardIn or LinearRole.FeedForwardGate => new AdapterEdit(this, site, site.Inputs, onInput: true),
        LinearRole.FeedForwardOut => new AdapterEdit(this, site, site.Outputs, onInput: false),
        _ => null,
    };
}

internal sealed class AdapterEdit : LinearEdit
{
    private const double Deviation = 0.02;

    [ComponentName(Name = "adapter_down")] private readonly Projection _down;
    [ComponentName(Name = "adapter_up")] private readonly Projection _up;
    private readonly bool _onInput;
    private readonly double _dropout;

    public AdapterEdit(Adapter method, LinearSite site, long width, bool onInput)
        : base(nameof(Adapter))
    {
        if (method.Bottleneck < 1) throw new ArgumentException($"An adapter's bottleneck is {method.Bottleneck}; it must be at least 1.", nameof(method));
        _onInput = onInput;
        _dropout = method.Dropout;
        _down = new Projection(width, method.Bottleneck, site.Device, bias: false);
        _up = new Projection(method.Bottleneck, width, site.Device, bias: false);
        Weights.Normal(_down.Weight, Deviation);
        Weights.Normal(_up.Weight, Deviation);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x, Projection linear)
    {
        using var scope = NewDisposeScope();
        var y = _onInput ? linear.Below(this, Adapt(x)) : Adapt(linear.Below(this, x));
        return y.MoveToOuterDisposeScope();
    }

    private Tensor Adapt(Tensor x)
    {
        var seen = training && _dropout > 0 ? functional.dropout(x, _dropout, training: true) : x;
        return x + _up.call(_down.call(seen).tanh());
    }
}
