using Steering.Tensors;
using static TorchSharp.torch;

namespace Steering.Models;

// B batch, T new positions, S all positions, D width.

/// <summary>What a language model's blocks read in one pass.</summary>
/// <param name="Embeddings_BTD">Token and visual embeddings, spliced.</param>
public sealed record LanguageInput(Tensor Embeddings_BTD)
{
    /// <summary>Bool [B, T], false at padding. Null where nothing is padded, or only the right end: causality hides that from every real position.</summary>
    public Tensor? Real_BT { get; init; }

    /// <summary>Positions int64 [B, T]; null counts on from the cache's length.</summary>
    public Tensor? Positions_BT { get; init; }

    /// <summary>What was read before; this pass appends to it.</summary>
    public KeyValueCache? Cache { get; init; }

    /// <summary>The tokens' layout: hands it to stream edits. Null while decoding, which nothing steers.</summary>
    public TokenLayout? Layout { get; init; }

    /// <summary>True if only the cache is wanted: the last block then stops after its keys and values, and the result is its input.</summary>
    public bool CacheOnly { get; init; }

    /// <summary>
    /// True keeps the input of each block alone for backward, which computes the block and what steers it once more: less memory for a third
    /// more time, and the same numbers.
    /// </summary>
    public bool Recompute { get; init; }

    public Trace? Trace { get; init; }
}

/// <summary>What all blocks of one pass share.</summary>
internal sealed record BlockInput(Rotary Rotary, Tensor? Mask, LanguageInput Language);
