using static TorchSharp.torch;

namespace Steering.Models;

/// <summary>The values that codes stand for, and the search for the nearest.</summary>
public sealed class CodeTable
{
    /// <summary>Dettmers et al. 2023, appendix E.</summary>
    private static float[] NormalFloat =>
    [
        -1f, -0.6961928009986877f, -0.5250730514526367f, -0.39491748809814453f, -0.28444138169288635f, -0.18477343022823334f, -0.09105003625154495f, 0f,
        0.07958029955625534f, 0.16093020141124725f, 0.24611230194568634f, 0.33791524171829224f, 0.44070982933044434f, 0.5626170039176941f, 0.7229568362236023f, 1f,
    ];

    /// <summary>Magnitudes of the 4-bit float in the order of its codes: two exponent bits, one mantissa bit; the sign is the fourth bit.</summary>
    private static float[] FloatMagnitudes => [0f, 0.0625f / 12, 8f / 12, 12f / 12, 4f / 12, 6f / 12, 2f / 12, 3f / 12];

    private readonly Tensor _midpoints;   // between neighbours in order of size
    private readonly Tensor _codes;       // the code of each in order of size

    private CodeTable(float[] values, Device device)
    {
        int[] order = [.. Enumerable.Range(0, values.Length).OrderBy(i => values[i])];
        Values = tensor(values, device: device);
        _codes = tensor(order.Select(i => (long)i).ToArray(), device: device);
        _midpoints = tensor(order.Zip(order.Skip(1), (low, high) => (float)(((double)values[low] + values[high]) / 2)).ToArray(), device: device);
    }

    /// <summary>What each code stands for.</summary>
    public Tensor Values { get; }

    /// <summary>The table of a 4-bit form; it belongs to the caller's dispose scope.</summary>
    public static CodeTable Of(FourBitCodes codes, Device device) =>
        new(codes == FourBitCodes.NormalFloat ? NormalFloat : [.. FloatMagnitudes, .. FloatMagnitudes.Select(value => -value)], device);

    /// <summary>
    /// The 256 values of the signed dynamic 8-bit code (Dettmers 2016, arXiv 1511.04561; section 1.1 of arXiv 2110.02861): seven decades, each
    /// with twice the fraction steps of the one below it, and 0 and 1.
    /// </summary>
    public static CodeTable Dynamic(Device device) => new([.. DynamicValues().Order()], device);

    /// <summary>The code whose value is nearest, int64 of the same shape.</summary>
    public Tensor Nearest(Tensor x)
    {
        using var scope = NewDisposeScope();
        return _codes.index_select(0, x.flatten().bucketize(_midpoints)).view(x.shape).MoveToOuterDisposeScope();
    }

    /// <summary>The two values of every byte that holds two codes, the first in its high bits: [256, 2].</summary>
    public Tensor Pairs()
    {
        var count = Values.size(0);
        return stack([Values.repeat_interleave(count), Values.repeat(count)], 1);
    }

    private static IEnumerable<float> DynamicValues()
    {
        const int decades = 7;
        yield return 0;
        yield return 1;
        for (var decade = 0; decade < decades; decade++)
        {
            var (steps, scale) = (1 << decade, Math.Pow(10, decade - decades + 1));
            for (var step = 0; step < steps; step++)
            {
                // The middle of the step's part of [0.1, 1].
                var value = (float)(scale * (0.1 + (0.9 * (step + 0.5) / steps)));
                yield return value;
                yield return -value;
            }
        }
    }
}
