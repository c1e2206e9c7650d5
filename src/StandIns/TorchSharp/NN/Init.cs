using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>First values of parameters; every function fills its tensor outside the graph and returns it.</summary>
        public static class init
        {
            public enum FanInOut
            {
                FanIn = 0,
                FanOut = 1,
            }

            public enum NonlinearityType
            {
                Linear = 0,
                Conv1D = 1,
                Conv2D = 2,
                Conv3D = 3,
                ConvTranspose1D = 4,
                ConvTranspose2D = 5,
                ConvTranspose3D = 6,
                Sigmoid = 7,
                Tanh = 8,
                ReLU = 9,
                LeakyReLU = 10,
            }

            public static Tensor zeros_(Tensor tensor) => Quietly(tensor, static self => self.zero_());

            public static Tensor ones_(Tensor tensor) => Fill(tensor, 1.0);

            public static Tensor constant_(Tensor tensor, Scalar val) => Fill(tensor, val);

            public static Tensor normal_(Tensor tensor, double mean = 0, double std = 1, Generator? generator = null) =>
                Quietly(tensor, self => Op.CallInPlace("aten::normal_", "", self, mean, std, generator));

            public static Tensor uniform_(Tensor tensor, double low = 0, double high = 1, Generator? generator = null) =>
                Quietly(tensor, self => Op.CallInPlace("aten::uniform_", "", self, low, high, generator));

            /// <summary>Normal values cut at a and b, by the inverse distribution function.</summary>
            public static Tensor trunc_normal_(Tensor tensor, double mean = 0, double std = 1, double a = -2, double b = 2, Generator? generator = null) =>
                Quietly(tensor, self =>
                {
                    // 2 Φ(x) − 1 = erf(x/√2): uniform between the images of a and b, then back.
                    using var bounds = tensor_of([(a - mean) / std / Math.Sqrt(2), (b - mean) / std / Math.Sqrt(2)]);
                    using var images = Op.Call("aten::erf", "", bounds);
                    var cut = images.data<double>().ToArray();
                    Op.CallInPlace("aten::uniform_", "", self, cut[0], cut[1], generator);
                    Op.CallInPlace("aten::erfinv_", "", self);
                    Op.CallInPlace("aten::mul_", "Scalar", self, std * Math.Sqrt(2));
                    Op.CallInPlace("aten::add_", "Scalar", self, mean);
                    Op.CallInPlace("aten::clamp_", "", self, a, b);
                });

            public static Tensor kaiming_uniform_(
                Tensor tensor, double a = 0, FanInOut mode = FanInOut.FanIn, NonlinearityType nonlinearity = NonlinearityType.LeakyReLU)
            {
                var bound = Math.Sqrt(3) * KaimingDeviation(tensor, a, mode, nonlinearity);
                return uniform_(tensor, -bound, bound);
            }

            public static Tensor kaiming_normal_(
                Tensor tensor, double a = 0, FanInOut mode = FanInOut.FanIn, NonlinearityType nonlinearity = NonlinearityType.LeakyReLU) =>
                normal_(tensor, 0, KaimingDeviation(tensor, a, mode, nonlinearity));

            public static Tensor xavier_uniform_(Tensor tensor, double gain = 1)
            {
                var bound = Math.Sqrt(3) * XavierDeviation(tensor, gain);
                return uniform_(tensor, -bound, bound);
            }

            public static Tensor xavier_normal_(Tensor tensor, double gain = 1) => normal_(tensor, 0, XavierDeviation(tensor, gain));

            /// <summary>Orthonormal rows or columns, whichever are fewer, times gain: QR of a normal matrix with the signs of R's diagonal.</summary>
            public static Tensor orthogonal_(Tensor tensor, double gain = 1) => Quietly(tensor, self =>
            {
                if (self.Dimensions < 2) throw new ArgumentException("An orthogonal tensor needs two or more dimensions.", nameof(tensor));
                var rows = self.shape[0];
                var columns = self.numel() / rows;
                using var scope = NewDisposeScope();
                var normal = randn([rows, columns], dtype: self.dtype, device: self.device);
                if (rows < columns) normal = normal.t();
                var (q, r) = Op.CallTwo("aten::linalg_qr", "", normal, "reduced");
                q = q.mul_(r.diagonal().sign());
                if (rows < columns) q = q.t();
                self.copy_(q.reshape(self.shape));
                Op.CallInPlace("aten::mul_", "Scalar", self, gain);
            });

            public static Tensor eye_(Tensor tensor) => Quietly(tensor, static self =>
            {
                using var identity = eye(self.shape[0], self.shape[1], self.dtype, self.device);
                self.copy_(identity);
            });

            public static double calculate_gain(NonlinearityType nonlinearity, double param = 0) => nonlinearity switch
            {
                NonlinearityType.Tanh => 5.0 / 3,
                NonlinearityType.ReLU => Math.Sqrt(2),
                NonlinearityType.LeakyReLU => Math.Sqrt(2 / (1 + (param * param))),
                _ => 1,
            };

            public static (long fanIn, long fanOut) CalculateFanInAndFanOut(Tensor tensor)
            {
                if (tensor.Dimensions < 2) throw new ArgumentException("Fan-in and fan-out need two or more dimensions.", nameof(tensor));
                var shape = tensor.shape;
                var field = shape.Skip(2).Aggregate(1L, (product, dimension) => product * dimension);
                return (shape[1] * field, shape[0] * field);
            }

            private static double KaimingDeviation(Tensor tensor, double a, FanInOut mode, NonlinearityType nonlinearity)
            {
                var (fanIn, fanOut) = CalculateFanInAndFanOut(tensor);
                var fan = mode == FanInOut.FanIn ? fanIn : fanOut;
                return fan == 0 ? 0 : calculate_gain(nonlinearity, a) / Math.Sqrt(fan);
            }

            private static double XavierDeviation(Tensor tensor, double gain)
            {
                var (fanIn, fanOut) = CalculateFanInAndFanOut(tensor);
                return gain * Math.Sqrt(2.0 / (fanIn + fanOut));
            }

            private static Tensor Fill(Tensor tensor, Arg value) =>
                Quietly(tensor, value, static (self, given) => Op.CallInPlace("aten::fill_", "Scalar", self, given));

            private static Tensor tensor_of(double[] values) => torch.tensor(values, dtype: ScalarType.Float64);

            private static Tensor Quietly(Tensor tensor, Action<Tensor> fill)
            {
                using var quiet = no_grad();
                fill(tensor);
                return tensor;
            }

            private static Tensor Quietly<TValue>(Tensor tensor, TValue value, Action<Tensor, TValue> fill)
            {
                using var quiet = no_grad();
                fill(tensor, value);
                return tensor;
            }
        }
    }
}
