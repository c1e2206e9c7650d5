using TorchSharp.Utils;
using static TorchSharp.torch;

namespace Steering.Models;

// B batch, T tokens, D width.

/// <summary>One parallel block: h + attention(LN h) + mlp(LN h), one norm for both (microsoft/phi-2).</summary>
internal sealed class PhiBlock : DecoderBlock
{
    [ComponentName(Name = "self_attn")] private readonly CausalAttention _attention;
    [ComponentName(Name = "mlp")] private readonly FeedForward _feedForward;
    [ComponentName(Name = "input_layernorm")] private readonly Norm _norm;

    public PhiBlock(PhiConfig config, int layer, Device device)
        : base(nameof(PhiBlock))
    {
        _attention = new CausalAttention(new AttentionShape(config.Width, config.Heads, config.KeyValueHeads, config.HeadWidth, "dense", InputBias: true, OutputBias: true), layer, device);
        _feedForward = new FeedForward(config.Width, config.FeedForward, device);
        _norm = new Norm(config.Width, config.NormEpsilon, device);
        RegisterComponents();
    }

    public override Tensor forward(Tensor h_BTD, BlockInput input)
    {
        using var scope = NewDisposeScope();
        var x_BTD = _norm.call(h_BTD);
        return _attention.call(x_BTD, input).add_(_feedForward.call(x_BTD)).add_(h_BTD).MoveToOuterDisposeScope();
    }

    internal override void FillCache(Tensor h_BTD, BlockInput input)
    {
        using var scope = NewDisposeScope();
        _ = _attention.Remember(_norm.call(h_BTD), input);
    }

    internal override IEnumerable<NamedMap> Maps =>
        _attention.Maps.Select(map => map.Below("self_attn")).Concat(_feedForward.Maps.Select(map => map.Below("mlp")));
}
