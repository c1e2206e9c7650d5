using Steering.Tensors;
using static TorchSharp.torch;

namespace Steering.Models;

// B batch, T tokens (visual ones included), N images, V visual tokens, C vision width.

/// <summary>One padded batch as the model reads it.</summary>
/// <param name="Ids_BT">Token ids int64; visual and padded positions hold the padding id.</param>
/// <param name="Features_NVC">Visual features of the rows that have an image, in row order; null without images.</param>
/// <param name="Layout">Which position holds what. Padding stands at the right.</param>
public sealed record LlavaInput(Tensor Ids_BT, Tensor? Features_NVC, TokenLayout Layout)
{
    /// <summary>Pixels [N, C, H, W] in the features' stead, for a model that has its vision tower with it.</summary>
    public Tensor? Pixels_NCHW { get; init; }

    /// <summary>True computes the blocks a second time in backward instead of keeping what they made (<see cref="LanguageInput.Recompute"/>).</summary>
    public bool Recompute { get; init; }

    public Trace? Trace { get; init; }
}
