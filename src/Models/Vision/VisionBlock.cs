using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Steering.Models;

// N images, S tokens in the stream (patches, and a class token where there is one), D width, H heads, d head width.

/// <summary>A vision tower's attention: every token sees every token.</summary>
internal sealed class VisionAttention : Module<Tensor, Trace?, Tensor>
{
    [ComponentName(Name = "k_proj")] private readonly Projection _key;
    [ComponentName(Name = "v_proj")] private readonly Projection _value;
    [ComponentName(Name = "q_proj")] private readonly Projection _query;
    [ComponentName(Name = "out_proj")] private readonly Projection _out;
    private readonly long _heads;

    public VisionAttention(VisionShape shape, Device device)
        : base(nameof(VisionAttention))
    {
        _heads = shape.Heads;
        _key = new Projection(shape.Width, shape.Width, device);
        _value = new Projection(shape.Width, shape.Width, device);
        _query = new Projection(shape.Width, shape.Width, device);
        _out = new Projection(shape.Width, shape.Width, device);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x_NSD, Trace? trace)
    {
        using var scope = NewDisposeScope();
        var (key_NHSd, value_NHSd) = (Heads(_key.call(x_NSD)).transpose(1, 2), Heads(_value.call(x_NSD)).transpose(1, 2));
        return _out.call(Attention.Attend(Heads(_query.call(x_NSD)), key_NHSd, value_NHSd, mask: null, trace)).MoveToOuterDisposeScope();
    }

    internal IEnumerable<NamedMap> Maps =>
    [
        new("q_proj", LinearRole.Query, _query),
        new("k_proj", LinearRole.Key, _key),
        new("v_proj", LinearRole.Value, _value),
        new("out_proj", LinearRole.AttentionOutput, _out),
    ];

    private Tensor Heads(Tensor x_NSD) => x_NSD.view(x_NSD.size(0), x_NSD.size(1), _heads, -1);
}

/// <summary>One pre-norm block: h + attention(LN h), then + mlp(LN h).</summary>
internal sealed class VisionBlock : Module<Tensor, Trace?, Tensor>
{
    [ComponentName(Name = "layer_norm1")] private readonly Norm _norm1;
    [ComponentName(Name = "self_attn")] private readonly VisionAttention _attention;
    [ComponentName(Name = "layer_norm2")] private readonly Norm _norm2;
    [ComponentName(Name = "mlp")] private readonly FeedForward _feedForward;

    public VisionBlock(VisionShape shape, Func<Tensor, Tensor> activation, Device device)
        : base(nameof(VisionBlock))
    {
        _norm1 = new Norm(shape.Width, shape.NormEpsilon, device);
        _attention = new VisionAttention(shape, device);
        _norm2 = new Norm(shape.Width, shape.NormEpsilon, device);
        _feedForward = new FeedForward(shape.Width, shape.FeedForward, device, activation);
        RegisterComponents();
    }

    public override Tensor forward(Tensor h_NSD, Trace? trace)
    {
        using var scope = NewDisposeScope();
        h_NSD = h_NSD + _attention.call(_norm1.call(h_NSD), trace);
        return (h_NSD + _feedForward.call(_norm2.call(h_NSD))).MoveToOuterDisposeScope();
    }

    internal IEnumerable<NamedMap> Maps =>
        _attention.Maps.Select(map => map.Below("self_attn")).Concat(_feedForward.Maps.Select(map => map.Below("mlp")));
}
