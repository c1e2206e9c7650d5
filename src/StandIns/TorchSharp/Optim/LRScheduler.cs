namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            /// <summary>The initial rate times a factor of the epoch's (or step's) number, counted from 0.</summary>
            public static LRScheduler LambdaLR(Optimizer optimizer, Func<int, double> lr_lambda, int last_epoch = -1, bool verbose = false) =>
                new impl.LambdaLR(optimizer, lr_lambda, last_epoch, verbose);

            /// <summary>Sets the learning rate of each group at each step.</summary>
            public abstract class LRScheduler
            {
                protected int _step_count;
                private readonly bool _verbose;
                private protected readonly Optimizer Optimizer;
                private protected readonly IReadOnlyList<double> InitialRates;
                private protected int Epoch;

                protected LRScheduler(Optimizer optimizer, int last_epoch = -1, bool verbose = false)
                {
                    Optimizer = optimizer;
                    Epoch = last_epoch;
                    _verbose = verbose;
                    InitialRates = [.. optimizer.ParamGroups.Select(group => group.InitialLearningRate)];
                }

                public virtual void step() => step(null);

                public virtual void step(int? epoch)
                {
                    _step_count++;
                    Epoch = epoch ?? Epoch + 1;
                    foreach (var (group, rate) in Optimizer.ParamGroups.Zip(get_lr().ToList()))
                    {
                        group.LearningRate = rate;
                        if (_verbose) Console.WriteLine($"Adjusting learning rate to {rate}");
                    }
                }

                public IEnumerable<double> get_last_lr() => Optimizer.ParamGroups.Select(group => group.LearningRate);

                protected virtual IEnumerable<double> get_lr() => InitialRates;
            }

            public static partial class impl
            {
                public class LambdaLR : LRScheduler
                {
                    private readonly Func<int, double>[] _factors;

                    public LambdaLR(Optimizer optimizer, Func<int, double> lr_lambda, int last_epoch = -1, bool verbose = false)
                        : this(optimizer, [.. optimizer.ParamGroups.Select(_ => lr_lambda)], last_epoch, verbose)
                    {
                    }

                    public LambdaLR(Optimizer optimizer, IEnumerable<Func<int, double>> lr_lambdas, int last_epoch = -1, bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        _factors = [.. lr_lambdas];
                        if (_factors.Length != InitialRates.Count)
                        {
                            throw new ArgumentException($"{_factors.Length} functions for {InitialRates.Count} parameter groups.", nameof(lr_lambdas));
                        }
                        step();
                    }

                    protected override IEnumerable<double> get_lr() => InitialRates.Select((rate, group) => rate * _factors[group](Epoch));
                }
            }
        }
    }
}
