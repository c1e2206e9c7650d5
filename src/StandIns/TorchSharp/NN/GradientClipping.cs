using TorchSharp.Interop;
using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class utils
        {
            // Added to the norm before it divides, as in libtorch.
            private const double Margin = 1e-6;

            /// <summary>
            /// Scales all gradients so that their common norm is at most <paramref name="max_norm"/>; returns the norm they had. Reading it
            /// waits for the device.
            /// </summary>
            public static double clip_grad_norm_(IEnumerable<Parameter> tensors, double max_norm, double norm_type = 2)
            {
                using var scope = NewDisposeScope();
                using var quiet = no_grad();
                Tensor[] grads = [.. tensors.Select(parameter => parameter.grad).OfType<Tensor>()];
                if (grads.Length == 0) return 0;
                var norms = double.IsPositiveInfinity(norm_type)
                    ? [.. grads.Select(grad => grad.abs().max())]
                    : Op.CallMany("aten::_foreach_norm", "Scalar", grads, norm_type);
                var all = Op.Call("aten::stack", "", norms, 0);
                var total = Op.Call("aten::norm", "Scalar", all, norm_type).to(ScalarType.Float64).item<double>();
                var factor = max_norm / (total + Margin);
                // A factor of 1 or more leaves every gradient as it is.
                if (factor < 1 || double.IsNaN(factor)) Op.CallNothing("aten::_foreach_mul_", "Scalar", grads, factor);
                return total;
            }

            public static void clip_grad_value_(IEnumerable<Parameter> tensors, double clip_value)
            {
                using var quiet = no_grad();
                foreach (var parameter in tensors)
                {
                    using var grad = parameter.grad;
                    if (grad is not null) Op.CallInPlace("aten::clamp_", "", grad, -clip_value, clip_value);
                }
            }
        }
    }
}
