using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Steering.Models;

// N images, P patches, D width, H heads, d head width.

/// <summary>A vision tower's attention: every patch sees every patch.</summary>
internal sealed class VisionAttention : Module<Tensor, Trace?, Tensor>
{
    [ComponentName(Name = "k_proj")] private readonly Projection _key;
    [ComponentName(Name = "v_proj")] private readonly Projection _value;
    [ComponentName(Name = "q_proj")] private readonly Projection _query;
    [ComponentName(Name = "out_proj")] private readonly Projection _out;
    private readonly long _heads;

    public VisionAttention(VisionConfig config, Device device)
        : base(nameof(VisionAttention))
    {
        _heads = config.Heads;
        _key = new Projection(config.Width, config.Width, device);
        _value = new Projection(config.Width, config.Width, device);
        _query = new Projection(config.Width, config.Width, device);
        _out = new Projection(config.Width, config.Width, device);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x_NPD, Trace? trace)
    {
        using var scope = NewDisposeScope();
        var (key_NHPd, value_NHPd) = (Heads(_key.call(x_NPD)).transpose(1, 2), Heads(_value.call(x_NPD)).transpose(1, 2));
        return _out.call(Attention.Attend(Heads(_query.call(x_NPD)), key_NHPd, value_NHPd, mask: null, trace)).MoveToOuterDisposeScope();
    }

    private Tensor Heads(Tensor x_NPD) => x_NPD.view(x_NPD.size(0), x_NPD.size(1), _heads, -1);
}

/// <summary>One pre-norm block: h + attention(LN h), then + mlp(LN h).</summary>
internal sealed class VisionBlock : Module<Tensor, Trace?, Tensor>
{
    [ComponentName(Name = "layer_norm1")] private readonly Norm _norm1;
    [ComponentName(Name = "self_attn")] private readonly VisionAttention _attention;
    [ComponentName(Name = "layer_norm2")] private readonly Norm _norm2;
    [ComponentName(Name = "mlp")] private readonly FeedForward _feedForward;

    public VisionBlock(VisionConfig config, Device device)
        : base(nameof(VisionBlock))
    {
        _norm1 = new Norm(config.Width, config.NormEpsilon, device);
        _attention = new VisionAttention(config, device);
        _norm2 = new Norm(config.Width, config.NormEpsilon, device);
        _feedForward = new FeedForward(config.Width, config.FeedForward, device);
        RegisterComponents();
    }

    public override Tensor forward(Tensor h_NPD, Trace? trace)
    {
        using var scope = NewDisposeScope();
        h_NPD = h_NPD + _attention.call(_norm1.call(h_NPD), trace);
        return (h_NPD + _feedForward.call(_norm2.call(h_NPD))).MoveToOuterDisposeScope();
    }
}
