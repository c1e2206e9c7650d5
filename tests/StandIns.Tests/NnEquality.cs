using static TorchSharp.torch;

namespace Steering.StandIns.Tests;

internal static class NnEquality
{
    /// <summary>Equal shapes and equal elements, without tolerance.</summary>
    public static bool SameAs(this Tensor left, Tensor right) =>
        left.shape.AsSpan().SequenceEqual(right.shape) && left.eq(right).all().item<bool>();
}
