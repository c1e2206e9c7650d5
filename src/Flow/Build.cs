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
    private readonly PriorityQueue<(StageNode Node, Outlook Outlook), double> _ready = new();
    private readonly HashSet<StageNode> _reused = [];
    private readonly List<StageNode> _ran = [];
    private readonly List<(StageNode Node, Exception Error)> _failures = [];
    private Dictionary<StageNode, double> _remaining = [];
    private int _running;
    private bool _isUnsettled;
    private WriteBack? _writeBack;

    public async Task<RunReport> RunAsync()
    {
        var clock = Stopwatch.StartNew();
        using var building = new Building(context.Store, context.Clock);
        var plan = Plan.Make(context, graph, _ledger, _history, () => observer.Warnings);
        context.BeforeRun?.Invoke(plan);
        foreach (var stage in plan.ToRun) slots.Check(stage.Node);
        if (plan.ToRun.Any(stage => stage.Node.Stage.Needs.Isolated)) isolated.Prepare();
        observer.Tell(watcher => watcher.Planned(plan));
        _remaining = RemainingSeconds(plan);
        var runner = new StageRunner(context, new Publisher(context, _ledger.Exports), _ledger, _history, observer);
        _writeBack = _ledger.Shared is { } shared ? new WriteBack(context.Store, shared, stop.Token) : null;
        var course = new Course(_ledger, graph, Enqueue, (node, errand) => _ = RunErrandAsync(runner, node, errand), Reuse, Fail);
        foreach (var stage in plan.Stages.Where(stage => stage.Standing is Standing.Current or Standing.Elsewhere && stage.Result is not null)) Reuse(stage.Node, stage.Result!);   // as just asked
        Touch(plan);
        for (Advance(course, runner); _running > 0; Advance(course, runner)) Take(course, await _endings.Reader.ReadAsync());
        foreach (var stage in plan.ToRun.Where(_ => !stop.IsCancellationRequested)) if (_ledger.ResultOf(stage.Node) is { } result && !_ran.Contains(stage.Node)) Reuse(stage.Node, result);
        await ShareAsync();
        return Report(course, clock.Elapsed.TotalSeconds);
    }

    /// <summary>What ran was sent at once; what was here already, or could not be sent before, goes now.</summary>
    private async Task ShareAsync()
    {
        if (_writeBack is null) return;
        foreach (var node in graph.Nodes)
            if (!stop.IsCancellationRequested && _ledger.ResultOf(node) is { } result) _writeBack.Send(result, _ledger.DeepOf(node));
        await _writeBack.FinishAsync();
    }

    /// <summary>What this build counts on is not to be evicted meanwhile; what goes all the same is made again when its turn comes.</summary>
    private void Touch(Plan plan)
    {
        foreach (var target in graph.Targets) _ledger.Touch(target, target.Outputs.Select(output => output.FileName));
        foreach (var input in plan.ToRun.SelectMany(stage => stage.Node.Inputs))
            if (input.Producer is { } producer) _ledger.Touch(producer, [input.Artifact.FileName]);
    }

    private RunReport Report(Course course, double seconds)
    {
        var failed = _failures.Select(failure => failure.Node).ToHashSet();
        var results = graph.Nodes.Where(node => _ledger.ResultOf(node) is not null).ToDictionary(node => node, node => _ledger.ResultOf(node)!);   // as just asked
        return new RunReport(results, _ran, _failures, [.. graph.Nodes.Where(node => course.IsOpen(node) && !failed.Contains(node))], seconds)
        {
            Context = context,
            Graph = graph,
            IsUnsettled = _isUnsettled && failed.Count == 0 && !stop.IsCancellationRequested,
        };
    }

    private void Advance(Course course, StageRunner runner)
    {
        if (!stop.IsCancellationRequested) course.Advance();
        var later = new List<(StageNode Node, Outlook Outlook)>();
        while (!stop.IsCancellationRequested && _ready.TryDequeue(out var next, out _))
        {
            if (slots.TryTake(next.Node.Stage.Needs) is not { } held) { later.Add(next); continue; }
            _running++;
            _ = ExecuteAsync(runner, next.Node, next.Outlook, held);
        }
        foreach (var (node, outlook) in later) Enqueue(node, outlook);
    }

    private void Enqueue(StageNode node, Outlook outlook) => _ready.Enqueue((node, outlook), -_remaining[node]);

    private void Reuse(StageNode node, StageResult result)
    {
        if (_reused.Add(node)) observer.Tell(watcher => watcher.Skipped(node, result));
    }

    private Task ExecuteAsync(StageRunner runner, StageNode node, Outlook outlook, Slots.Held held) =>
        EndAsync(node, held, async () =>
        {
            var (manifest, outcome) = await runner.RunAsync(node, outlook, node.Stage.Needs.Isolated ? isolated : light, held.Gpus, stop.Token);
            return () => TakeResult(node, manifest, outcome);
        });

    private Task RunErrandAsync(StageRunner runner, StageNode node, Errand errand)
    {
        _running++;
        return EndAsync(node, held: null, () => errand(runner, stop.Token));
    }

    /// <summary>Does something on a worker thread; what it returns is done in the loop, as is the telling of its failure.</summary>
    private async Task EndAsync(StageNode node, Slots.Held? held, Func<Task<Action>> work)
    {
        Ending ending;
        try
        {
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            ending = new Ending(node, held, await work(), Error: null);
        }
#pragma warning disable CA1031 // Whatever a stage throws becomes this node's failure; it is reported, not swallowed.
        catch (Exception error)
#pragma warning restore CA1031
        {
            ending = new Ending(node, held, Then: null, error);
        }
        await _endings.Writer.WriteAsync(ending);
    }

    private void Take(Course course, Ending ending)
    {
        _running--;
        if (ending.Held is { } held) slots.Return(held);
        if (ending.Then is { } then)
        {
            then();
            course.Return(ending.Node);
        }
        else if (ending.Error is { } error && !(error is OperationCanceledException && stop.IsCancellationRequested)) Fail(ending.Node, error);
    }

    private void TakeResult(StageNode node, Manifest manifest, Outcome outcome)
    {
        var (before, result) = (_ledger.ResultOf(node), new StageResult(manifest));
        _ledger.Record(node, result);
        if (outcome == Outcome.Skipped) { Reuse(node, result); return; }
        _ran.Add(node);
        _writeBack?.Send(result, _ledger.DeepOf(node));
        observer.Tell(watcher => watcher.Finished(node, manifest));
        if (before is null || before.Outputs.Select(output => output.Meaning).SequenceEqual(result.Outputs.Select(output => output.Meaning))) return;
        _isUnsettled = true;
        observer.Warn($"'{node.Label}' was run again because its output was gone, and gave other bytes than before: it is not deterministic. What follows from it is brought up to date.");
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
                + (stage.Standing is Standing.Current or Standing.Elsewhere ? 0 : stage.ExpectedSeconds ?? (stage.Node.Stage.Needs.Isolated ? guessIsolated : guessLight));
        return remaining;
    }

    /// <param name="Held">What the stage occupied; null for an errand.</param>
    /// <param name="Then">What is left to do in the loop when it went well.</param>
    private sealed record Ending(StageNode Node, Slots.Held? Held, Action? Then, Exception? Error);
}
