using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Steering.Models;

// B batch, T tokens, D width, F inner width.

/// <summary>SwiGLU (Shazeer 2020, arXiv 2002.05202): down(silu(gate x) ⊙ up x).</summary>
internal sealed class GatedFeedForward : Module<Tensor, Tensor>
{
    [ComponentName(Name = "gate_proj")] private readonly Projection _gate;
    [ComponentName(Name = "up_proj")] private readonly Projection _up;
    [ComponentName(Name = "down_proj")] private readonly Projection _down;

    public GatedFeedForward(long width, long inner, Device device)
        : base(nameof(GatedFeedForward))
    {
        _gate = new Projection(width, inner, device, bias: false);
        _up = new Projection(width, inner, device, bias: false);
        _down = new Projection(inner, width, device, bias: false);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x_BTD)
    {
        using var scope = NewDisposeScope();
        var gate_BTF = functional.silu(_gate.call(x_BTD));
        return _down.call(gate_BTF * _up.call(x_BTD)).MoveToOuterDisposeScope();
    }

    internal IEnumerable<NamedMap> Maps =>
    [
        new("gate_proj", LinearRole.FeedForwardGate, _gate),
        new("up_proj", LinearRole.FeedForwardIn, _up),
        new("down_proj", LinearRole.FeedForwardOut, _down),
    ];
}

/// <summary>One pre-norm block: h + attention(RMS h), then + mlp(RMS h).</summary>
internal sealed class LlamaBlock : DecoderBlock
{
    [ComponentName(Name = "self_attn")] private readonly CausalAttention _attention;
    [ComponentName(Name = "mlp")] private readonly GatedFeedForward _feedForward;
    [ComponentName(Name = "input_layernorm")] private readonly RootMeanSquareNorm _norm1;
    [ComponentName(Name = "post_attention_layernorm")] private readonly RootMeanSquareNorm _norm2;

    public LlamaBlock(LlamaConfig config, int layer, Device device)
        : base(nameof(LlamaBlock))
    {
        var shape = new AttentionShape(
            config.Width, config.Heads, config.KeyValueHeads, config.HeadWidth, "o_proj", InputBias: config.AttentionBias, OutputBias: config.AttentionBias);
        _attention = new CausalAttention(shape, layer, device);
        _feedForward = new GatedFeedForward(config.Width, config.FeedForward, device);
        _norm1 = new RootMeanSquareNorm(config.Width, config.NormEpsilon, device);
        _norm2 = new RootMeanSquareNorm(config.Width, config.NormEpsilon, device);
        RegisterComponents();
    }

    public override Tensor forward(Tensor h_BTD, BlockInput input)
    {
        using var scope = NewDisposeScope();
        h_BTD = _attention.call(_norm1.call(h_BTD), input).add_(h_BTD);
        return _feedForward.call(_norm2.call(h_BTD)).add_(h_BTD).MoveToOuterDisposeScope();
    }

    internal override void FillCache(Tensor h_BTD, BlockInput input)
    {
        using var scope = NewDisposeScope();
        _ = _attention.Remember(_norm1.call(h_BTD), input);
    }

    internal override IEnumerable<NamedMap> Maps =>
        _attention.Maps.Select(map => map.Below("self_attn")).Concat(_feedForward.Maps.Select(map => map.Below("mlp")));
}
