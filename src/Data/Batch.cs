using Steering.Tensors;
using static TorchSharp.torch;

namespace Steering.Data;

// B batch, T tokens (visual ones included), N rows with an image, V visual tokens, C vision width.

/// <summary>One padded training batch on its device. Whoever made it disposes it, or the dispose scope it was made in does.</summary>
/// <param name="Ids_BT">Token ids int64; visual and padded positions hold the padding id.</param>
/// <param name="Labels_BT">The same ids where an answer is learnt, −100 elsewhere; not shifted.</param>
/// <param name="Features_NVC">Visual features of the rows that have an image, in row order, or null.</param>
/// <param name="Layout">Which position holds what.</param>
public sealed record Batch(Tensor Ids_BT, Tensor Labels_BT, Tensor? Features_NVC, TokenLayout Layout)
{
    /// <summary>Pixels [N, 3, H, W] of the rows that have an image, in the features' stead; null where there are features.</summary>
    public Tensor? Pixels_NCHW { get; init; }
}
