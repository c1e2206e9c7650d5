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
            public static BatchNorm2d BatchNorm2d(
                long num_features,
                double eps = 1E-05,
                double momentum = 0.1,
                bool affine = true,
                bool track_running_stats = true,
                Device? device = null,
                ScalarType? dtype = null) =>
                new(num_features, eps, momentum, affine, track_running_stats, device, dtype);
        }
    }
}

namespace TorchSharp.Modules
{
    /// <summary>Scale, shift and running statistics of a normalisation by batch.</summary>
    public abstract class NormBase : Module<Tensor, Tensor>
    {
        [ComponentName(Name = nameof(weight))]
        private Parameter? _weight;

        [ComponentName(Name = nameof(bias))]
        private Parameter? _bias;

        [ComponentName(Name = nameof(running_mean))]
        private Tensor? _runningMean;

        [ComponentName(Name = nameof(running_var))]
        private Tensor? _runningVariance;

        [ComponentName(Name = nameof(num_batches_tracked))]
        private Tensor? _batchesTracked;

        private protected NormBase(
            long num_features, double eps, double? momentum, bool affine, bool track_running_stats, Device? device, ScalarType? dtype, string name)
            : base(name)
        {
            this.num_features = num_features;
            this.eps = eps;
            this.momentum = momentum;
            this.affine = affine;
            this.track_running_stats = track_running_stats;
            if (affine)
            {
                _weight = Parameter.Kept(empty([num_features], dtype, device));
                _bias = Parameter.Kept(empty([num_features], dtype, device));
            }
            if (track_running_stats)
            {
                _runningMean = zeros([num_features], dtype, device).DetachFromDisposeScope();
                _runningVariance = ones([num_features], dtype, device).DetachFromDisposeScope();
                _batchesTracked = zeros(Array.Empty<long>(), ScalarType.Int64, device).DetachFromDisposeScope();
            }
            reset_parameters();
            RegisterComponents();
        }

        public long num_features { get; }

        public double eps { get; set; }

        public double? momentum { get; set; }

        public bool affine { get; }

        public bool track_running_stats { get; }

        public Parameter? weight
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

        public Tensor? running_mean
        {
            get => _runningMean;
            set
            {
                _runningMean = value;
                ConditionallyRegisterBuffer(nameof(running_mean), value);
            }
        }

        public Tensor? running_var
        {
            get => _runningVariance;
            set
            {
                _runningVariance = value;
                ConditionallyRegisterBuffer(nameof(running_var), value);
            }
        }

        public Tensor? num_batches_tracked
        {
            get => _batchesTracked;
            set
            {
                _batchesTracked = value;
                ConditionallyRegisterBuffer(nameof(num_batches_tracked), value);
            }
        }

        public void reset_parameters()
        {
            reset_running_stats();
            if (_weight is not null) init.ones_(_weight);
            if (_bias is not null) init.zeros_(_bias);
        }

        public void reset_running_stats()
        {
            if (!track_running_stats) return;
            if (_runningMean is not null) init.zeros_(_runningMean);
            if (_runningVariance is not null) init.ones_(_runningVariance);
            if (_batchesTracked is not null) init.zeros_(_batchesTracked);
        }

        protected abstract void ValidateInputDimensions(Tensor input);
    }

    public abstract class BatchNorm : NormBase
    {
        private protected BatchNorm(
            long num_features, double eps, double momentum, bool affine, bool track_running_stats, Device? device, ScalarType? dtype, string name)
            : base(num_features, eps, momentum, affine, track_running_stats, device, dtype, name)
        {
        }

        /// <summary>Batch statistics while training, running ones otherwise; without momentum the running ones are a plain mean.</summary>
        public override Tensor forward(Tensor input)
        {
            ValidateInputDimensions(input);
            var factor = momentum ?? 0;
            if (training && track_running_stats && num_batches_tracked is { } counter)
            {
                using var quiet = no_grad();
                counter.add_(1);
                if (momentum is null) factor = 1.0 / counter.item<long>();
            }
            var byBatch = training || (running_mean is null && running_var is null);
            var tracks = !training || track_running_stats;
            return functional.batch_norm(
                input, (tracks ? running_mean : null)!, (tracks ? running_var : null)!, weight, bias, byBatch, factor, eps);
        }
    }

    /// <summary>Normalises each channel of [N, C, H, W] over N, H and W.</summary>
    public sealed class BatchNorm2d : BatchNorm
    {
        internal BatchNorm2d(long num_features, double eps, double momentum, bool affine, bool track_running_stats, Device? device, ScalarType? dtype)
            : base(num_features, eps, momentum, affine, track_running_stats, device, dtype, nameof(BatchNorm2d))
        {
        }

        protected override void ValidateInputDimensions(Tensor input)
        {
            if (input.Dimensions != 4) throw new ArgumentException($"BatchNorm2d expects [N, C, H, W], got [{string.Join(", ", input.shape)}].", nameof(input));
        }
    }
}
