using System.Diagnostics;
using System.Threading.Channels;

namespace Steering.Flow;

/// <summary>One run over one graph. Its fields are touched by its own loop only; stages' tasks speak to it through a channel.</summary>
internal sealed class Build(
    FlowContext context, Graph graph, Slots slots, IExecutor light, IExecutor isolated, OrderedObserver observer, CancellationTokenSource stop)
{
    private readonly Channel<Ending> _endings = Channel.CreateUnbounded<Ending>();
    private readonly Ledger _ledger = new(context, observer.Warn);
    private readonly History _history = new(context.Store, observer.Warn);
    private readonly Dictionary<StageNode, int> _unknownInputs = [];
    private readonly PriorityQueue<(StageNode Node, Outlook Outlook), double> _ready = new();
    private readonly Dictionary<StageNode, Manifest> _manifests = [];
    private readonly List<StageNode> _ran = [];
    private readonly List<(StageNode Node, Exception Error)> _failures = [];
    private Dictionary<StageNode, double> _remaining = [];
    private int _running;

    public async Task<RunReport> RunAsync()
    {
        var clock = Stopwatch.StartNew();
        var plan = Plan.Make(context, graph, _ledger, _history, () => observer.Warnings);
        foreach (var stage in plan.ToRun) slots.Check(stage.Node);
        if (plan.ToRun.Any(stage => stage.Node.Stage.Needs.Isolated)) isolated.Prepare();
        observer.Tell(watcher => watcher.Planned(plan));
        Begin(plan);
        var runner = new StageRunner(context, new Publisher(context, _ledger.Exports), _ledger, _history, observer);
        for (StartWhatFits(runner); _running > 0; StartWhatFits(runner)) Take(await _endings.Reader.ReadAsync());
        var failed = _failures.Select(failure => failure.Node).ToHashSet();
        return new RunReport(_manifests, _ran, _failures, [.. graph.Nodes.Where(node => !_manifests.ContainsKey(node) && !failed.Contains(node))], clock.Elapsed.TotalSeconds)
        {
            Context = context,
            Graph = graph,
        };
    }

    private void Begin(Plan plan)
    {
        _remaining = RemainingSeconds(plan);
        foreach (var stage in plan.Stages)
        {
            if (stage.Manifest is { } manifest) Skip(stage.Node, manifest);
            _unknownInputs[stage.Node] = stage.Node.Upstream.Count(producer => !_manifests.ContainsKey(producer));
            if (stage is { Manifest: null, Outlook: { } outlook }) Enqueue(stage.Node, outlook);
        }
    }

    private void Enqueue(StageNode node, Outlook outlook) => _ready.Enqueue((node, outlook), -_remaining[node]);

    private void Skip(StageNode node, Manifest manifest)
    {
        _manifests[node] = manifest;
        observer.Tell(watcher => watcher.Skipped(node, manifest));
    }

    private void StartWhatFits(StageRunner runner)
    {
        var later = new List<(StageNode Node, Outlook Outlook)>();
        while (!stop.IsCancellationRequested && _ready.TryDequeue(out var next, out _))
        {
            if (slots.TryTake(next.Node.Stage.Needs) is not { } held) { later.Add(next); continue; }
            _running++;
            _ = ExecuteAsync(runner, next.Node, next.Outlook, held);
        }
        foreach (var (node, outlook) in later) Enqueue(node, outlook);
    }

    private async Task ExecuteAsync(StageRunner runner, StageNode node, Outlook outlook, Slots.Held held)
    {
        Ending ending;
        try
        {
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            var (manifest, outcome) = await runner.RunAsync(node, outlook, node.Stage.Needs.Isolated ? isolated : light, held.Gpus, stop.Token);
            ending = new Ending(node, held, manifest, outcome, Error: null);
        }
#pragma warning disable CA1031 // Whatever a stage throws becomes this node's failure; it is reported, not swallowed.
        catch (Exception error)
#pragma warning restore CA1031
        {
            ending = new Ending(node, held, Manifest: null, Outcome.Ran, error);
        }
        await _endings.Writer.WriteAsync(ending);
    }

    private void Take(Ending ending)
    {
        _running--;
        slots.Return(ending.Held);
        if (ending.Manifest is { } manifest) TakeResult(ending.Node, manifest, ending.Outcome);
        else if (ending.Error is { } error && !(error is OperationCanceledException && stop.IsCancellationRequested)) Fail(ending.Node, error);
    }

    private void TakeResult(StageNode node, Manifest manifest, Outcome outcome)
    {
        if (outcome == Outcome.Skipped) Skip(node, manifest);
        else
        {
            _manifests[node] = manifest;
            _ran.Add(node);
            observer.Tell(watcher => watcher.Finished(node, manifest));
        }
        _ledger.Record(node, manifest);
        var open = new Queue<StageNode>(node.Downstream.Where(consumer => --_unknownInputs[consumer] == 0));
        while (open.TryDequeue(out var consumer))
            if (IsCurrent(consumer))
                foreach (var next in consumer.Downstream.Where(next => --_unknownInputs[next] == 0)) open.Enqueue(next);
    }

    /// <summary>Resolves a node whose inputs have just become known: at hand (early cut-off), or ready to run.</summary>
    private bool IsCurrent(StageNode node)
    {
        try
        {
            var outlook = _ledger.Examine(node);
            if (outlook.Current is { } current) Skip(node, current);
            else Enqueue(node, outlook);
            return outlook.Current is not null;
        }
        catch (Exception error) when (error is FlowException or IOException or UnauthorizedAccessException)
        {
            Fail(node, error);
            return false;
        }
    }

    private void Fail(StageNode node, Exception error)
    {
        _failures.Add((node, error));
        observer.Tell(watcher => watcher.Failed(node, error));
        stop.Cancel();
    }

    /// <summary>Seconds from a node's start to the end of the longest path below it; guessed by weight where there is no history.</summary>
    private static Dictionary<StageNode, double> RemainingSeconds(Plan plan)
    {
        const double guessIsolated = 30, guessLight = 0.5;
        var remaining = new Dictionary<StageNode, double>();
        foreach (var stage in plan.Stages.Reverse())
            remaining[stage.Node] = stage.Node.Downstream.Select(consumer => remaining[consumer]).DefaultIfEmpty(0).Max()
                + (stage.Standing == Standing.Current ? 0 : stage.ExpectedSeconds ?? (stage.Node.Stage.Needs.Isolated ? guessIsolated : guessLight));
        return remaining;
    }

    private sealed record Ending(StageNode Node, Slots.Held Held, Manifest? Manifest, Outcome Outcome, Exception? Error);
}
