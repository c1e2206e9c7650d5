using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class optim
        {
            public static SGD SGD(
                IEnumerable<Parameter> parameters,
                double learningRate,
                double momentum = 0,
                double dampening = 0,
                double weight_decay = 0,
                bool nesterov = false,
                bool maximize = false) =>
                new(parameters, learningRate, momentum, dampening, weight_decay, nesterov, maximize);

            public static SGD SGD(
                IEnumerable<(string name, Parameter parameter)> parameters,
                double learningRate,
                double momentum = 0,
                double dampening = 0,
                double weight_decay = 0,
                bool nesterov = false,
                bool maximize = false) =>
                new(parameters.Select(pair => pair.parameter), learningRate, momentum, dampening, weight_decay, nesterov, maximize);

            public static SGD SGD(
                IEnumerable<SGD.ParamGroup> parameters,
                double learningRate,
                double momentum = 0,
                double dampening = 0,
                double weight_decay = 0,
                bool nesterov = false,
                bool maximize = false) =>
                new(parameters, learningRate, momentum, dampening, weight_decay, nesterov, maximize);
        }
    }
}

namespace TorchSharp.Modules
{
    /// <summary>Gradient descent with optional momentum; the first step's gradient starts the momentum buffer, undamped.</summary>
    public class SGD : OptimizerHelper, IMomentum
    {
        public SGD(
            IEnumerable<Parameter> parameters,
            double lr,
            double momentum = 0,
            double dampening = 0,
            double weight_decay = 0,
            bool nesterov = false,
            bool maximize = false)
            : this([new ParamGroup { Parameters = parameters }], lr, momentum, dampening, weight_decay, nesterov, maximize)
        {
        }

        public SGD(
            IEnumerable<ParamGroup> parameters,
            double lr,
            double momentum = 0,
            double dampening = 0,
            double weight_decay = 0,
            bool nesterov = false,
            bool maximize = false)
        {
            Checked(momentum, !nesterov || (momentum > 0 && dampening == 0), nameof(momentum));
            _defaults = new Options
            {
                LearningRate = Checked(lr, lr >= 0, nameof(lr)),
                InitialLearningRate = lr,
                momentum = Checked(momentum, momentum >= 0, nameof(momentum)),
                dampening = dampening,
                weight_decay = Checked(weight_decay, weight_decay >= 0, nameof(weight_decay)),
                nesterov = nesterov,
                maximize = maximize,
            };
            Adopt(parameters);
        }

        public double Momentum
        {
            get => ((Options)_defaults).momentum ?? 0;
            set
            {
                foreach (var group in _parameter_groups.OfType<ParamGroup>()) group.Momentum = value;
            }
        }

        public override Tensor? step(Func<Tensor>? closure = null) => _step<ParamGroup>(
            group =>
            {
                foreach (var parameter in group.Parameters) ((State)_state[parameter.Handle]).Step(group.Options);
            },
            closure);

        public override void add_param_group(Modules.ParamGroup param_group)
        {
            param_group.Options ??= new Options();
            ((Options)param_group.Options).FillFrom((Options)_defaults);
            base.add_param_group(param_group);
            MakeStates(param_group, parameter => new State(parameter));
        }

        public class Options : OptimizerOptions
        {
            public double? momentum;
            public double? dampening;
            public double? weight_decay;
            public bool? nesterov;
            public bool? maximize;

            internal void FillFrom(Options defaults)
            {
                LearningRate ??= defaults.LearningRate;
                if (InitialLearningRate == 0) InitialLearningRate = LearningRate ?? 0;
                momentum ??= defaults.momentum;
                dampening ??= defaults.dampening;
                weight_decay ??= defaults.weight_decay;
                nesterov ??= defaults.nesterov;
                maximize ??= defaults.maximize;
            }

            public override void SaveStateDict(BinaryWriter writer)
            {
                base.SaveStateDict(writer);
                foreach (var number in (double?[])[momentum, dampening, weight_decay]) writer.Write(number ?? 0);
                writer.Write(nesterov ?? false);
                writer.Write(maximize ?? false);
            }

            public override void LoadStateDict(BinaryReader reader)
            {
                base.LoadStateDict(reader);
                (momentum, dampening, weight_decay) = (reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble());
                (nesterov, maximize) = (reader.ReadBoolean(), reader.ReadBoolean());
            }

            public override void LoadStateDict(OptimizerOptions source)
            {
                base.LoadStateDict(source);
                var given = (Options)source;
                (momentum, dampening, weight_decay) = (given.momentum, given.dampening, given.weight_decay);
                (nesterov, maximize) = (given.nesterov, given.maximize);
            }
        }

        public class ParamGroup : ParamGroup<Options>, IMomentum
        {
            public ParamGroup()
            {
            }

            public ParamGroup(IEnumerable<Parameter> parameters, Options options)
                : base(parameters, options)
            {
            }

            public ParamGroup(
                IEnumerable<Parameter> parameters,
                double lr = 0.001,
                double momentum = 0,
                double dampening = 0,
                double weight_decay = 0,
                bool nesterov = false,
                bool maximize = false)
                : base(
                    parameters,
                    new Options
                    {
                        LearningRate = lr,
                        InitialLearningRate = lr,
                        momentum = momentum,
                        dampening = dampening,
                        weight_decay = weight_decay,
                        nesterov = nesterov,
                        maximize = maximize,
                    })
            {
            }

            public double Momentum
            {
                get => Options.momentum ?? 0;
                set => Options.momentum = value;
            }
        }

        public sealed class State : OptimizerState, IDisposable
        {
            public Tensor? momentum_buffer;

            public State(Parameter parameter)
                : base(parameter)
            {
            }

            public override void Initialize(OptimizerOptions options)
            {
                momentum_buffer?.Dispose();
                momentum_buffer = null;
            }

            internal void Step(Options options)
            {
                if (_parameter.grad is not { } grad) return;
                var change = options.maximize == true ? grad.neg() : grad;
                if (options.weight_decay is { } decay && decay != 0) change = change.add(_parameter, alpha: decay);
                if (options.momentum is { } momentum && momentum != 0)
                {
                    if (momentum_buffer is null) momentum_buffer = change.detach().clone().DetachFromDisposeScope();
                    else momentum_buffer.mul_(momentum).add_(change, alpha: 1 - (options.dampening ?? 0));
                    change = options.nesterov == true ? change.add(momentum_buffer, alpha: momentum) : momentum_buffer;
                }
                _parameter.add_(change, alpha: -(options.LearningRate ?? 0));
            }

            public override void SaveStateDict(BinaryWriter writer)
            {
                writer.Write(momentum_buffer is not null);
                if (momentum_buffer is not null) writer.Write(momentum_buffer.cpu().contiguous().bytes);
            }

            public override void LoadStateDict(BinaryReader reader)
            {
                momentum_buffer?.Dispose();
                momentum_buffer = null;
                if (!reader.ReadBoolean()) return;
                momentum_buffer = zeros_like(_parameter).DetachFromDisposeScope();
                using var buffer = empty(_parameter.shape, dtype: _parameter.dtype);
                reader.BaseStream.ReadExactly(buffer.bytes);
                momentum_buffer.copy_(buffer);
            }

            public override void LoadStateDict(OptimizerState source)
            {
                momentum_buffer?.Dispose();
                momentum_buffer = ((State)source).momentum_buffer?.clone().DetachFromDisposeScope();
            }

            public override bool ApproximatelyEquals(OptimizerState other) =>
                other is State state
                && (momentum_buffer is null ? state.momentum_buffer is null : state.momentum_buffer is not null && momentum_buffer.allclose(state.momentum_buffer));

            public void Dispose() => momentum_buffer?.Dispose();
        }
    }
}
