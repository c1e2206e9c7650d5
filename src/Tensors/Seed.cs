using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using static TorchSharp.torch;

namespace Steering.Tensors;

/// <summary>
/// Independent random streams from one seed: each purpose ("init", "shuffle/3", …) gets a stream of its own, so drawing more for one
/// never shifts another.
/// </summary>
public static class Seed
{
    /// <summary>The first eight bytes of SHA-256 over "seed/purpose", without the sign bit.</summary>
    public static long Derive(long seed, string purpose)
    {
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes($"{seed}/{purpose}"));
        return BinaryPrimitives.ReadInt64LittleEndian(digest) & long.MaxValue;
    }

    /// <summary>A CPU generator for one purpose; its owner disposes of it.</summary>
    public static Generator Stream(long seed, string purpose) => new((ulong)Derive(seed, purpose), CPU);

    /// <summary>Sets libtorch's own stream, which functions without a generator parameter draw from (dropout, weight initialisation).</summary>
    public static void Default(long seed, string purpose)
    {
        using var generator = manual_seed(Derive(seed, purpose));
    }
}
