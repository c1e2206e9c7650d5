namespace Steering.Flow;

/// <summary>A stage's place in a schedule.</summary>
/// <param name="Lane">Which of the lines of work, from 0.</param>
/// <param name="Start">Seconds from the beginning.</param>
public sealed record Turn(StageNode Node, int Lane, double Start, double Seconds)
{
    public double End => Start + Seconds;
}

/// <summary>How long a plan takes on a machine: the scheduler played through with expected times.</summary>
/// <param name="Seconds">From the first start to the last end.</param>
/// <param name="Turns">In the order they start.</param>
/// <param name="CriticalPath">The chain of stages that would take longest on a machine without limits.</param>
public sealed record Makespan(double Seconds, IReadOnlyList<Turn> Turns, IReadOnlyList<StageNode> CriticalPath)
{
    /// <summary>Plays the plan as <see cref="Scheduler"/> would run it if everything that may run does: what fits starts, longest remaining path first.</summary>
    /// <param name="seconds">What a stage takes.</param>
    public static Makespan Of(Plan plan, Capacity capacity, Func<StageNode, double> seconds)
    {
        var open = plan.ToRun.Select(stage => stage.Node).ToArray();
        var times = open.ToDictionary(node => node, seconds);
        var (remaining, next) = Paths(open, times);
        var waiting = open.ToDictionary(node => node, node => node.Upstream.Count(times.ContainsKey));
        var ready = new PriorityQueue<StageNode, double>(open.Where(node => waiting[node] == 0).Select(node => (node, -remaining[node])));
        var running = new PriorityQueue<(Turn Turn, Slots.Held Held), double>();
        var (slots, lanes, turns, now) = (new Slots(capacity), new Lanes(), new List<Turn>(), 0.0);
        while (true)
        {
            Start();
            if (!running.TryDequeue(out var ended, out now)) break;
            slots.Return(ended.Held);
            lanes.Leave(ended.Turn.Lane);
            foreach (var consumer in ended.Turn.Node.Downstream)
                if (waiting.ContainsKey(consumer) && --waiting[consumer] == 0) ready.Enqueue(consumer, -remaining[consumer]);
        }
        return new Makespan(turns.Select(turn => turn.End).DefaultIfEmpty(0).Max(), turns, Longest(open, remaining, next));

        void Start()
        {
            var later = new List<StageNode>();
            while (ready.TryDequeue(out var node, out _))
            {
                if (slots.TryTake(node.Stage.Needs) is not { } held) { later.Add(node); continue; }
                var turn = new Turn(node, lanes.Enter(), now, times[node]);
                turns.Add(turn);
                running.Enqueue((turn, held), turn.End);
            }
            foreach (var node in later) ready.Enqueue(node, -remaining[node]);
        }
    }

    /// <summary>Seconds from each node's start to the end of the longest chain below it, and that chain's next node.</summary>
    private static (Dictionary<StageNode, double> Remaining, Dictionary<StageNode, StageNode?> Next) Paths(StageNode[] open, Dictionary<StageNode, double> times)
    {
        var (remaining, next) = (new Dictionary<StageNode, double>(), new Dictionary<StageNode, StageNode?>());
        foreach (var node in open.Reverse())
        {
            next[node] = node.Downstream.Where(remaining.ContainsKey).MaxBy(consumer => remaining[consumer]);
            remaining[node] = times[node] + (next[node] is { } consumer ? remaining[consumer] : 0);
        }
        return (remaining, next);
    }

    private static List<StageNode> Longest(StageNode[] open, Dictionary<StageNode, double> remaining, Dictionary<StageNode, StageNode?> next)
    {
        var path = new List<StageNode>();
        for (var node = open.MaxBy(node => remaining[node]); node is not null; node = next[node]) path.Add(node);
        return path;
    }
}
