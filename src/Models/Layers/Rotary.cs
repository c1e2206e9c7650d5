using static TorchSharp.torch;

namespace Steering.Models;

// B batch, T tokens, H heads, d head width, r rotated width (r ≤ d).

/// <summary>
/// Rotary position embedding (Su et al. 2021, arXiv 2104.09864) of the first r dimensions of a head, half-rotation form as in the
/// published checkpoints; the other d − r pass unchanged. Tables are made once, in no field of a module, so no checkpoint carries them.
/// </summary>
public sealed class RotaryTable : IDisposable
{
    private readonly Tensor _cosine;   // [positions, d], 1 beyond r
    private readonly Tensor _sine;     // [positions, d], signed (− in the first half), 0 beyond r

    /// <param name="factor">Positions are divided by it; 1 leaves them.</param>
    public RotaryTable(long positions, long headWidth, long rotated, double theta, Device device, double factor = 1)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var exponent = arange(0, rotated, 2, dtype: ScalarType.Float32, device: device) / (double)rotated;
        var frequency = 1.0 / tensor(theta, dtype: ScalarType.Float32, device: device).pow(exponent);
        var position = arange(positions, dtype: ScalarType.Float32, device: device);
        if (factor != 1) position = position / factor;
        var angle = outer(position, frequency);
        var (cosine, sine) = (angle.cos(), angle.sin());
        var rest = headWidth - rotated;
        _cosine = cat([cosine, cosine, ones(positions, rest, device: device)], 1).DetachFromDisposeScope();
        _sine = cat([-sine, sine, zeros(positions, rest, device: device)], 1).DetachFromDisposeScope();
        Positions = positions;
        Rotated = rotated;
    }

    public long Positions { get; }

    public long Rotated { get; }

    /// <summary>The angles of <paramref name="count"/> positions from <paramref name="start"/> on, the same for every row.</summary>
    public Rotary From(long start, long count)
    {
        Require(start + count - 1);
        return new Rotary(_cosine.narrow(0, start, count).unsqueeze(1), _sine.narrow(0, start, count).unsqueeze(1), Rotated);
    }

    /// <summary>The angles at the given positions int64 [B, T].</summary>
    public Rotary At(Tensor positions_BT)
    {
        var flat = positions_BT.flatten();
        long[] shape = [positions_BT.size(0), positions_BT.size(1), 1, _cosine.size(1)];
        return new Rotary(_cosine.index_select(0, flat).view(shape), _sine.index_select(0, flat).view(shape), Rotated);
    }

    public void Dispose()
    {
        _cosine.Dispose();
        _sine.Dispose();
    }

    private void Require(long last)
    {
        if (last < Positions) return;
        throw new ArgumentOutOfRangeException(nameof(last), last,
            $"The model knows positions 0 to {Positions - 1}, position {last} was asked for. Shorten the sequence or raise max_position_embeddings.");
    }
}

/// <summary>The rotation angles of one forward pass, shared by its layers: cos and signed sin, [T, 1, d] or [B, T, 1, d].</summary>
public sealed record Rotary(Tensor Cosine, Tensor Sine, long Rotated)
{
    /// <summary>Rotates queries or keys [B, T, H, d].</summary>
    public Tensor Turn(Tensor x_BTHd)
    {
        using var scope = NewDisposeScope();
        var half = Rotated / 2;
        var rest = x_BTHd.size(3) - Rotated;
        var (first, second) = (x_BTHd.narrow(3, 0, half), x_BTHd.narrow(3, half, half));
        var swapped = rest == 0 ? cat([second, first], 3) : cat([second, first, x_BTHd.narrow(3, Rotated, rest)], 3);
        return addcmul(x_BTHd * Cosine, swapped, Sine, 1).MoveToOuterDisposeScope();
    }
}
