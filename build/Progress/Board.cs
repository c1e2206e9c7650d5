using Steering.Flow;

namespace Steering.Build.Progress;

/// <summary>How far a run is: what is done, what is running and since when.</summary>
internal sealed class Board(TimeProvider clock)
{
    private readonly Dictionary<StageNode, Running> _running = [];
    private readonly HashSet<StageNode> _open = [];
    private readonly long _start = clock.GetTimestamp();

    public int Total { get; private set; }

    /// <summary>Stages that are done, run or found unchanged after all.</summary>
    public int Done => Total - _open.Count;

    public double Seconds => clock.GetElapsedTime(_start).TotalSeconds;

    public IEnumerable<Running> Now => _running.Values;

    public void Plan(Plan plan)
    {
        foreach (var stage in plan.ToRun) _open.Add(stage.Node);
        Total = _open.Count;
    }

    public void Start(StageNode node) => _running[node] = new Running(node.Label, Seconds);

    public void Move(StageNode node, double fraction, string text)
    {
        if (_running.TryGetValue(node, out var running)) (running.Fraction, running.Text) = (fraction, text);
    }

    public void End(StageNode node)
    {
        _running.Remove(node);
        _open.Remove(node);
    }

    /// <summary>One stage at work.</summary>
    /// <param name="Since">Seconds from the run's start.</param>
    internal sealed record Running(string Label, double Since)
    {
        public double Fraction { get; set; }

        public string Text { get; set; } = "";
    }
}
