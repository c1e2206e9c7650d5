using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>How a resized picture's new points are made from old ones.</summary>
    public enum InterpolationMode
    {
        Nearest = 0,
        Linear = 1,
        Bilinear = 2,
        Bicubic = 3,
        Trilinear = 4,
        Area = 5,
        NearestExact = 6,
    }

    public static partial class nn
    {
        /// <summary>How the losses of the elements become one number.</summary>
        public enum Reduction : long
        {
            None = 0,
            Mean = 1,
            Sum = 2,
        }

        public static partial class functional
        {
            public static Tensor linear(Tensor input, Tensor weights, Tensor? bias = null) => Op.Call("aten::linear", "", input, weights, bias);

            // ---- activations

            public static Tensor softmax(Tensor input, long dim, ScalarType? dtype = null) => Op.Call("aten::softmax", "int", input, dim, dtype);

            public static Tensor log_softmax(Tensor x, long dim) => Op.Call("aten::log_softmax", "int", x, dim, Arg.None);

            public static Tensor gelu(Tensor x) => Op.Call("aten::gelu", "", x);

            public static Tensor gelu(Tensor x, bool inplace) => inplace ? Op.CallInPlace("aten::gelu_", "", x) : gelu(x);

            public static Tensor relu(Tensor x, bool inplace = false) =>
                inplace ? Op.CallInPlace("aten::relu_", "", x) : Op.Call("aten::relu", "", x);

            public static Tensor silu(Tensor x, bool inplace = false) =>
                inplace ? Op.CallInPlace("aten::silu_", "", x) : Op.Call("aten::silu", "", x);

            public static Tensor tanh(Tensor x, bool inplace = false) =>
                inplace ? Op.CallInPlace("aten::tanh_", "", x) : Op.Call("aten::tanh", "", x);

            public static Tensor sigmoid(Tensor x) => Op.Call("aten::sigmoid", "", x);

            public static Tensor sigmoid(Tensor x, bool inplace) => inplace ? Op.CallInPlace("aten::sigmoid_", "", x) : sigmoid(x);

            public static Tensor logsigmoid(Tensor x) => Op.Call("aten::log_sigmoid", "", x);

            public static Tensor softplus(Tensor x, double beta = 1, double threshold = 20) => Op.Call("aten::softplus", "", x, beta, threshold);

            public static Tensor dropout(Tensor input, double p = 0.5, bool training = true, bool inplace = false) =>
                inplace ? Op.CallInPlace("aten::dropout_", "", input, p, training) : Op.Call("aten::dropout", "", input, p, training);

            // ---- normalisation

            public static Tensor layer_norm(Tensor input, long[] normalized_shape, Tensor? weight = null, Tensor? bias = null, double eps = 1E-05) =>
                Op.Call("aten::layer_norm", "", input, normalized_shape, weight, bias, eps, true);

            public static Tensor batch_norm(
                Tensor input,
                Tensor running_mean,
                Tensor running_var,
                Tensor? weight = null,
                Tensor? bias = null,
                bool training = false,
                double momentum = 0.1,
                double eps = 1E-05) =>
                Op.Call("aten::batch_norm", "", input, weight, bias, running_mean, running_var, training, momentum, eps, true);

            /// <summary>Divides by the p-norm along one dimension, but never by less than <paramref name="eps"/>.</summary>
            public static Tensor normalize(Tensor input, double p = 2, long dim = 1, double eps = 1E-12)
            {
                using var norm = Op.Call("aten::norm", "ScalarOpt_dim", input, p, new[] { dim }, true);
                using var floored = Op.Call("aten::clamp_min", "", norm, eps);
                return Op.Call("aten::div", "Tensor", input, floored);
            }

            // ---- losses

            public static Tensor cross_entropy(
                Tensor input,
                Tensor target,
                Tensor? weight = null,
                long ignore_index = -100,
                Reduction reduction = Reduction.Mean,
                double label_smoothing = 0) =>
                Op.Call("aten::cross_entropy_loss", "", input, target, weight, (long)reduction, ignore_index, label_smoothing);

            public static Tensor nll_loss(Tensor input, Tensor target, Tensor? weight = null, Reduction reduction = Reduction.Mean) =>
                Op.Call("aten::nll_loss_nd", "", input, target, weight, (long)reduction);

            public static Tensor mse_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean) =>
                Op.Call("aten::mse_loss", "", input, target, (long)reduction);

            public static Tensor kl_div(Tensor input, Tensor target, bool log_target = true, Reduction reduction = Reduction.Mean) =>
                Op.Call("aten::kl_div", "", input, target, (long)reduction, log_target);

            public static Tensor binary_cross_entropy_with_logits(
                Tensor input, Tensor target, Tensor? weight = null, Reduction reduction = Reduction.Mean, Tensor? pos_weights = null) =>
                Op.Call("aten::binary_cross_entropy_with_logits", "", input, target, weight, pos_weights, (long)reduction);

            public static Tensor cosine_similarity(Tensor x1, Tensor x2, long dim = 1, double eps = 1E-08) =>
                Op.Call("aten::cosine_similarity", "", x1, x2, dim, eps);

            // ---- the rest

            public static Tensor one_hot(Tensor x, long num_classes = -1) => Op.Call("aten::one_hot", "", x, num_classes);

            /// <summary>
            /// softmax(q kᵀ / √d + mask) v. A boolean mask is true where a key may be seen; a float mask is added. The misspelt
            /// <paramref name="is_casual"/> is the package's.
            /// </summary>
            public static Tensor scaled_dot_product_attention(
                Tensor query, Tensor key, Tensor value, Tensor? attn_mask = null, double p = 0, bool is_casual = false)
            {
                if (is_casual && attn_mask is not null) throw new ArgumentException("Give either a mask or is_casual, not both.", nameof(is_casual));
                var (attended, weights) = Op.CallTwo("aten::_scaled_dot_product_attention", "", query, key, value, attn_mask, p, false, is_casual);
                weights?.Dispose();
                return attended;
            }
        }
    }
}
