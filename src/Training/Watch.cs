namespace Steering.Training;

/// <summary>How a long run speaks to its surroundings; nothing here changes a result.</summary>
/// <param name="Progress">Told the fraction done and a few words.</param>
/// <param name="Checkpoint">Keeps the loops' states, and finds those of a killed run.</param>
/// <param name="Cancel">Stops between two steps.</param>
public sealed record Watch(Action<double, string> Progress, Checkpoint Checkpoint, CancellationToken Cancel)
{
    /// <summary>The same for a part of the run: its fractions become those from <paramref name="start"/> on, of that share.</summary>
    public Watch Part(double start, double share) => this with { Progress = (done, text) => Progress(start + (share * done), text) };

    /// <summary>Brings a loop to where a kept state had got, and says so.</summary>
    /// <inheritdoc cref="Checkpoint.Resume"/>
    public int Resume(LoopState state, int steps, out IReadOnlyList<string> lines)
    {
        var done = Checkpoint.Resume(state, steps, out lines);
        if (done > 0 && done < steps) Progress((double)done / steps, $"resumed at step {done}/{steps}");
        return done;
    }
}
