using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Steering.Models;

// B batch, T tokens, D width.

/// <summary>The plain feed-forward part: fc2(act(fc1 x)).</summary>
internal sealed class FeedForward : Module<Tensor, Tensor>
{
    [ComponentName(Name = "fc1")] private readonly Projection _in;
    [ComponentName(Name = "fc2")] private readonly Projection _out;
    private readonly Func<Tensor, Tensor> _activation;

    /// <param name="activation">Null is GELU in its tanh form.</param>
    public FeedForward(long width, long inner, Device device, Func<Tensor, Tensor>? activation = null)
        : base(nameof(FeedForward))
    {
        _activation = activation ?? TanhGelu.Of;
        _in = new Projection(width, inner, device);
        _out = new Projection(inner, width, device);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x_BTD)
    {
        using var scope = NewDisposeScope();
        return _out.call(_activation(_in.call(x_BTD))).MoveToOuterDisposeScope();
    }

    internal IEnumerable<NamedMap> Maps => [new("fc1", LinearRole.FeedForwardIn, _in), new("fc2", LinearRole.FeedForwardOut, _out)];
}
