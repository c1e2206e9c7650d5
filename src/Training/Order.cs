namespace Steering.Training;

/// <summary>The order in which rows are read, a pure function of seed and epoch, the same on every runtime.</summary>
public static class Order
{
    /// <summary>A permutation of 0 … count − 1 (Fisher–Yates over SplitMix64).</summary>
    public static int[] Shuffled(int count, long seed, int epoch)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        var state = unchecked(((ulong)seed * 0x9E3779B97F4A7C15UL) ^ ((ulong)(epoch + 1) * 0xD1B54A32D192ED03UL));
        for (var i = count - 1; i > 0; i--)
        {
            var other = (int)(Next(ref state) % (ulong)(i + 1));
            (order[i], order[other]) = (order[other], order[i]);
        }
        return order;
    }

    /// <summary>SplitMix64 (Steele et al. 2014).</summary>
    private static ulong Next(ref ulong state)
    {
        unchecked
        {
            var z = state += 0x9E3779B97F4A7C15UL;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
            return z ^ (z >> 31);
        }
    }
}
