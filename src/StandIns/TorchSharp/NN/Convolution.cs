using TorchSharp.Interop;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp
{
    /// <summary>How a convolution sizes its padding when it is not given in numbers.</summary>
    public enum Padding
    {
        Valid = 0,
        Same = 1,
    }

    /// <summary>What stands outside a padded tensor.</summary>
    public enum PaddingModes
    {
        Zeros = 0,
        Reflect = 1,
        Replicate = 2,
        Circular = 3,
        Constant = 4,
    }

    public static partial class torch
    {
        public static partial class nn
        {
            public static Conv2d Conv2d(
                long in_channels,
                long out_channels,
                long kernel_size,
                long stride = 1,
                long padding = 0,
                long dilation = 1,
                PaddingModes padding_mode = PaddingModes.Zeros,
                long groups = 1,
                bool bias = true,
                Device? device = null,
                ScalarType? dtype = null) =>
                new(
                    in_channels, out_channels, [kernel_size, kernel_size], [stride, stride], [padding, padding], null, [dilation, dilation], padding_mode,
                    groups, bias, device, dtype);

            public static Conv2d Conv2d(
                long in_channels,
                long out_channels,
                (long, long) kernel_size,
                (long, long)? stride = null,
                (long, long)? padding = null,
                (long, long)? dilation = null,
                PaddingModes padding_mode = PaddingModes.Zeros,
                long groups = 1,
                bool bias = true,
                Device? device = null,
                ScalarType? dtype = null) =>
                new(
                    in_channels, out_channels, Pair(kernel_size), Pair(stride ?? (1, 1)), Pair(padding ?? (0, 0)), null, Pair(dilation ?? (1, 1)),
                    padding_mode, groups, bias, device, dtype);

            public static Conv2d Conv2d(
                long in_channels,
                long out_channels,
                long kernel_size,
                Padding padding,
                long stride = 1,
                long dilation = 1,
                PaddingModes padding_mode = PaddingModes.Zeros,
                long groups = 1,
                bool bias = true,
                Device? device = null,
                ScalarType? dtype = null) =>
                new(
                    in_channels, out_channels, [kernel_size, kernel_size], [stride, stride], [0, 0], padding, [dilation, dilation], padding_mode, groups,
                    bias, device, dtype);

            public static Conv2d Conv2d(
                long in_channels,
                long out_channels,
                (long, long) kernel_size,
                Padding padding,
                (long, long)? stride = null,
                (long, long)? dilation = null,
                PaddingModes padding_mode = PaddingModes.Zeros,
                long groups = 1,
                bool bias = true,
                Device? device = null,
                ScalarType? dtype = null) =>
                new(
                    in_channels, out_channels, Pair(kernel_size), Pair(stride ?? (1, 1)), [0, 0], padding, Pair(dilation ?? (1, 1)), padding_mode, groups,
                    bias, device, dtype);

            private static long[] Pair((long First, long Second) pair) => [pair.First, pair.Second];
        }
    }
}

namespace TorchSharp.Modules
{
    /// <summary>What convolutions share: their parameters, uniform within ±1/√fan-in at first, and their padding.</summary>
    public abstract class Convolution : Module<Tensor, Tensor>
    {
        [ComponentName(Name = nameof(weight))]
        protected Parameter _weight;

        [ComponentName(Name = nameof(bias))]
        protected Parameter? _bias;

        private protected Convolution(
            string name,
            long in_channels,
            long out_channels,
            long[] kernel_size,
            long[] stride,
            long[] padding,
            Padding? padding_type,
            long[] dilation,
            long groups,
            bool bias,
            PaddingModes padding_mode,
            Device? device,
            ScalarType? dtype)
            : base(name)
        {
            if (groups <= 0 || in_channels % groups != 0 || out_channels % groups != 0)
            {
                throw new ArgumentException($"{groups} groups do not divide {in_channels} input and {out_channels} output channels.", nameof(groups));
            }
            if (padding_type == Padding.Same && stride.Any(step => step != 1))
            {
                throw new ArgumentException("Padding 'same' needs a stride of 1.", nameof(padding_type));
            }
            this.in_channels = in_channels;
            this.out_channels = out_channels;
            this.kernel_size = kernel_size;
            this.stride = stride;
            this.padding = padding;
            this.padding_type = padding_type;
            this.dilation = dilation;
            this.groups = groups;
            this.padding_mode = padding_mode;
            _weight = Parameter.Kept(empty([out_channels, in_channels / groups, .. kernel_size], dtype, device));
            if (bias) _bias = Parameter.Kept(empty([out_channels], dtype, device));
            reset_parameters();
            RegisterComponents();
        }

        public long in_channels { get; }

        public long out_channels { get; }

        public long[] kernel_size { get; set; }

        public long[] stride { get; set; }

        public long[] padding { get; }

        public Padding? padding_type { get; }

        public long[] dilation { get; set; }

        public long groups { get; set; }

        public PaddingModes padding_mode { get; set; }

        public Parameter weight
        {
            get => _weight;
            set
            {
                _weight = value;
                ConditionallyRegisterParameter(nameof(weight), value);
            }
        }

        public Parameter? bias
        {
            get => _bias;
            set
            {
                _bias = value;
                ConditionallyRegisterParameter(nameof(bias), value);
            }
        }

        public void reset_parameters()
        {
            init.kaiming_uniform_(_weight, a: Math.Sqrt(5));
            if (_bias is null) return;
            var (fanIn, _) = init.CalculateFanInAndFanOut(_weight);
            var bound = fanIn > 0 ? 1 / Math.Sqrt(fanIn) : 0;
            init.uniform_(_bias, -bound, bound);
        }

        /// <summary>Padding before and after each dimension, last dimension first, as <c>functional.pad</c> takes it.</summary>
        private protected long[] PadAmounts()
        {
            var amounts = new List<long>();
            for (var i = kernel_size.Length - 1; i >= 0; i--)
            {
                var total = padding_type switch
                {
                    Padding.Same => dilation[i] * (kernel_size[i] - 1),
                    Padding.Valid => 0,
                    _ => 2 * padding[i],
                };
                amounts.AddRange([total / 2, total - (total / 2)]);
            }
            return [.. amounts];
        }
    }

    /// <summary>Convolution over [N, C, H, W].</summary>
    public sealed class Conv2d : Convolution
    {
        internal Conv2d(
            long in_channels,
            long out_channels,
            long[] kernel_size,
            long[] stride,
            long[] padding,
            Padding? padding_type,
            long[] dilation,
            PaddingModes padding_mode,
            long groups,
            bool bias,
            Device? device,
            ScalarType? dtype)
            : base(
                nameof(Conv2d), in_channels, out_channels, kernel_size, stride, padding, padding_type, dilation, groups, bias, padding_mode, device, dtype)
        {
        }

        public override Tensor forward(Tensor input)
        {
            if (padding_mode is PaddingModes.Zeros or PaddingModes.Constant)
            {
                return padding_type is { } kind
                    ? Op.Call("aten::conv2d", "padding", input, _weight, _bias, stride, kind == Padding.Same ? "same" : "valid", dilation, groups)
                    : Op.Call("aten::conv2d", "", input, _weight, _bias, stride, padding, dilation, groups);
            }
            using var padded = functional.pad(input, PadAmounts(), padding_mode);
            return Op.Call("aten::conv2d", "", padded, _weight, _bias, stride, new long[] { 0, 0 }, dilation, groups);
        }
    }
}
