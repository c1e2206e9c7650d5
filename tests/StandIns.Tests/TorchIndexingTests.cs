using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Steering.StandIns.Tests;

public sealed class TorchIndexingTests
{
    private static Tensor Cube() => arange(24, float32).view(2, 3, 4);

    private static float[] Read(Tensor tensor) => tensor.data<float>().ToArray();

    [Fact]
    public void Numbers_choose_and_drop_dimensions()
    {
        using var scope = NewDisposeScope();
        var x = Cube();
        Assert.Equal([12f, 13f, 14f, 15f], Read(x[1, 0]));
        Assert.Equal(23f, x[1, 2, 3].item<float>());
        Assert.Equal(23f, x[-1, -1, -1].item<float>());
        Assert.Throws<ExternalException>(() => x[2]);
    }

    [Fact]
    public void Ranges_cut_like_those_of_csharp()
    {
        using var scope = NewDisposeScope();
        var x = Cube();
        Assert.Equal([2, 2, 4], x[.., 1..].shape);
        Assert.Equal([2, 3, 1], x[TensorIndex.Ellipsis, ^1..].shape);
        Assert.Equal([2, 3, 3], x[.., .., ..^1].shape);
        Assert.Equal([0f, 2f], Read(x[0, 0, TensorIndex.Slice(step: 2)]));
        Assert.Equal([3f, 7f, 11f], Read(x[TensorIndex.Single(0), TensorIndex.Colon, ^1]));
        Assert.Equal([2, 1, 3, 4], x[TensorIndex.Colon, TensorIndex.Null].shape);
    }

    [Fact]
    public void A_range_is_a_view_and_writes_through()
    {
        using var scope = NewDisposeScope();
        var x = Cube();
        x[0, 1].fill_(-1);
        Assert.Equal(-4f, x[0, 1].sum().item<float>());
        x[.., .., ..1] = zeros(2, 3, 1);
        Assert.Equal(0f, x[.., .., 0].abs().sum().item<float>());
        x[1, 2, 3] = 100;
        Assert.Equal(100f, x.max().item<float>());
    }

    [Fact]
    public void A_mask_gathers_rows_and_scatters_them_back()
    {
        using var scope = NewDisposeScope();
        var x = Cube();
        var mask = tensor(new[,] { { true, false, false }, { false, false, true } });
        Assert.Equal([0f, 1f, 2f, 3f, 20f, 21f, 22f, 23f], Read(x[mask]));
        x[mask] = zeros(2, 4);
        Assert.Equal(0f, x[mask].abs().sum().item<float>());
        Assert.Equal(276f - 6 - 86, x.sum().item<float>());
    }

    [Fact]
    public void Positions_as_tensors_take_elements_in_their_order()
    {
        using var scope = NewDisposeScope();
        var x = Cube();
        var rows = tensor(new[] { 1L, 0L });
        Assert.Equal([1f * 12 + 3, 0 + 3], Read(x[TensorIndex.Tensor(rows), 0, 3]));
        Assert.Equal([2, 2, 4], x[TensorIndex.Colon, TensorIndex.Tensor(tensor(new[] { 2L, 0L }))].shape);
        Assert.Equal(Read(x.index_select(1, tensor(new[] { 2L, 0L }))), Read(x[TensorIndex.Colon, TensorIndex.Tensor(tensor(new[] { 2L, 0L }))]));
    }

    [Fact]
    public void Accumulating_puts_add_up_where_positions_repeat()
    {
        using var scope = NewDisposeScope();
        var x = zeros(3);
        x.index_put_(ones(3), [TensorIndex.Tensor(tensor(new[] { 2L, 2L, 0L }))], accumulate: true);
        Assert.Equal([1f, 0f, 2f], Read(x));
        Assert.Equal([1f, 0f, 4f], Read(x.index_add(0, tensor(new[] { 2L }), ones(1), 2)));
    }

    [Fact]
    public void Gradients_flow_back_through_an_index()
    {
        using var scope = NewDisposeScope();
        var x = zeros([4, 2], requires_grad: true);
        var visual = tensor(new[] { false, true, true, false });
        (x[visual] * 3).sum().backward();
        Assert.Equal([0f, 0f, 3f, 3f, 3f, 3f, 0f, 0f], Read(x.grad!));
    }

    [Fact]
    public void Too_many_indices_are_refused()
    {
        using var scope = NewDisposeScope();
        Assert.Throws<IndexOutOfRangeException>(() => ones(2)[.., ..]);
    }
}
