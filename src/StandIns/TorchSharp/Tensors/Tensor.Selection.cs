using TorchSharp.Interop;

namespace TorchSharp;

// Reading and writing chosen elements.
public static partial class torch
{
    public partial class Tensor
    {
        public Tensor index_select(long dim, Tensor index) => Op.Call("aten::index_select", "", this, dim, index);
        public Tensor index_add(long dim, Tensor index, Tensor source, Scalar alpha) => Op.Call("aten::index_add", "", this, dim, index, source, alpha);
        public Tensor index_add_(long dim, Tensor index, Tensor source, Scalar alpha) => Op.CallInPlace("aten::index_add_", "", this, dim, index, source, alpha);
        public Tensor index_copy(long dim, Tensor index, Tensor source) => Op.Call("aten::index_copy", "", this, dim, index, source);
        public Tensor index_copy_(long dim, Tensor index, Tensor source) => Op.CallInPlace("aten::index_copy_", "", this, dim, index, source);
        public Tensor index_fill(long dim, Tensor index, Scalar value) => Op.Call("aten::index_fill", "int_Scalar", this, dim, index, value);
        public Tensor index_fill_(long dim, Tensor index, Scalar value) => Op.CallInPlace("aten::index_fill_", "int_Scalar", this, dim, index, value);
        public Tensor gather(long dim, Tensor index) => Op.Call("aten::gather", "", this, dim, index);
        public Tensor scatter(long dim, Tensor index, Tensor src) => Op.Call("aten::scatter", "src", this, dim, index, src);
        public Tensor scatter_(long dim, Tensor index, Tensor src) => Op.CallInPlace("aten::scatter_", "src", this, dim, index, src);
        public Tensor scatter_add(long dim, Tensor index, Tensor src) => Op.Call("aten::scatter_add", "", this, dim, index, src);
        public Tensor scatter_add_(long dim, Tensor index, Tensor src) => Op.CallInPlace("aten::scatter_add_", "", this, dim, index, src);
        public Tensor masked_fill(Tensor mask, Scalar value) => Op.Call("aten::masked_fill", "Scalar", this, mask, value);
        public Tensor masked_fill_(Tensor mask, Scalar value) => Op.CallInPlace("aten::masked_fill_", "Scalar", this, mask, value);
        public Tensor masked_select(Tensor mask) => Op.Call("aten::masked_select", "", this, mask);
        public Tensor masked_scatter(Tensor mask, Tensor value) => Op.Call("aten::masked_scatter", "", this, mask, value);
        public Tensor masked_scatter_(Tensor mask, Tensor value) => Op.CallInPlace("aten::masked_scatter_", "", this, mask, value);
        public Tensor take(Tensor index) => Op.Call("aten::take", "", this, index);
        public Tensor take_along_dim(Tensor indices) => Op.Call("aten::take_along_dim", "", this, indices);
        public Tensor take_along_dim(Tensor indices, long dim) => Op.Call("aten::take_along_dim", "", this, indices, dim);
        public Tensor where(Tensor condition, Tensor y) => Op.Call("aten::where", "self", condition, this, y);
        public Tensor copy_(Tensor source, bool nonBlocking = false) => Op.CallInPlace("aten::copy_", "", this, source, nonBlocking);
        public Tensor set_(Tensor source) => Op.CallInPlace("aten::set_", "source_Tensor", this, source);
        public Tensor zero_() => Op.CallInPlace("aten::zero_", "", this);
        public Tensor fill_(Scalar value) => Op.CallInPlace("aten::fill_", "Scalar", this, value);
        public Tensor bucketize(Tensor boundaries, bool outInt32 = false, bool right = false) => Op.Call("aten::bucketize", "Tensor", this, boundaries, outInt32, right);
    }

    public static Tensor index_select(Tensor input, long dim, Tensor index) => input.index_select(dim, index);
    public static Tensor index_add(Tensor input, long dim, Tensor index, Tensor source, Scalar alpha) => input.index_add(dim, index, source, alpha);
    public static Tensor index_add_(Tensor input, long dim, Tensor index, Tensor source, Scalar alpha) => input.index_add_(dim, index, source, alpha);
    public static Tensor index_copy(Tensor input, long dim, Tensor index, Tensor source) => input.index_copy(dim, index, source);
    public static Tensor index_copy_(Tensor input, long dim, Tensor index, Tensor source) => input.index_copy_(dim, index, source);
    public static Tensor index_fill(Tensor input, long dim, Tensor index, Scalar value) => input.index_fill(dim, index, value);
    public static Tensor index_fill_(Tensor input, long dim, Tensor index, Scalar value) => input.index_fill_(dim, index, value);
    public static Tensor gather(Tensor input, long dim, Tensor index) => input.gather(dim, index);
    public static Tensor gather(Tensor input, long dim, Tensor index, bool sparse_grad = false) => Op.Call("aten::gather", "", input, dim, index, sparse_grad);
    public static Tensor scatter(Tensor input, long dim, Tensor index, Tensor src) => input.scatter(dim, index, src);
    public static Tensor scatter_(Tensor input, long dim, Tensor index, Tensor src) => input.scatter_(dim, index, src);
    public static Tensor scatter_add(Tensor input, long dim, Tensor index, Tensor src) => input.scatter_add(dim, index, src);
    public static Tensor scatter_add_(Tensor input, long dim, Tensor index, Tensor src) => input.scatter_add_(dim, index, src);
    public static Tensor masked_select(Tensor input, Tensor mask) => input.masked_select(mask);
    public static Tensor take(Tensor input, Tensor index) => input.take(index);
    public static Tensor take_along_dim(Tensor input, Tensor indices, long dim = 0) => input.take_along_dim(indices, dim);
    public static Tensor[] where(Tensor condition) => Op.CallMany("aten::where", "", condition);
    public static Tensor where(Tensor condition, Tensor x, Tensor y) => Op.Call("aten::where", "self", condition, x, y);
    public static Tensor bucketize(Tensor input, Tensor boundaries, bool outInt32 = false, bool right = false) => input.bucketize(boundaries, outInt32, right);
}
