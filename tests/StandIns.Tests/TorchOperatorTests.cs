using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Steering.StandIns.Tests;

public sealed class TorchOperatorTests
{
    [Fact]
    public void Numbers_stand_on_either_side_of_an_operator()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new[] { 1f, 2f, 4f });
        Assert.Equal([3f, 4f, 6f], (x + 2).data<float>().ToArray());
        Assert.Equal([1f, 0f, -2f], (2 - x).data<float>().ToArray());
        Assert.Equal([8f, 4f, 2f], (8.0 / x).data<float>().ToArray());
        Assert.Equal([0.5f, 1f, 2f], (x * 0.5f).data<float>().ToArray());
        Assert.Equal([-1f, -2f, -4f], (-x).data<float>().ToArray());
        Assert.Equal([1f, 0f, 0f], (x % 2L).data<float>().ToArray());
        Assert.Equal([false, true, true], (x > 1.5).data<bool>().ToArray());
    }

    [Fact]
    public void Whole_numbers_do_not_promote_a_float_tensor_nor_do_doubles_promote_float32()
    {
        using var scope = NewDisposeScope();
        Assert.Equal(ScalarType.Float32, (ones(2) * 2.5).dtype);
        Assert.Equal(ScalarType.Int64, (arange(3) + 1).dtype);
        Assert.Equal(ScalarType.Float32, (arange(3) * 0.5).dtype);
    }

    [Fact]
    public void A_product_of_matrices_equals_the_hand_computed_one()
    {
        using var scope = NewDisposeScope();
        var a = tensor(new[,] { { 1f, 2f }, { 3f, 4f } });
        var b = tensor(new[,] { { 5f, 6f }, { 7f, 8f } });
        Assert.Equal([19f, 22f, 43f, 50f], a.matmul(b).data<float>().ToArray());
        Assert.Equal([19f, 22f, 43f, 50f], einsum("ij,jk->ik", a, b).data<float>().ToArray());
    }

    [Fact]
    public void Gradients_of_a_polynomial_equal_the_derivative()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new[] { 1f, -2f, 3f }, requires_grad: true);
        (x.pow(3) + 2 * x).sum().backward();
        Assert.Equal([5f, 14f, 29f], x.grad!.data<float>().ToArray());
    }

    [Fact]
    public void Errors_carry_the_text_of_libtorch()
    {
        using var scope = NewDisposeScope();
        var error = Assert.Throws<ExternalException>(() => ones(2, 3).mm(ones(2, 3)));
        Assert.Contains("mat1 and mat2 shapes cannot be multiplied (2x3 and 2x3)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_meta_device_computes_shapes_without_memory()
    {
        using var scope = NewDisposeScope();
        var huge = empty([1L << 20, 1L << 20], device: META);
        var product = huge.matmul(huge);
        Assert.Equal([1L << 20, 1L << 20], product.shape);
        Assert.True(product.is_meta);
        Assert.Throws<InvalidOperationException>(() => huge.data<float>());
    }
}
