using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Steering.Models;

// B batch, T tokens, D width, H heads, G key/value heads, d head width.

/// <summary>What differs between the attentions of two families.</summary>
/// <param name="OutputName">Published name of the output projection.</param>
/// <param name="InputBias">True if queries, keys and values have biases.</param>
/// <param name="OutputBias">True if the output projection has one.</param>
internal sealed record AttentionShape(int Width, int Heads, int KeyValueHeads, int HeadWidth, string OutputName, bool InputBias, bool OutputBias);

/// <summary>A decoder's attention: separate projections, rotary embedding, grouped keys and values allowed.</summary>
internal sealed class CausalAttention : Module<Tensor, BlockInput, Tensor>
{
    private readonly Projection _query;
    private readonly Projection _key;
    private readonly Projection _value;
    private readonly Projection _output;
    private readonly AttentionShape _shape;
    private readonly int _layer;

    public CausalAttention(AttentionShape shape, int layer, Device device)
        : base(nameof(CausalAttention))
    {
        _shape = shape;
        _layer = layer;
        _query = new Projection(shape.Width, shape.Heads * shape.HeadWidth, device, shape.InputBias);
        _key = new Projection(shape.Width, shape.KeyValueHeads * shape.HeadWidth, device, shape.InputBias);
        _value = new Projection(shape.Width, shape.KeyValueHeads * shape.HeadWidth, device, shape.InputBias);
        _output = new Projection(shape.Heads * shape.HeadWidth, shape.Width, device, shape.OutputBias);
        foreach (var map in Maps) register_module(map.Name, map.Map);
    }

    /// <summary>The parts are registered above, under their published names; the fields would add them again.</summary>
    protected override void RegisterComponents()
    {
    }

    public override Tensor forward(Tensor x_BTD, BlockInput input)
    {
        using var scope = NewDisposeScope();
        var query_BTHd = input.Rotary.Turn(Heads(_query.call(x_BTD)));
        var (keys_BGSd, values_BGSd) = Remember(x_BTD, input);
        var mixed_BTD = Attention.Attend(query_BTHd, keys_BGSd, values_BGSd, input.Mask, input.Language.Trace);
        return _output.call(mixed_BTD).MoveToOuterDisposeScope();
    }

    /// <summary>Computes keys and values of the new positions, appends them to the cache if there is one, and returns all of them.</summary>
    internal (Tensor Keys_BGSd, Tensor Values_BGSd) Remember(Tensor x_BTD, BlockInput input)
    {
        var key_BGTd = input.Rotary.Turn(Heads(_key.call(x_BTD))).transpose(1, 2);
        var value_BGTd = Heads(_value.call(x_BTD)).transpose(1, 2);
        return input.Language.Cache is { } cache ? cache.Append(_layer, key_BGTd, value_BGTd) : (key_BGTd, value_BGTd);
    }

    internal IEnumerable<NamedMap> Maps =>
    [
        new("q_proj", LinearRole.Query, _query),
        new("k_proj", LinearRole.Key, _key),
        new("v_proj", LinearRole.Value, _value),
        new(_shape.OutputName, LinearRole.AttentionOutput, _output),
    ];

    private Tensor Heads(Tensor x_BTD) => x_BTD.view(x_BTD.size(0), x_BTD.size(1), -1, _shape.HeadWidth);
}
