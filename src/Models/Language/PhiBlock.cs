using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Steering.Models;

// B batch, T tokens, D width, H heads, G key/value heads, d head width.

/// <summary>Phi's attention: separate projections with biases, partial rotary embedding, grouped keys and values allowed.</summary>
internal sealed class PhiAttention : Module<Tensor, BlockInput, Tensor>
{
    [ComponentName(Name = "q_proj")] private readonly Projection _query;
    [ComponentName(Name = "k_proj")] private readonly Projection _key;
    [ComponentName(Name = "v_proj")] private readonly Projection _value;
    [ComponentName(Name = "dense")] private readonly Projection _dense;
    private readonly int _layer;
    private readonly int _headWidth;

    public PhiAttention(PhiConfig config, int layer, Device device)
        : base(nameof(PhiAttention))
    {
        _layer = layer;
        _headWidth = config.HeadWidth;
        _query = new Projection(config.Width, config.Heads * _headWidth, device);
        _key = new Projection(config.Width, config.KeyValueHeads * _headWidth, device);
        _value = new Projection(config.Width, config.KeyValueHeads * _headWidth, device);
        _dense = new Projection(config.Heads * _headWidth, config.Width, device);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x_BTD, BlockInput input)
    {
        using var scope = NewDisposeScope();
        var query_BTHd = input.Rotary.Turn(Heads(_query.call(x_BTD)));
        var (keys_BGSd, values_BGSd) = Remember(x_BTD, input);
        var mixed_BTD = Attention.Attend(query_BTHd, keys_BGSd, values_BGSd, input.Mask, input.Language.Trace);
        return _dense.call(mixed_BTD).MoveToOuterDisposeScope();
    }

    /// <summary>Computes keys and values of the new positions, appends them to the cache if there is one, and returns all of them.</summary>
    internal (Tensor Keys_BGSd, Tensor Values_BGSd) Remember(Tensor x_BTD, BlockInput input)
    {
        var key_BGTd = input.Rotary.Turn(Heads(_key.call(x_BTD))).transpose(1, 2);
        var value_BGTd = Heads(_value.call(x_BTD)).transpose(1, 2);
        return input.Language.Cache is { } cache ? cache.Append(_layer, key_BGTd, value_BGTd) : (key_BGTd, value_BGTd);
    }

    internal IEnumerable<(string Name, LinearRole Role, Projection Map)> Maps =>
    [
        ("q_proj", LinearRole.Query, _query),
        ("k_proj", LinearRole.Key, _key),
        ("v_proj", LinearRole.Value, _value),
        ("dense", LinearRole.AttentionOutput, _dense),
    ];

    private Tensor Heads(Tensor x_BTD) => x_BTD.view(x_BTD.size(0), x_BTD.size(1), -1, _headWidth);
}

/// <summary>The feed-forward part: fc2(gelu(fc1 x)).</summary>
internal sealed class FeedForward : Module<Tensor, Tensor>
{
    [ComponentName(Name = "fc1")] private readonly Projection _in;
    [ComponentName(Name = "fc2")] private readonly Projection _out;

    public FeedForward(long width, long inner, Device device)
        : base(nameof(FeedForward))
    {
        _in = new Projection(width, inner, device);
        _out = new Projection(inner, width, device);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x_BTD)
    {
        using var scope = NewDisposeScope();
        return _out.call(TanhGelu.Of(_in.call(x_BTD))).MoveToOuterDisposeScope();
    }

    internal IEnumerable<(string Name, LinearRole Role, Projection Map)> Maps =>
        [("fc1", LinearRole.FeedForwardIn, _in), ("fc2", LinearRole.FeedForwardOut, _out)];
}

/// <summary>One parallel block: h + attention(LN h) + mlp(LN h), one norm for both (microsoft/phi-2), then whatever steers the stream.</summary>
internal sealed class PhiBlock : Module<Tensor, BlockInput, Tensor>
{
    [ComponentName(Name = "self_attn")] private readonly PhiAttention _attention;
    [ComponentName(Name = "mlp")] private readonly FeedForward _feedForward;
    [ComponentName(Name = "input_layernorm")] private readonly Norm _norm;
    private StreamEdit? _edit;

    public PhiBlock(PhiConfig config, int layer, Device device)
        : base(nameof(PhiBlock))
    {
        _attention = new PhiAttention(config, layer, device);
        _feedForward = new FeedForward(config.Width, config.FeedForward, device);
        _norm = new Norm(config.Width, config.NormEpsilon, device);
        RegisterComponents();
    }

    public override Tensor forward(Tensor h_BTD, BlockInput input)
    {
        using var scope = NewDisposeScope();
        var x_BTD = _norm.call(h_BTD);
        var out_BTD = _attention.call(x_BTD, input).add_(_feedForward.call(x_BTD)).add_(h_BTD);
        if (_edit is not null && input.Language.Layout is { } layout) out_BTD = _edit.call(out_BTD, layout);
        return out_BTD.MoveToOuterDisposeScope();
    }

    /// <summary>Fills this block's part of the cache and computes nothing else.</summary>
    internal void FillCache(Tensor h_BTD, BlockInput input)
    {
        using var scope = NewDisposeScope();
        _ = _attention.Remember(_norm.call(h_BTD), input);
    }

    internal void Graft(StreamEdit edit)
    {
        if (_edit is not null) throw new InvalidOperationException($"This block already carries {_edit.GetName()}; apply {edit.GetName()} to a fresh model.");
        _edit = edit;
        register_module(Weights.EditName, edit);
    }

    internal IEnumerable<(string Name, LinearRole Role, Projection Map)> Maps =>
        _attention.Maps.Select(map => ("self_attn." + map.Name, map.Role, map.Map))
            .Concat(_feedForward.Maps.Select(map => ("mlp." + map.Name, map.Role, map.Map)));
}
