using static TorchSharp.torch;

namespace Steering.Models;

/// <summary>Row-wise symmetric 8 bit: w ≈ q · max|w| / 127 with one maximum a row, q rounded half to even (Dettmers et al. 2022, arXiv 2208.07339, eq. 1).</summary>
public sealed class ByteRows : IQuantisedMatrix
{
    private const double Largest = 127;

    private ByteRows(Tensor rows, Tensor maximum)
    {
        Rows = rows;
        Maximum = maximum;
    }

    /// <summary>q int8 [Out, In].</summary>
    public Tensor Rows { get; }

    /// <summary>The largest magnitude of each row [Out].</summary>
    public Tensor Maximum { get; }

    public long Bytes => Rows.numel() + (sizeof(float) * Maximum.numel());

    public static ByteRows Encode(Tensor matrix)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var maximum = matrix.abs().amax(1);
        var step = (maximum / Largest).unsqueeze(1);
        var rows = (matrix / where(step.eq(0), ones_like(step), step)).round().to_type(ScalarType.Int8);   // a row of zeros stays one
        return new ByteRows(rows.DetachFromDisposeScope(), maximum.DetachFromDisposeScope());
    }

    public Tensor Restore()
    {
        using var scope = NewDisposeScope();
        return (Rows.to_type(ScalarType.Float32) * (Maximum / Largest).unsqueeze(1)).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        Rows.Dispose();
        Maximum.Dispose();
    }
}
