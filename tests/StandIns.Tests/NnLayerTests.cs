using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Steering.StandIns.Tests;

public sealed class NnLayerTests
{
    private static void Close(Tensor expected, Tensor actual, double tolerance = 1e-5)
    {
        Assert.Equal(expected.shape, actual.shape);
        var difference = (expected.to(float64) - actual.to(float64)).abs().max().item<double>();
        Assert.True(difference <= tolerance, $"differs by {difference}");
    }

    [Fact]
    public void Linear_is_a_product_with_the_transpose_plus_bias()
    {
        using var scope = NewDisposeScope();
        using var linear = Linear(5, 3);
        var x = randn(4, 5);
        Close(x.matmul(linear.weight.t()) + linear.bias!, linear.call(x));
        Assert.InRange(linear.weight.abs().max().item<float>(), 0, 1 / MathF.Sqrt(5));
    }

    [Fact]
    public void Layer_norm_has_zero_mean_and_unit_variance_before_its_scale()
    {
        using var scope = NewDisposeScope();
        using var norm = LayerNorm(64, eps: 0);
        var y = norm.call(randn(8, 64) * 3 + 1);
        Close(zeros(8), y.mean([-1L]));
        Close(ones(8), y.pow(2).mean([-1L]));
        Assert.Equal(2, norm.named_parameters().Count());
        using var bare = LayerNorm(64, elementwise_affine: false);
        Assert.Empty(bare.named_parameters());
    }

    [Fact]
    public void Embedding_looks_rows_up_and_its_padding_row_gets_no_gradient()
    {
        using var scope = NewDisposeScope();
        using var table = Embedding(6, 4, padding_idx: 0);
        var ids = tensor(new long[] { 3, 0, 3 });
        var rows = table.call(ids);
        Assert.True(rows.SameAs(table.weight.index_select(0, ids)));
        rows.sum().backward();
        Assert.Equal([0f, 0, 0, 8, 0, 0], table.weight.grad!.sum(1).data<float>().ToArray());
    }

    [Fact]
    public void Convolution_equals_unfolded_patches_times_the_kernel()
    {
        using var scope = NewDisposeScope();
        using var convolution = Conv2d(3, 5, 3, stride: 2, padding: 1);
        var x = randn(2, 3, 8, 6);
        var patches = functional.unfold(x, 3, padding: 1, stride: 2);
        var expected = convolution.weight.view(5, -1).matmul(patches).view(2, 5, 4, 3) + convolution.bias!.view(1, -1, 1, 1);
        Close(expected, convolution.call(x));
        using var same = Conv2d(3, 5, 3, Padding.Same, bias: false);
        Assert.Equal([2L, 5, 8, 6], same.call(x).shape);
        using var reflected = Conv2d(3, 5, 3, padding: 1, padding_mode: PaddingModes.Reflect);
        Assert.Equal([2L, 5, 8, 6], reflected.call(x).shape);
    }

    [Fact]
    public void Batch_norm_uses_the_batch_while_training_and_what_it_learned_afterwards()
    {
        using var scope = NewDisposeScope();
        using var norm = BatchNorm2d(3, eps: 0, momentum: 0.25);
        var x = randn(4, 3, 5, 5) * 2 + 7;
        var y = norm.call(x);
        Close(zeros(3), y.mean([0L, 2, 3]));
        Close(x.mean([0L, 2, 3]) * 0.25, norm.running_mean!);
        Assert.Equal(1, norm.num_batches_tracked!.item<long>());
        norm.eval();
        var expected = (x - norm.running_mean!.view(1, 3, 1, 1)) / norm.running_var!.view(1, 3, 1, 1).sqrt();
        Close(expected, norm.call(x));
        Assert.Equal(1, norm.num_batches_tracked!.item<long>());
        Assert.Equal(
            ["bias", "num_batches_tracked", "running_mean", "running_var", "weight"], norm.state_dict().Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Dropout_scales_what_it_keeps_and_does_nothing_in_evaluation()
    {
        using var scope = NewDisposeScope();
        using var dropout = Dropout(0.5);
        var values = dropout.call(ones(1000)).data<float>().ToArray();
        Assert.All(values, value => Assert.True(value is 0 or 2));
        Assert.Contains(0f, values);
        Assert.Contains(2f, values);
        dropout.eval();
        Assert.True(ones(10).SameAs(dropout.call(ones(10))));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Attention_is_the_softmax_of_scaled_products(bool masked, bool causal)
    {
        using var scope = NewDisposeScope();
        var (q, k, v) = (randn(2, 3, 5, 8), randn(2, 3, 5, 8), randn(2, 3, 5, 4));
        var allowed = causal ? ones(5, 5).tril().to(@bool) : masked ? tensor(new[] { true, false, true, true, false }).expand(5, 5) : ones(5, 5).to(@bool);
        var scores = q.matmul(k.transpose(-1, -2)) / Math.Sqrt(8);
        var expected = functional.softmax(scores.masked_fill(allowed.logical_not(), double.NegativeInfinity), -1).matmul(v);
        Close(expected, functional.scaled_dot_product_attention(q, k, v, masked ? allowed : null, is_casual: causal));
        Assert.Throws<ArgumentException>(() => functional.scaled_dot_product_attention(q, k, v, allowed, is_casual: true));
    }

    [Fact]
    public void Cross_entropy_ignores_the_label_minus_100_and_averages_over_the_rest()
    {
        using var scope = NewDisposeScope();
        var logits = randn(4, 7);
        var labels = tensor(new long[] { 2, -100, 6, -100 });
        var logs = functional.log_softmax(logits, 1);
        var expected = -(logs[0, 2] + logs[2, 6]) / 2;
        Close(expected, functional.cross_entropy(logits, labels));
        Close(expected * 2, functional.cross_entropy(logits, labels, reduction: Reduction.Sum));
    }

    [Fact]
    public void Normalize_gives_unit_vectors_and_leaves_zero_at_zero()
    {
        using var scope = NewDisposeScope();
        var x = cat([randn(3, 6), zeros(1, 6)]);
        Close(tensor(new[] { 1f, 1, 1, 0 }), functional.normalize(x).norm(1));
    }

    [Fact]
    public void Interpolation_keeps_constants_and_antialiasing_averages_when_shrinking()
    {
        using var scope = NewDisposeScope();
        var flat = full([1, 1, 8, 8], 3.0f);
        foreach (var mode in new[] { InterpolationMode.Nearest, InterpolationMode.Bilinear, InterpolationMode.Bicubic, InterpolationMode.Area })
        {
            Close(full([1, 1, 4, 4], 3.0f), functional.interpolate(flat, size: [4, 4], mode: mode));
        }
        var rough = randn(1, 1, 32, 32);
        var smooth = functional.interpolate(rough, size: [8, 8], mode: InterpolationMode.Bicubic, antialias: true);
        var aliased = functional.interpolate(rough, size: [8, 8], mode: InterpolationMode.Bicubic);
        Assert.True(smooth.pow(2).sum().item<float>() < aliased.pow(2).sum().item<float>());
        Assert.Equal([1L, 1, 64, 64], functional.interpolate(rough, scale_factor: [2.0]).shape);
    }

    [Fact]
    public void Padding_goes_around_the_last_dimension_first()
    {
        using var scope = NewDisposeScope();
        var padded = functional.pad(ones(2, 2), (1, 0, 0, 2), value: 5);
        Assert.Equal([5f, 1, 1, 5, 1, 1, 5, 5, 5, 5, 5, 5], padded.flatten().data<float>().ToArray());
    }

    [Fact]
    public void Pools_take_the_largest_or_the_mean_of_each_window()
    {
        using var scope = NewDisposeScope();
        var x = arange(16, dtype: float32).view(1, 1, 4, 4);
        Assert.Equal([5f, 7, 13, 15], functional.max_pool2d(x, 2).flatten().data<float>().ToArray());
        Assert.Equal([2.5f, 4.5f, 10.5f, 12.5f], functional.avg_pool2d(x, 2).flatten().data<float>().ToArray());
        Assert.Equal([7.5f], functional.adaptive_avg_pool2d(x, 1).flatten().data<float>().ToArray());
        Assert.Equal([15f], functional.adaptive_max_pool2d(x, [1, 1]).flatten().data<float>().ToArray());
    }

    [Fact]
    public void Orthogonal_starts_have_orthonormal_rows_or_columns()
    {
        using var scope = NewDisposeScope();
        foreach (var (rows, columns) in new[] { (4L, 9L), (9L, 4L) })
        {
            var matrix = init.orthogonal_(empty(rows, columns));
            Close(eye(4), rows < columns ? matrix.matmul(matrix.t()) : matrix.t().matmul(matrix));
        }
    }

    [Fact]
    public void Starting_values_have_the_spread_that_their_rule_says()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        var cut = init.trunc_normal_(empty(20000), std: 2, a: -1, b: 3);
        Assert.InRange(cut.min().item<float>(), -1f, -0.9f);
        Assert.InRange(cut.max().item<float>(), 2.9f, 3f);
        var kaiming = init.kaiming_normal_(empty(200, 100), nonlinearity: init.NonlinearityType.ReLU);
        Assert.InRange(kaiming.std().item<float>(), 0.95 * Math.Sqrt(2.0 / 100), 1.05 * Math.Sqrt(2.0 / 100));
        var xavier = init.xavier_uniform_(empty(200, 100));
        Assert.InRange(xavier.abs().max().item<float>(), 0.95 * Math.Sqrt(6.0 / 300), Math.Sqrt(6.0 / 300));
        var first = init.normal_(empty(8), generator: new Generator(7));
        Assert.True(first.SameAs(init.normal_(empty(8), generator: new Generator(7))));
    }
}
