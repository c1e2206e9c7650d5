using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class optim
        {
            public static Adam Adam(
                IEnumerable<Parameter> parameters,
                double lr = 0.001,
                double beta1 = 0.9,
                double beta2 = 0.999,
                double eps = 1E-08,
                double weight_decay = 0,
                bool amsgrad = false,
                bool maximize = false) =>
                new(parameters, lr, beta1, beta2, eps, weight_decay, amsgrad, maximize);

            public static Adam Adam(
                IEnumerable<(string name, Parameter parameter)> parameters,
                double lr = 0.001,
                double beta1 = 0.9,
                double beta2 = 0.999,
                double eps = 1E-08,
                double weight_decay = 0,
                bool amsgrad = false,
                bool maximize = false) =>
                new(parameters.Select(pair => pair.parameter), lr, beta1, beta2, eps, weight_decay, amsgrad, maximize);

            public static Adam Adam(
                IEnumerable<Adam.ParamGroup> parameters,
                double lr = 0.001,
                double beta1 = 0.9,
                double beta2 = 0.999,
                double eps = 1E-08,
                double weight_decay = 0,
                bool amsgrad = false,
                bool maximize = false) =>
                new(parameters, lr, beta1, beta2, eps, weight_decay, amsgrad, maximize);
        }
    }
}

namespace TorchSharp.Modules
{
    /// <summary>Adam (Kingma and Ba 2015); weight decay, if any, is added to the gradient.</summary>
    public class Adam : OptimizerHelper, IBetas
    {
        public Adam(
            IEnumerable<Parameter> parameters,
            double lr = 0.001,
            double beta1 = 0.9,
            double beta2 = 0.999,
            double eps = 1E-08,
            double weight_decay = 0,
            bool amsgrad = false,
            bool maximize = false)
            : this([new ParamGroup { Parameters = parameters }], lr, beta1, beta2, eps, weight_decay, amsgrad, maximize)
        {
        }

        public Adam(
            IEnumerable<ParamGroup> parameters,
            double lr = 0.001,
            double beta1 = 0.9,
            double beta2 = 0.999,
            double eps = 1E-08,
            double weight_decay = 0,
            bool amsgrad = false,
            bool maximize = false)
        {
            _defaults = new Options
            {
                LearningRate = Checked(lr, lr >= 0, nameof(lr)),
                InitialLearningRate = lr,
                beta1 = Checked(beta1, beta1 is >= 0 and < 1, nameof(beta1)),
                beta2 = Checked(beta2, beta2 is >= 0 and < 1, nameof(beta2)),
                eps = Checked(eps, eps >= 0, nameof(eps)),
                weight_decay = Checked(weight_decay, weight_decay >= 0, nameof(weight_decay)),
                amsgrad = amsgrad,
                maximize = maximize,
            };
            Adopt(parameters);
        }

        public (double, double) Betas
        {
            get => ((Options)_defaults).Betas;
            set
            {
                foreach (var group in _parameter_groups.OfType<ParamGroup>()) group.Betas = value;
            }
        }

        public override Tensor? step(Func<Tensor>? closure = null) => _step<ParamGroup>(group => Update(group.Options.Numbers(), group.Parameters), closure);

        private void Update(AdamNumbers numbers, IEnumerable<Parameter> parameters) =>
            AdamArithmetic.Step(numbers, parameters.Select(parameter => (parameter, ((State)_state[parameter.Handle]).Moments)), decoupled: false);

        public override void add_param_group(Modules.ParamGroup param_group)
        {
            param_group.Options ??= new Options();
            ((Options)param_group.Options).FillFrom((Options)_defaults);
            base.add_param_group(param_group);
            MakeStates(param_group, parameter => new State(parameter));
        }

        public class Options : OptimizerOptions
        {
            public double? beta1;
            public double? beta2;
            public double? eps;
            public double? weight_decay;
            public bool? amsgrad;
            public bool? maximize;

            internal (double, double) Betas => (beta1 ?? 0, beta2 ?? 0);

            internal void FillFrom(Options defaults)
            {
                LearningRate ??= defaults.LearningRate;
                if (InitialLearningRate == 0) InitialLearningRate = LearningRate ?? 0;
                beta1 ??= defaults.beta1;
                beta2 ??= defaults.beta2;
                eps ??= defaults.eps;
                weight_decay ??= defaults.weight_decay;
                amsgrad ??= defaults.amsgrad;
                maximize ??= defaults.maximize;
            }

            internal AdamNumbers Numbers() =>
                new(LearningRate ?? 0, beta1 ?? 0, beta2 ?? 0, eps ?? 0, weight_decay ?? 0, amsgrad ?? false, maximize ?? false);

            public override void SaveStateDict(BinaryWriter writer)
            {
                base.SaveStateDict(writer);
                Numbers().Save(writer);
            }

            public override void LoadStateDict(BinaryReader reader)
            {
                base.LoadStateDict(reader);
                Take(AdamNumbers.Load(LearningRate ?? 0, reader));
            }

            public override void LoadStateDict(OptimizerOptions source)
            {
                base.LoadStateDict(source);
                Take(((Options)source).Numbers());
            }

            private void Take(AdamNumbers numbers) =>
                (beta1, beta2, eps, weight_decay, amsgrad, maximize) =
                (numbers.Beta1, numbers.Beta2, numbers.Eps, numbers.WeightDecay, numbers.Amsgrad, numbers.Maximize);
        }

        public class ParamGroup : ParamGroup<Options>, IBetas
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
                double beta1 = 0.9,
                double beta2 = 0.999,
                double eps = 1E-08,
                double weight_decay = 0,
                bool amsgrad = false,
                bool maximize = false)
                : base(
                    parameters,
                    new Options
                    {
                        LearningRate = lr,
                        InitialLearningRate = lr,
                        beta1 = beta1,
                        beta2 = beta2,
                        eps = eps,
                        weight_decay = weight_decay,
                        amsgrad = amsgrad,
                        maximize = maximize,
                    })
            {
            }

            public (double, double) Betas
            {
                get => Options.Betas;
                set => (Options.beta1, Options.beta2) = value;
            }
        }

        public sealed class State : OptimizerState, IDisposable
        {
            internal readonly AdamMoments Moments = new();

            public State(Parameter parameter)
                : base(parameter)
            {
            }

            public override void Initialize(OptimizerOptions options) => Moments.Start(_parameter, ((Options)options).amsgrad ?? false);

            public override void SaveStateDict(BinaryWriter writer) => Moments.Save(writer);

            public override void LoadStateDict(BinaryReader reader) => Moments.Load(reader);

            public override void LoadStateDict(OptimizerState source) => Moments.CopyFrom(((State)source).Moments);

            public override void to(Device device) => Moments.To(device);

            public override bool ApproximatelyEquals(OptimizerState other) => other is State state && Moments.IsCloseTo(state.Moments);

            public void Dispose() => Moments.Dispose();
        }
    }
}
