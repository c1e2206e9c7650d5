using static TorchSharp.torch;

namespace Steering.Models;

// N elements of the flattened matrix, K blocks.

/// <summary>
/// 4 bits an element: the flattened matrix in blocks, each scaled by its largest magnitude, each element replaced by the nearest of sixteen
/// values (NF4: Dettmers et al. 2023, arXiv 2305.14314, section 3). Two codes a byte, the first in the high bits; the last block may be short.
/// </summary>
public sealed class FourBitBlocks : IQuantisedMatrix
{
    private readonly long[] _shape;
    private readonly QuantisedForm _form;

    private FourBitBlocks(long[] shape, QuantisedForm form, Tensor packed, Tensor? maximum, DoubleScales? scales)
    {
        (_shape, _form) = (shape, form);
        (Packed, Maximum, Scales) = (packed, maximum, scales);
    }

    /// <summary>Codes, two a byte [⌈N / 2⌉].</summary>
    public Tensor Packed { get; }

    /// <summary>The largest magnitude of each block [K]; null where the scales are doubly quantised.</summary>
    public Tensor? Maximum { get; }

    /// <summary>The doubly quantised scales, or null.</summary>
    public DoubleScales? Scales { get; }

    public long Bytes => Packed.numel() + (Maximum is null ? 0 : sizeof(float) * Maximum.numel()) + (Scales?.Bytes ?? 0);

    public static FourBitBlocks Encode(Tensor matrix, QuantisedForm form)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var maximum_K = Blocks(matrix.flatten(), form.Block).abs().amax(1);
        var scale_K1 = where(maximum_K.eq(0), ones_like(maximum_K), maximum_K).unsqueeze(1);   // a block of zeros stays one
        var codes_N = CodeTable.Of(form.Codes, matrix.device).Nearest(Blocks(matrix.flatten(), form.Block) / scale_K1).flatten().narrow(0, 0, matrix.numel());
        var packed = Pack(codes_N).DetachFromDisposeScope();
        return form.DoublyScaled
            ? new FourBitBlocks(matrix.shape, form, packed, null, DoubleScales.Encode(maximum_K))
            : new FourBitBlocks(matrix.shape, form, packed, maximum_K.DetachFromDisposeScope(), null);
    }

    public Tensor Restore()
    {
        using var scope = NewDisposeScope();
        var count = _shape.Aggregate(1L, (product, size) => product * size);
        var values_N = CodeTable.Of(_form.Codes, Packed.device).Pairs().index_select(0, Packed.to_type(ScalarType.Int32)).flatten().narrow(0, 0, count);
        var maximum_K = Maximum ?? Scales!.Restore();   // one of the two is kept
        var scaled_KB = Blocks(values_N, _form.Block) * maximum_K.unsqueeze(1);
        return scaled_KB.flatten().narrow(0, 0, count).reshape(_shape).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        Packed.Dispose();
        Maximum?.Dispose();
        Scales?.Dispose();
    }

    /// <summary>[N] as [K, block], filled up with zeros.</summary>
    internal static Tensor Blocks(Tensor flat_N, long block)
    {
        var missing = (block - (flat_N.size(0) % block)) % block;
        var whole = missing == 0 ? flat_N : cat([flat_N, zeros(missing, dtype: flat_N.dtype, device: flat_N.device)], 0);
        return whole.view(-1, block);
    }

    private static Tensor Pack(Tensor codes_N)
    {
        var pairs = Blocks(codes_N, 2);
        return ((pairs.select(1, 0) * 16) + pairs.select(1, 1)).to_type(ScalarType.Byte);
    }
}
