using static TorchSharp.torch;

namespace Steering.Models;

/// <summary>How a frozen weight matrix is kept.</summary>
/// <param name="Bits">4: codes of <paramref name="Codes"/> in blocks of the flattened matrix; 8: whole numbers, one scale a row.</param>
/// <param name="Codes">The sixteen values a 4-bit code stands for; unused with 8 bits.</param>
/// <param name="Block">Elements that share a scale; unused with 8 bits.</param>
/// <param name="DoublyScaled">True: the scales of the blocks are themselves kept in 8 bits (double quantisation).</param>
public sealed record QuantisedForm(int Bits, FourBitCodes Codes = FourBitCodes.NormalFloat, int Block = 64, bool DoublyScaled = false)
{
    /// <summary>Row-wise symmetric 8 bit.</summary>
    public static QuantisedForm EightBit { get; } = new(8);

    /// <summary>NormalFloat, blocks of 64 (Dettmers et al. 2023, arXiv 2305.14314).</summary>
    public static QuantisedForm Nf4 { get; } = new(4);

    /// <summary>The same with doubly quantised scales.</summary>
    public static QuantisedForm DoubleNf4 { get; } = new(4, DoublyScaled: true);

    public IQuantisedMatrix Encode(Tensor matrix) => this switch
    {
        { Bits: 8 } => ByteRows.Encode(matrix),
        { Bits: 4, Block: > 0 } => FourBitBlocks.Encode(matrix, this),
        _ => throw new ArgumentException($"Weights cannot be kept in {Bits} bits with blocks of {Block}. Choose 8 bits, or 4 bits with blocks of 64."),
    };
}

/// <summary>What the codes of a 4-bit form stand for.</summary>
public enum FourBitCodes
{
    /// <summary>Quantiles of the normal distribution with an exact zero.</summary>
    NormalFloat,

    /// <summary>A sign, two exponent bits and a mantissa bit.</summary>
    FourBitFloat,
}
