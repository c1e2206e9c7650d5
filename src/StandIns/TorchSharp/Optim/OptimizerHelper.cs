using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace TorchSharp.Modules;

/// <summary>What all optimisers here share: groups, one state per parameter, saving and loading.</summary>
public abstract class OptimizerHelper : Optimizer
{
    protected OptimizerOptions _defaults = new();
    protected OrderedDict<nint, OptimizerState> _state = new();

#pragma warning disable CA1012, MA0017 // The package writes it so.
    public OptimizerHelper()
#pragma warning restore CA1012, MA0017
    {
    }

    public override void zero_grad()
    {
        foreach (var parameter in parameters())
        {
            // The package too leaves a gradient of zeros behind, never null.
            using var grad = parameter.grad;
            if (grad is null) continue;
            using var quiet = no_grad();
            grad.zero_();
        }
    }

    public override void add_param_group(ParamGroup param_group)
    {
        param_group.Parameters = [.. param_group.Parameters];
        foreach (var parameter in param_group.Parameters)
        {
            if (_state.ContainsKey(parameter.Handle)) throw new ArgumentException("A parameter stands in two groups of one optimiser.", nameof(param_group));
        }
        base.add_param_group(param_group);
    }

    /// <summary>Runs the closure with gradients on, then the body for each group with gradients off.</summary>
    protected Tensor? _step<T>(Action<T> body, Func<Tensor>? loss_closure = null)
        where T : ParamGroup
    {
        Tensor? loss = null;
        if (loss_closure is not null)
        {
            using var graph = enable_grad();
            loss = loss_closure();
        }
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        foreach (var group in _parameter_groups) body((T)group);
        return loss;
    }

    public void to(Device device)
    {
        foreach (var (_, state) in _state) state.to(device);
    }

    public void save_state_dict(string location)
    {
        using var stream = File.Create(location);
        using var writer = new BinaryWriter(stream);
        save_state_dict(writer);
    }

    public void save_state_dict(BinaryWriter writer)
    {
        writer.Write(GetType().Name);
        writer.Write(_parameter_groups.Count);
        writer.Write(_state.Count);
        foreach (var group in _parameter_groups)
        {
            group.Options.SaveStateDict(writer);
            foreach (var parameter in group.Parameters) _state[parameter.Handle].SaveStateDict(writer);
        }
    }

    public void load_state_dict(string location)
    {
        using var stream = File.OpenRead(location);
        using var reader = new BinaryReader(stream);
        load_state_dict(reader);
    }

    public void load_state_dict(BinaryReader reader)
    {
        var kind = reader.ReadString();
        var (groups, states) = (reader.ReadInt32(), reader.ReadInt32());
        if (kind != GetType().Name || groups != _parameter_groups.Count || states != _state.Count)
        {
            throw new ArgumentException(
                $"The state is of {kind} with {groups} groups and {states} parameters; this is {GetType().Name} with {_parameter_groups.Count} and {_state.Count}.",
                nameof(reader));
        }
        using var quiet = no_grad();
        foreach (var group in _parameter_groups)
        {
            group.Options.LoadStateDict(reader);
            foreach (var parameter in group.Parameters) _state[parameter.Handle].LoadStateDict(reader);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            foreach (var (_, state) in _state) (state as IDisposable)?.Dispose();
            _state.Clear();
        }
        base.Dispose(disposing);
    }

    /// <summary>Checks an option when an optimiser is made.</summary>
    private protected static double Checked(double value, bool valid, string name) =>
        valid ? value : throw new ArgumentException($"{name} cannot be {value}.", name);

    private protected void Adopt<TGroup>(IEnumerable<TGroup> groups)
        where TGroup : ParamGroup
    {
        foreach (var group in groups) add_param_group(group);
    }

    private protected void MakeStates<TState>(ParamGroup group, Func<Parameter, TState> make)
        where TState : OptimizerState
    {
        foreach (var parameter in group.Parameters)
        {
            var state = make(parameter);
            state.Initialize(group.Options);
            _state.Add(parameter.Handle, state);
        }
    }
}
