using TorchSharp;
using static TorchSharp.torch;

namespace Steering.StandIns.Tests;

public sealed class TorchDataTests
{
    [Fact]
    public void A_tensor_copies_its_array_and_from_array_shares_it()
    {
        using var scope = NewDisposeScope();
        var values = new[] { 1f, 2f, 3f };
        var copy = tensor(values);
        var shared = from_array(values);
        values[0] = 9f;
        Assert.Equal(1f, copy[0].item<float>());
        Assert.Equal(9f, shared[0].item<float>());
        shared.fill_(4);
        Assert.Equal([4f, 4f, 4f], values);
    }

    [Fact]
    public void A_shared_array_stays_in_place_while_a_view_of_it_lives()
    {
        using var scope = NewDisposeScope();
        Tensor view;
        using (NewDisposeScope())
        {
            var whole = from_array(Enumerable.Range(0, 1 << 16).Select(i => (long)i).ToArray());
            view = whole[(1 << 15)..].MoveToOuterDisposeScope();
        }

        for (var i = 0; i < 50; i++) _ = new byte[1 << 20];
        Assert.Equal(1L << 15, view[0].item<long>());
        Assert.Equal((1L << 16) - 1, view[-1].item<long>());
    }

    [Fact]
    public void Element_types_are_demanded_exactly()
    {
        using var scope = NewDisposeScope();
        Assert.Throws<ArgumentException>(() => ones(1).item<double>());
        Assert.Throws<ArgumentException>(() => ones(2).data<int>());
        Assert.Throws<ArgumentException>(() => ones(1, dtype: bfloat16).item<float>());
        Assert.Throws<ArgumentException>(() => ones(2).item<float>());
        Assert.Equal(1f, ones(1, dtype: bfloat16).ToSingle());
        Assert.Equal(3L, tensor(3).ToInt64());
    }

    [Fact]
    public void Elements_of_a_transposed_tensor_come_in_the_order_of_its_shape()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new[,] { { 1f, 2f, 3f }, { 4f, 5f, 6f } }).t();
        Assert.Equal([1f, 4f, 2f, 5f, 3f, 6f], x.data<float>().ToArray());
        Assert.Equal(6f, x.data<float>()[2, 1]);
        Assert.Equal(3f, x.data<float>().ToNDArray().GetValue(2, 0));
        Assert.Throws<NotImplementedException>(() => x.bytes.Length);
    }

    [Fact]
    public void Bytes_go_to_a_stream_and_back()
    {
        using var scope = NewDisposeScope();
        var x = arange(10, int32);
        using var stream = new MemoryStream();
        x.WriteBytesToStream(stream);
        Assert.Equal(40, stream.Length);
        stream.Position = 0;
        var y = empty(10, dtype: int32);
        y.ReadBytesFromStream(stream);
        Assert.Equal(x.data<int>().ToArray(), y.data<int>().ToArray());
        stream.Position = 4;
        Assert.Throws<EndOfStreamException>(() => y.ReadBytesFromStream(stream));
        y.bytes = new byte[40];
        Assert.Equal(0L, y.sum().ToInt64());
    }

    [Fact]
    public void Raw_bytes_are_read_as_any_type()
    {
        using var scope = NewDisposeScope();
        byte[] raw = [0, 0, 128, 63, 0, 0, 0, 64];
        Assert.Equal([1f, 2f], frombuffer(raw, float32).data<float>().ToArray());
        Assert.Equal([2f], frombuffer(raw, float32, offset: 1).data<float>().ToArray());
        Assert.Throws<ArgumentOutOfRangeException>(() => frombuffer(raw, float32, count: 3));
    }

    [Fact]
    public void Types_and_sizes_follow_the_rules_of_pytorch()
    {
        using var scope = NewDisposeScope();
        Assert.Equal(ScalarType.Int64, arange(5).dtype);
        Assert.Equal(ScalarType.Float32, arange(0, 1, 0.25).dtype);
        Assert.Equal(ScalarType.Int64, full([2], 3).dtype);
        Assert.Equal(ScalarType.Bool, full([2], true).dtype);
        Assert.Equal(ScalarType.Float32, full([2], 3.0).dtype);
        Assert.Equal([2, 3], zeros(2, 3).shape);
        Assert.Equal([2, 3], zeros([2, 3]).shape);
        Assert.Equal([3], linspace(0, 1, 3).shape);
        Assert.Equal("[2x3], type = Float32, device = cpu", zeros(2, 3).ToString());
    }

    [Fact]
    public void Decompositions_multiply_back_to_their_matrix()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(2, CPU);
        var a = randn([5, 3], generator: generator);
        var (q, r) = linalg.qr(a);
        Assert.True(q.matmul(r).allclose(a, atol: 1e-5));
        Assert.True(q.mT.matmul(q).allclose(eye(3), atol: 1e-5));
        var (u, s, vh) = linalg.svd(a, fullMatrices: false);
        Assert.True((u * s).matmul(vh).allclose(a, atol: 1e-5));
        var square = randn([4, 4], generator: generator);
        Assert.True(linalg.inv(square).matmul(square).allclose(eye(4), atol: 1e-4));
        var skew = square - square.mT;
        var rotation = linalg.matrix_exp(skew);
        Assert.True(rotation.mT.matmul(rotation).allclose(eye(4), atol: 1e-5));
        var (packed, tau) = geqrf(a);
        Assert.True(linalg.householder_product(packed, tau).allclose(q, atol: 1e-5));
        Assert.Equal(a.square().sum().sqrt().ToSingle(), linalg.norm(a).ToSingle(), 1e-4);
    }
}
