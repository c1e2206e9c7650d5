using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Decompositions, norms and functions of matrices; batches in the leading dimensions.</summary>
    public static class linalg
    {
        public enum QRMode { Reduced = 0, Complete = 1, R = 2 }

        public static Tensor cholesky(Tensor input) => Op.Call("aten::linalg_cholesky", "", input);

        public static Tensor cross(Tensor input, Tensor other, long dim = -1) => Op.Call("aten::linalg_cross", "", input, other, dim);

        public static Tensor det(Tensor input) => Op.Call("aten::linalg_det", "", input);

        public static (Tensor, Tensor) eigh(Tensor input, char UPLO = 'L') => Op.CallTwo("aten::linalg_eigh", "", input, UPLO.ToString());

        public static Tensor eigvalsh(Tensor input, char UPLO = 'L') => Op.Call("aten::linalg_eigvalsh", "", input, UPLO.ToString());

        /// <summary>The product of the reflectors that a QR decomposition stores below the diagonal: a matrix with orthonormal columns.</summary>
        public static Tensor householder_product(Tensor A, Tensor tau) => Op.Call("aten::linalg_householder_product", "", A, tau);

        public static Tensor inv(Tensor input) => Op.Call("aten::linalg_inv", "", input);

        public static Tensor matrix_exp(Tensor input) => Op.Call("aten::linalg_matrix_exp", "", input);

        public static Tensor matrix_norm(Tensor input, string ord = "fro", long[]? dims = null, bool keepdim = false) =>
            Op.Call("aten::linalg_matrix_norm", "str_ord", input, ord, dims ?? [-2, -1], keepdim);

        public static Tensor matrix_norm(Tensor input, double ord, long[]? dims = null, bool keepdim = false) =>
            Op.Call("aten::linalg_matrix_norm", "", input, ord, dims ?? [-2, -1], keepdim);

        public static Tensor matrix_rank(Tensor input, double? atol = null, double? rtol = null, bool hermitian = false) =>
            Op.Call("aten::linalg_matrix_rank", "atol_rtol_float", input, atol, rtol, hermitian);

        public static Tensor matrix_rank(Tensor input, Tensor atol, Tensor? rtol = null, bool hermitian = false) =>
            Op.Call("aten::linalg_matrix_rank", "atol_rtol_tensor", input, atol, rtol, hermitian);

        public static Tensor multi_dot(IList<Tensor> tensors) => Op.Call("aten::linalg_multi_dot", "", tensors.ToArray());

        public static Tensor norm(Tensor input, string ord, long[]? dims = null, bool keepdim = false) =>
            Op.Call("aten::linalg_norm", "ord_str", input, ord, dims, keepdim);

        public static Tensor norm(Tensor input, double ord, long[]? dims = null, bool keepdim = false) =>
            Op.Call("aten::linalg_norm", "", input, ord, dims, keepdim);

        public static Tensor norm(Tensor input, int ord, long[]? dims = null, bool keepdim = false) =>
            Op.Call("aten::linalg_norm", "", input, ord, dims, keepdim);

        public static Tensor norm(Tensor input, long[]? dims = null, bool keepdim = false) =>
            Op.Call("aten::linalg_norm", "", input, Arg.None, dims, keepdim);

        public static Tensor pinv(Tensor input, double? atol = null, double? rtol = null, bool hermitian = false) =>
            Op.Call("aten::linalg_pinv", "atol_rtol_float", input, atol, rtol, hermitian);

        public static Tensor pinv(Tensor input, Tensor atol, Tensor? rtol = null, bool hermitian = false) =>
            Op.Call("aten::linalg_pinv", "atol_rtol_tensor", input, atol, rtol, hermitian);

        /// <summary>Q with orthonormal columns and upper triangular R whose product is the input.</summary>
        public static (Tensor, Tensor) qr(Tensor input, QRMode mode = QRMode.Reduced) => Op.CallTwo("aten::linalg_qr", "", input, mode switch
        {
            QRMode.Complete => "complete",
            QRMode.R => "r",
            _ => "reduced",
        });

        public static (Tensor, Tensor) slogdet(Tensor input) => Op.CallTwo("aten::linalg_slogdet", "", input);

        public static Tensor solve(Tensor A, Tensor B, bool left = true) => Op.Call("aten::linalg_solve", "", A, B, left);

        /// <summary>U, the singular values in falling order and the conjugate transpose of V.</summary>
        public static (Tensor, Tensor, Tensor) svd(Tensor input, bool fullMatrices = true) => Op.CallThree("aten::linalg_svd", "", input, fullMatrices);

        public static Tensor svdvals(Tensor input) => Op.Call("aten::linalg_svdvals", "", input);

        public static Tensor vector_norm(Tensor input, double ord = 2, long[]? dims = null, bool keepdim = false) =>
            Op.Call("aten::linalg_vector_norm", "", input, ord, dims, keepdim);
    }

    public static (Tensor, Tensor) geqrf(Tensor input) => Op.CallTwo("aten::geqrf", "", input);

    public partial class Tensor
    {
        public (Tensor, Tensor) geqrf() => torch.geqrf(this);
    }
}
