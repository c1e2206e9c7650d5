using System.Text.Json;
using Steering.Data.IconWorld;
using Steering.Tensors;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Steering.Training;

/// <summary>Everything that a loop's next step depends on, besides what is made anew from recipe and seed.</summary>
/// <param name="Tensors">Weights, and buffers that steps write to, each under a name of its own.</param>
/// <param name="Optimiser">Moments, step counts and rates.</param>
/// <param name="Chance">Where the data are drawn from; null for a loop whose data follow from the step's number.</param>
public sealed record LoopState(IEnumerable<(string Name, Tensor Value)> Tensors, AdamW Optimiser, Chance? Chance = null)
{
    /// <summary>Weights and buffers of a module, as they are whenever they are asked for.</summary>
    public static IEnumerable<(string Name, Tensor Value)> Of(string name, nn.Module module)
    {
        foreach (var (part, value) in module.state_dict()) yield return ($"{name}.{part}", value);
    }
}

/// <summary>
/// Keeps a loop's state between two steps, and lets another process go on from it to the same bytes: weights and moments bit by bit, the
/// random state of the process, the data's cursor and chance, the log so far. Where and when is the caller's business. A state is kept from the
/// CPU and goes on on any device; of random states only the CPU's can be read, so a loop on a GPU seeds each step itself (<see cref="Trainer"/>).
/// </summary>
/// <param name="find">Folder of the latest sound state; null when there is none.</param>
/// <param name="isDue">True when a state is worth its cost.</param>
/// <param name="save">Keeps a state under a note for people, written into the folder that its second argument is given.</param>
public sealed class Checkpoint(Func<string?> find, Func<bool> isDue, Func<string, Action<string>, bool> save)
{
    private const string Weights = "state.safetensors";
    private const string Moments = "optimiser.bin";
    private const string Rest = "loop.json";
    private const string RandomState = "random state of the process";

    /// <summary>Keeps nothing and finds nothing.</summary>
    public static Checkpoint None { get; } = new(() => null, () => false, (_, _) => false);

    /// <summary>Which of a stage's loops, from 0: a kept state of a later one says that an earlier one is over.</summary>
    private int Phase { get; init; }

    /// <summary>The same for the next loop of a stage that has several.</summary>
    public Checkpoint Next() => new(find, isDue, save) { Phase = Phase + 1 };

    /// <summary>Brings a loop that has just been set up to where a kept state had got.</summary>
    /// <param name="state">Overwritten; as it was made from recipe and seed when nothing is kept.</param>
    /// <param name="steps">Steps of the loop.</param>
    /// <param name="lines">The log so far, of earlier phases too.</param>
    /// <returns>Steps that are done; all of them where a later phase goes on, whose state then holds what this one left.</returns>
    public int Resume(LoopState state, int steps, out IReadOnlyList<string> lines)
    {
        lines = [];
        if (find() is not { } folder) return 0;
        var kept = JsonSerializer.Deserialize<Cursor>(File.ReadAllText(Path.Combine(folder, Rest))) ?? throw new InvalidDataException($"{folder}/{Rest} is empty. Remove {folder} and run again.");
        if (kept.Phase < Phase) return 0;
        lines = kept.Lines;
        if (kept.Phase > Phase) return steps;
        using var off = no_grad();
        using var scope = NewDisposeScope();
        using var file = Safetensors.Open(Path.Combine(folder, Weights));
        foreach (var (name, value) in state.Tensors) value.copy_(file.Load(name));
        using (var reader = new BinaryReader(File.OpenRead(Path.Combine(folder, Moments)))) state.Optimiser.load_state_dict(reader);
        foreach (var (parameter, hasGradient) in state.Optimiser.parameters().Zip(kept.HasGradient))
            if (hasGradient) parameter.grad = zeros_like(parameter);   // a step moves what once had one, even where its gradient is 0
        if (state.Chance is { } chance) chance.State = kept.Chance;
        set_rng_state(file.Load(RandomState));
        return kept.Done;
    }

    /// <summary>Keeps the state if one is due.</summary>
    /// <param name="done">Steps that are done.</param>
    /// <param name="lines">The log so far, of earlier phases too.</param>
    public void Offer(LoopState state, int done, int steps, Func<IEnumerable<string>> lines)
    {
        if (done == steps || !isDue()) return;
        save($"step {done}/{steps}", folder => Write(folder, state, new Cursor(
            Phase, done, state.Chance?.State ?? [], [.. state.Optimiser.parameters().Select(HasGradient)], [.. lines()])));
    }

    private static void Write(string folder, LoopState state, Cursor cursor)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        Safetensors.Write(Path.Combine(folder, Weights), [.. state.Tensors, (RandomState, get_rng_state())]);
        using (var writer = new BinaryWriter(File.Create(Path.Combine(folder, Moments)))) state.Optimiser.save_state_dict(writer);
        File.WriteAllText(Path.Combine(folder, Rest), JsonSerializer.Serialize(cursor));
    }

    private static bool HasGradient(Parameter parameter)
    {
        using var gradient = parameter.grad;
        return gradient is not null;
    }

    private sealed record Cursor(int Phase, int Done, IReadOnlyList<ulong> Chance, IReadOnlyList<bool> HasGradient, IReadOnlyList<string> Lines);
}
