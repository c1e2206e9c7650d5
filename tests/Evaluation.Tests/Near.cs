using static TorchSharp.torch;

namespace Steering.Evaluation.Tests;

/// <summary>Compares tensors as the golden README says: largest absolute difference, only where something counts.</summary>
internal static class Near
{
    /// <summary>Largest absolute difference.</summary>
    public static double Difference(Tensor left, Tensor right)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        Assert.Equal(right.shape, left.shape);
        return left.numel() == 0 ? 0 : (left.to_type(ScalarType.Float64) - right.to_type(ScalarType.Float64)).abs().max().item<double>();
    }

    public static void Equal(Tensor expected, Tensor actual, double tolerance, string what)
    {
        var difference = Difference(actual, expected);
        Assert.True(difference <= tolerance, $"{what}: differs by {difference:G3}, {tolerance:G3} is allowed.");
    }

    /// <summary>The same for [B, T, …], at the positions whose mask is 1.</summary>
    public static void Equal(Tensor expected_BT, Tensor actual_BT, Tensor mask_BT, double tolerance, string what)
    {
        using var scope = NewDisposeScope();
        var places = mask_BT.flatten().nonzero().flatten();
        Equal(expected_BT.flatten(0, 1).index_select(0, places), actual_BT.flatten(0, 1).index_select(0, places), tolerance, what);
    }

    public static bool BitEqual(Tensor left, Tensor right)
    {
        using var scope = NewDisposeScope();
        return left.shape.SequenceEqual(right.shape) && left.cpu().contiguous().bytes.SequenceEqual(right.cpu().contiguous().bytes);
    }
}
