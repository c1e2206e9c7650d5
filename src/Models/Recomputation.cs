using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Steering.Models;

/// <summary>
/// Gradient checkpointing (Chen et al. 2016, arXiv 1604.06174): a segment runs without a graph, keeps its inputs alone, and runs again when
/// backward reaches it. Whatever steers the segment is part of it and is repeated; so is chance (dropout). Numbers and gradients are those of
/// the plain run, to the last bit on one thread.
/// </summary>
internal sealed class Recomputation : autograd.MultiTensorFunction<Recomputation>
{
    private const string SegmentName = "segment";
    private const string ParametersName = "parameters";
    private const string ChanceName = "chance";

    public override string Name => nameof(Recomputation);

    /// <param name="segment">Computes its result from the inputs and the parameters and from nothing else that changes.</param>
    /// <param name="inputs">What it is given; they may be disposed afterwards.</param>
    /// <param name="parameters">The parameters it uses that are trained.</param>
    public static Tensor Of(Func<IReadOnlyList<Tensor>, Tensor> segment, IReadOnlyList<Tensor> inputs, IReadOnlyList<Parameter> parameters)
    {
        if (!is_grad_enabled() || !(parameters.Count > 0 || inputs.Any(input => input.requires_grad))) return segment(inputs);
        using var scope = NewDisposeScope();
        return apply([segment, parameters, .. inputs, .. parameters])[0].MoveToOuterDisposeScope();
    }

    public override List<Tensor> forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var (segment, parameters) = ((Func<IReadOnlyList<Tensor>, Tensor>)vars[0], (IReadOnlyList<Parameter>)vars[1]);
        List<Tensor> inputs = [.. vars.Skip(2).Take(vars.Length - 2 - parameters.Count).Cast<Tensor>()];
        ctx.save_data(SegmentName, segment);
        ctx.save_data(ParametersName, parameters);
        ctx.save_data(ChanceName, Chance.Now(inputs[0].device));
        ctx.save_for_backward(inputs);
        return [segment(inputs)];
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, List<Tensor> grad_outputs)
    {
        var segment = (Func<IReadOnlyList<Tensor>, Tensor>)ctx.get_data(SegmentName);
        var parameters = (IReadOnlyList<Parameter>)ctx.get_data(ParametersName);
        using var scope = NewDisposeScope();
        using var replay = ((Chance)ctx.get_data(ChanceName)).Replay();
        using var on = enable_grad();
        List<Tensor> inputs = [.. ctx.get_saved_variables().Select(saved => saved.detach().requires_grad_(saved.requires_grad))];
        var result = segment(inputs);
        List<Tensor> wanted = [.. inputs.Where(input => input.requires_grad), .. parameters];
        var gradients = autograd.grad([result], wanted, grad_outputs, allow_unused: true).Select(Used).ToList();
        var ofInputs = new Queue<Tensor?>(gradients.Take(wanted.Count - parameters.Count));
        // The segment and the list of parameters are arguments too, and have no gradient.
        List<Tensor?> answers = [null, null, .. inputs.Select(input => input.requires_grad ? ofInputs.Dequeue() : null), .. gradients.Skip(wanted.Count - parameters.Count)];
        return [.. answers.Select(answer => answer?.MoveToOuterDisposeScope()!)];   // null is how a missing gradient is told
    }

    private static Tensor? Used(Tensor gradient) => gradient.IsInvalid ? null : gradient;

    /// <summary>Where the random numbers of a segment begin.</summary>
    private sealed class Chance
    {
        private readonly Tensor _state;
        private readonly long? _seed;

        private Chance(Tensor state, long? seed) => (_state, _seed) = (state, seed);

        /// <summary>Remembers the CPU's stream. A GPU's stream cannot be read: its segment gets a seed of its own.</summary>
        public static Chance Now(Device device)
        {
            long? seed = null;
            if (device.type != DeviceType.CPU)
            {
                using var drawn = randint(0L, int.MaxValue, new long[] { 1 }, dtype: ScalarType.Int64);
                seed = drawn.item<long>();
            }
            var state = get_rng_state().DetachFromDisposeScope();
            if (seed is { } chosen) Restart(chosen, state);
            return new Chance(state, seed);
        }

        /// <summary>Starts the stream where it was; disposing goes on where it is now.</summary>
        public IDisposable Replay()
        {
            var now = get_rng_state().DetachFromDisposeScope();
            if (_seed is { } seed) Restart(seed, _state);
            else set_rng_state(_state);
            _state.Dispose();
            return new Return(now);
        }

        private static void Restart(long seed, Tensor state)
        {
            using var generator = manual_seed(seed);
            set_rng_state(state);
        }

        private sealed class Return(Tensor state) : IDisposable
        {
            public void Dispose()
            {
                set_rng_state(state);
                state.Dispose();
            }
        }
    }
}
