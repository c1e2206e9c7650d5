using static TorchSharp.torch;

namespace Steering.Tensors;

/// <summary>
/// How many threads tensor arithmetic of this process may use. Another count changes the last bits of sums, so the count belongs in
/// the key of whatever trains.
/// </summary>
public static class Threads
{
    public static int Count => get_num_threads();

    public static void Use(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        set_num_threads(count);
    }
}
