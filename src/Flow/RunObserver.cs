namespace Steering.Flow;

/// <summary>How a finished node came to its result.</summary>
public enum Outcome
{
    /// <summary>Its result was at hand.</summary>
    Skipped,

    /// <summary>It ran.</summary>
    Ran,
}

/// <summary>What a host may draw while a build goes on. Calls come one at a time, from any thread; the engine itself prints nothing.</summary>
public interface IRunObserver
{
    /// <summary>Before anything runs.</summary>
    void Planned(Plan plan) { }

    void Started(StageNode node) { }

    /// <summary>The stage that has just been started goes on where a killed run of the same key had got to.</summary>
    /// <param name="from">E.g. "step 120/250".</param>
    /// <param name="secondsBefore">What was spent on it until there.</param>
    void Resuming(StageNode node, string from, double secondsBefore) { }

    /// <summary>Another is producing this node's key; this run waits for it.</summary>
    /// <param name="whom">E.g. "process 4711 on host".</param>
    void Waiting(StageNode node, string whom) { }

    /// <summary>A running stage told how far it is.</summary>
    /// <param name="fraction">0 to 1.</param>
    void Progressed(StageNode node, double fraction, string text) { }

    void Finished(StageNode node, Manifest manifest) { }

    /// <summary>It has a result already.</summary>
    void Skipped(StageNode node, StageResult result) { }

    void Failed(StageNode node, Exception reason) { }

    /// <summary>Something a person should know, such as an edited export or a garbled manifest.</summary>
    void Warned(string text) { }
}

/// <summary>Hands events on one at a time.</summary>
internal sealed class OrderedObserver(params IReadOnlyList<IRunObserver> watchers)
{
    private readonly Lock _gate = new();
    private readonly List<string> _warnings = [];

    /// <summary>What was warned of so far.</summary>
    public IReadOnlyList<string> Warnings { get { lock (_gate) return [.. _warnings]; } }

    public void Tell(Action<IRunObserver> what)
    {
        lock (_gate)
            foreach (var watcher in watchers) what(watcher);
    }

    /// <summary>Each warning once in a build.</summary>
    public void Warn(string text)
    {
        lock (_gate)
        {
            if (_warnings.Contains(text, StringComparer.Ordinal)) return;
            _warnings.Add(text);
            foreach (var watcher in watchers) watcher.Warned(text);
        }
    }
}
