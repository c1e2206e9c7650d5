using TorchSharp.Interop;

namespace TorchSharp;

// Products of matrices and vectors.
public static partial class torch
{
    public partial class Tensor
    {
        public Tensor matmul(Tensor target) => Op.Call("aten::matmul", "", this, target);
        public Tensor mm(Tensor target) => Op.Call("aten::mm", "", this, target);
        public Tensor mv(Tensor target) => Op.Call("aten::mv", "", this, target);
        public Tensor bmm(Tensor batch2) => Op.Call("aten::bmm", "", this, batch2);
        public Tensor addmm(Tensor mat1, Tensor mat2, float beta = 1f, float alpha = 1f) => Op.Call("aten::addmm", "", this, mat1, mat2, beta, alpha);
        public Tensor addmm_(Tensor mat1, Tensor mat2, float beta = 1f, float alpha = 1f) => Op.CallInPlace("aten::addmm_", "", this, mat1, mat2, beta, alpha);
        public Tensor addmv(Tensor mat, Tensor vec, float beta = 1f, float alpha = 1f) => Op.Call("aten::addmv", "", this, mat, vec, beta, alpha);
        public Tensor baddbmm(Tensor batch1, Tensor batch2, float beta = 1f, float alpha = 1f) => Op.Call("aten::baddbmm", "", this, batch1, batch2, beta, alpha);
        public Tensor addbmm(Tensor batch1, Tensor batch2, float beta = 1f, float alpha = 1f) => Op.Call("aten::addbmm", "", this, batch1, batch2, beta, alpha);
        public Tensor dot(Tensor target) => Op.Call("aten::dot", "", this, target);
        public Tensor outer(Tensor vec2) => Op.Call("aten::outer", "", this, vec2);
        public Tensor ger(Tensor vec2) => Op.Call("aten::ger", "", this, vec2);
        public Tensor inner(Tensor vec2) => Op.Call("aten::inner", "", this, vec2);
        public Tensor vdot(Tensor target) => Op.Call("aten::vdot", "", this, target);
        public Tensor matrix_exp() => Op.Call("aten::matrix_exp", "", this);
        public Tensor matrix_power(int n) => Op.Call("aten::matrix_power", "", this, n);
        public Tensor inverse() => Op.Call("aten::inverse", "", this);
        public Tensor det() => Op.Call("aten::det", "", this);
        public Tensor logdet() => Op.Call("aten::logdet", "", this);
        public Tensor trace() => Op.Call("aten::trace", "", this);
        public Tensor tensordot(Tensor b, long[] dims1, long[] dims2) => Op.Call("aten::tensordot", "", this, b, dims1, dims2);
    }

    public static Tensor matmul(Tensor input, Tensor target) => input.matmul(target);
    public static Tensor mm(Tensor input, Tensor target) => input.mm(target);
    public static Tensor mv(Tensor input, Tensor target) => input.mv(target);
    public static Tensor bmm(Tensor input, Tensor batch2) => input.bmm(batch2);
    public static Tensor addmm(Tensor input, Tensor mat1, Tensor mat2, float beta, float alpha) => input.addmm(mat1, mat2, beta, alpha);
    public static Tensor addmm_(Tensor input, Tensor mat1, Tensor mat2, float beta, float alpha) => input.addmm_(mat1, mat2, beta, alpha);
    public static Tensor addmv(Tensor input, Tensor mat1, Tensor mat2, float beta, float alpha) => input.addmv(mat1, mat2, beta, alpha);
    public static Tensor baddbmm(Tensor input, Tensor batch1, Tensor batch2, float beta = 1f, float alpha = 1f) => input.baddbmm(batch1, batch2, beta, alpha);
    public static Tensor addbmm(Tensor input, Tensor batch1, Tensor batch2, float beta = 1f, float alpha = 1f) => input.addbmm(batch1, batch2, beta, alpha);
    public static Tensor dot(Tensor input, Tensor other) => input.dot(other);
    public static Tensor outer(Tensor input, Tensor vec2) => input.outer(vec2);
    public static Tensor ger(Tensor input, Tensor vec2) => input.ger(vec2);
    public static Tensor inner(Tensor input, Tensor vec2) => input.inner(vec2);
    public static Tensor vdot(Tensor input, Tensor target) => input.vdot(target);
    public static Tensor matrix_exp(Tensor input) => input.matrix_exp();
    public static Tensor matrix_power(Tensor input, int n) => input.matrix_power(n);
    public static Tensor inverse(Tensor input) => input.inverse();
    public static Tensor det(Tensor input) => input.det();
    public static Tensor logdet(Tensor input) => input.logdet();
    public static Tensor trace(Tensor input) => input.trace();
    public static Tensor tensordot(Tensor a, Tensor b, long[] dims1, long[] dims2) => a.tensordot(b, dims1, dims2);
    public static Tensor einsum(string equation, params Tensor[] tensors) => Op.Call("aten::einsum", "", equation, tensors);
}
