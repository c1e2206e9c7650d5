using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Steering.Models;

// B batch, H heads, G key/value heads (G divides H), T queries, S keys, d head width.

/// <summary>
/// Scaled dot-product attention softmax(q kᵀ/√d + mask) v (Vaswani et al. 2017, eq. 1), composed from products so that the weights can
/// be read; scores are computed in fp32 (Phi-2's overflow in half precision).
/// </summary>
public static class Attention
{
    /// <summary>A score that weighs nothing beside any real one, and whose row of nothing else is still finite.</summary>
    public const float Never = -1e30f;

    /// <param name="query_BTHd">Queries as projected, heads not yet moved forward.</param>
    /// <param name="key_BHSd">Keys of all H or G heads.</param>
    /// <param name="value_BHSd">Values likewise.</param>
    /// <param name="mask">Added to the scores: null, [T, S] or [B, 1, T, S].</param>
    /// <param name="trace">Receives the weights [B, H, T, S] if it asks for them.</param>
    /// <returns>[B, T, H·d].</returns>
    public static Tensor Attend(Tensor query_BTHd, Tensor key_BHSd, Tensor value_BHSd, Tensor? mask, Trace? trace)
    {
        using var scope = NewDisposeScope();
        var (rows, queries, heads, width) = (query_BTHd.size(0), query_BTHd.size(1), query_BTHd.size(2), query_BTHd.size(3));
        var type = value_BHSd.dtype;
        var query_BHTd = InSingle(query_BTHd.transpose(1, 2)) * (1.0 / Math.Sqrt(width));
        var key_BHdS = InSingle(ForEachHead(key_BHSd, heads)).transpose(2, 3);
        var scores_BHTS = matmul(query_BHTd, key_BHdS);
        if (mask is not null) scores_BHTS.add_(mask);
        var weights_BHTS = functional.softmax(scores_BHTS, -1);
        trace?.AddAttention(weights_BHTS);
        if (type != ScalarType.Float32) weights_BHTS = weights_BHTS.to_type(type);
        var mixed_BHTd = matmul(weights_BHTS, ForEachHead(value_BHSd, heads));
        return mixed_BHTd.transpose(1, 2).reshape(rows, queries, heads * width).MoveToOuterDisposeScope();
    }

    /// <summary>Additive mask of <paramref name="queries"/> new positions after <paramref name="earlier"/> cached ones: each sees itself and what came before. Null where nothing is hidden.</summary>
    public static Tensor? CausalMask(long queries, long earlier, Device device) =>
        queries == 1 ? null : full(queries, earlier + queries, Never, ScalarType.Float32, device).triu(earlier + 1);

    /// <summary>Joins a causal mask with the padding among the keys (bool [B, S], true = real) to [B, 1, T, S].</summary>
    public static Tensor HidePadding(Tensor? causal_TS, Tensor real_BS)
    {
        using var scope = NewDisposeScope();
        var padding_B1TS = (1 - real_BS.to_type(ScalarType.Float32)).mul_(Never).unsqueeze(1).unsqueeze(1);
        return (causal_TS is null ? padding_B1TS : minimum(padding_B1TS, causal_TS)).MoveToOuterDisposeScope();
    }

    private static Tensor InSingle(Tensor x) => x.dtype == ScalarType.Float32 ? x : x.to_type(ScalarType.Float32);

    private static Tensor ForEachHead(Tensor x_BGSd, long heads)
    {
        if (x_BGSd.size(1) == heads) return x_BGSd;
        return x_BGSd.repeat_interleave(heads / x_BGSd.size(1), dim: 1);
    }
}
