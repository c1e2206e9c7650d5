using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Linear Linear(long inputSize, long outputSize, bool hasBias = true, Device? device = null, ScalarType? dtype = null) =>
                new(inputSize, outputSize, hasBias, device, dtype);

            public static Linear Linear(Parameter weight, Parameter? bias = null) => new(weight, bias);
        }
    }
}

namespace TorchSharp.Modules
{
    /// <summary>x Wᵀ + b, with W of [outputs, inputs]; both start uniform within ±1/√inputs.</summary>
    public sealed class Linear : Module<Tensor, Tensor>
    {
        [ComponentName(Name = nameof(weight))]
        private Parameter _weight;

        [ComponentName(Name = nameof(bias))]
        private Parameter? _bias;

        internal Linear(Parameter weight, Parameter? bias)
            : base(nameof(Linear))
        {
            _weight = weight;
            _bias = bias;
            weight.DetachFromDisposeScope();
            bias?.DetachFromDisposeScope();
            (out_features, in_features) = (weight.shape[0], weight.shape[1]);
            RegisterComponents();
        }

        internal Linear(long inputs, long outputs, bool hasBias, Device? device, ScalarType? dtype)
            : this(Parameter.Kept(empty([outputs, inputs], dtype, device)), hasBias ? Parameter.Kept(empty([outputs], dtype, device)) : null)
        {
            init.kaiming_uniform_(_weight, a: Math.Sqrt(5));
            var bound = inputs > 0 ? 1 / Math.Sqrt(inputs) : 0;
            if (_bias is not null) init.uniform_(_bias, -bound, bound);
        }

        public long in_features { get; set; }

        public long out_features { get; set; }

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

        public override Tensor forward(Tensor tensor) => functional.linear(tensor, _weight, _bias);
    }
}
