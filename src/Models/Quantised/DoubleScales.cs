using static TorchSharp.torch;

namespace Steering.Models;

// K scales, G groups of 256.

/// <summary>
/// Block scales kept in 8 bits (double quantisation, Dettmers et al. 2023, arXiv 2305.14314, section 3): their mean is taken off, the rest is
/// written in the dynamic 8-bit code, in groups of 256 with one scale each.
/// </summary>
public sealed class DoubleScales : IDisposable
{
    private const int Group = 256;

    private DoubleScales(Tensor codes, Tensor maximum, Tensor offset)
    {
        (Codes, Maximum, Offset) = (codes, maximum, offset);
    }

    /// <summary>8-bit codes [K].</summary>
    public Tensor Codes { get; }

    /// <summary>The largest magnitude of each group [G].</summary>
    public Tensor Maximum { get; }

    /// <summary>The mean of all scales, a scalar.</summary>
    public Tensor Offset { get; }

    public long Bytes => Codes.numel() + (sizeof(float) * (Maximum.numel() + 1));

    public static DoubleScales Encode(Tensor scales_K)
    {
        using var scope = NewDisposeScope();
        var offset = scales_K.mean();
        var groups = FourBitBlocks.Blocks(scales_K - offset, Group);
        var maximum_G = groups.abs().amax(1);
        var divisor = where(maximum_G.eq(0), ones_like(maximum_G), maximum_G).unsqueeze(1);
        var codes_K = CodeTable.Dynamic(scales_K.device).Nearest(groups / divisor).flatten().narrow(0, 0, scales_K.size(0)).to_type(ScalarType.Byte);
        return new DoubleScales(codes_K.DetachFromDisposeScope(), maximum_G.DetachFromDisposeScope(), offset.DetachFromDisposeScope());
    }

    public Tensor Restore()
    {
        using var scope = NewDisposeScope();
        var values_K = CodeTable.Dynamic(Codes.device).Values.index_select(0, Codes.to_type(ScalarType.Int64));
        var scaled = FourBitBlocks.Blocks(values_K, Group) * Maximum.unsqueeze(1);
        return scaled.flatten().narrow(0, 0, Codes.size(0)).add_(Offset).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        Codes.Dispose();
        Maximum.Dispose();
        Offset.Dispose();
    }
}
