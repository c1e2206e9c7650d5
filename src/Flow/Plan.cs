namespace Steering.Flow;

/// <summary>How a stage stands before a build.</summary>
public enum Standing
{
    /// <summary>It has a result, or nothing needs one; nothing will run.</summary>
    Current,

    /// <summary>Its result is known and its bytes, which something needs, will come from the shared store; nothing will run.</summary>
    Elsewhere,

    /// <summary>It will run.</summary>
    Stale,

    /// <summary>It follows stages that will run, or is needed by one that may: it runs too unless their outputs come out unchanged.</summary>
    Waiting,
}

/// <summary>One line of a plan.</summary>
/// <param name="Reasons">Why it is not current; empty when it is.</param>
/// <param name="ExpectedSeconds">From its own last run or the median of its kind; null when unknown, and for current stages.</param>
/// <param name="Result">What its key's run gave, whether or not the bytes are still here; null when it has none, or none was needed.</param>
public sealed record PlannedStage(StageNode Node, Standing Standing, IReadOnlyList<string> Reasons, double? ExpectedSeconds, StageResult? Result)
{
    /// <summary>Everything known about the run of <see cref="Result"/>; read when asked for.</summary>
    public Manifest? Manifest => Result?.Manifest;
}

/// <summary>What a build would do, and why; made without running anything.</summary>
/// <param name="Stages">Producers before consumers.</param>
/// <param name="Warnings">Edited exports and the like.</param>
public sealed record Plan(IReadOnlyList<PlannedStage> Stages, IReadOnlyList<string> Warnings)
{
    /// <summary>What the plan was compared with.</summary>
    internal History History { get; init; } = null!;   // set by Make, the only maker

    /// <summary>What was known when it was made.</summary>
    internal Ledger Ledger { get; init; } = null!;   // likewise

    /// <summary>Stages that will or may run.</summary>
    public IEnumerable<PlannedStage> ToRun => Stages.Where(stage => stage.Standing is Standing.Stale or Standing.Waiting);

    /// <summary>Seconds of work if everything that may run runs; stages that never ran count as nothing.</summary>
    public double ExpectedWorkSeconds => ToRun.Sum(stage => stage.ExpectedSeconds ?? 0);

    /// <summary>Least wall seconds on that many cores: the longest path, or all the work shared out.</summary>
    public double ExpectedWallSeconds(int cores)
    {
        var finish = new Dictionary<StageNode, double>();
        foreach (var stage in Stages)
            finish[stage.Node] = stage.Node.Upstream.Select(producer => finish[producer]).DefaultIfEmpty(0).Max()
                + (stage.ExpectedSeconds ?? 0);
        return Math.Max(finish.Values.DefaultIfEmpty(0).Max(), ExpectedWorkSeconds / Math.Max(1, cores));
    }

    public static Plan Make(FlowContext context, Graph graph)
    {
        var warnings = new List<string>();
        void Warn(string text) { if (!warnings.Contains(text)) warnings.Add(text); }
        return Make(context, graph, new Ledger(context, Warn), new History(context.Store, Warn), () => warnings);
    }

    internal static Plan Make(FlowContext context, Graph graph, Ledger ledger, History history, Func<IReadOnlyList<string>> warnings)
    {
        CheckSources(context, graph);
        ledger.Exports.LookAhead([.. graph.Nodes.SelectMany(node => node.Outputs).Select(output => output.Place).OfType<string>().Distinct(StringComparer.Ordinal)]);
        foreach (var node in graph.Nodes) ledger.Look(node);
        ledger.Exports.ForgetAhead();
        if (ledger.Shared is { } shared) new Inquiry(context, graph, ledger, shared).Run();
        var own = new Dictionary<StageNode, IReadOnlyList<string>>();
        IReadOnlyList<string> Own(StageNode node) => own.TryGetValue(node, out var known) ? known : own[node] = OwnReasons(context, node, history);
        var demand = DemandOf(graph, ledger, node => Own(node).Count > 0);
        var stages = graph.Nodes.Select(node => Line(node, ledger, demand, history, Own)).ToArray();
        context.Store.SaveIndices();
        return new Plan(stages, warnings()) { History = history, Ledger = ledger };
    }

    /// <summary>What is needed depends on which objects the shared store has, and it is asked only for what is needed.</summary>
    private static Demand DemandOf(Graph graph, Ledger ledger, Func<StageNode, bool> staleOnItsOwn)
    {
        while (true)
        {
            var demand = Demand.Of(graph, ledger, staleOnItsOwn);
            if (ledger.Shared is not { } shared || demand.Assumed.Count == 0) return demand;
            Task.Run(() => shared.AskAsync(demand.Assumed, CancellationToken.None)).GetAwaiter().GetResult();   // planning has nothing else to do meanwhile
        }
    }

    private static PlannedStage Line(StageNode node, Ledger ledger, Demand demand, History history, Func<StageNode, IReadOnlyList<string>> own)
    {
        var result = ledger.ResultOf(node);
        var (want, by, absent) = demand.RunOf(node);
        if (want == Want.No) return new PlannedStage(node, demand.IsElsewhere(node) ? Standing.Elsewhere : Standing.Current, [], ExpectedSeconds: null, result);
        IReadOnlyList<string> reasons = result is not null ? [.. absent.Select(name => Gone(node, name, want, by))]
            : ledger.KnowsInputsOf(node) ? Differences(ledger.Examine(node), node, history)
            : own(node);
        var isSure = want == Want.Surely && reasons.Count > 0;
        if (reasons.Count == 0) reasons = [$"follows {string.Join(", ", node.Upstream.Select(producer => $"'{producer.Label}'"))}"];
        return new PlannedStage(node, isSure ? Standing.Stale : Standing.Waiting, reasons, history.ExpectedSeconds(node), result);
    }

    private static string Gone(StageNode node, string name, Want want, StageNode? by)
    {
        var gone = node.Outputs.First(output => output.FileName == name).Place is { } place ? $"{place} is missing" : $"its output {name} is gone from the store";
        return by is null ? gone : want == Want.Surely ? $"{gone}; needed by '{by.Label}'" : $"{gone}; needed if '{by.Label}' runs";
    }

    private static IReadOnlyList<string> Differences(Outlook outlook, StageNode node, History history) =>
        history.Nearest(node, outlook.Key) is { } earlier && Why.Differences(earlier, outlook.Key, outlook.Inputs, history.CodeWords(outlook.Code)) is { Count: > 0 } lines ? lines : ["never ran"];

    /// <summary>Inputs are not known yet; everything else of the key is, and may already differ.</summary>
    private static IReadOnlyList<string> OwnReasons(FlowContext context, StageNode node, History history)
    {
        var code = context.Code(node.Stage);
        var key = StageKey.Of(node, [.. node.Inputs.Select(_ => "")], code, context.Device);
        return history.Nearest(node, key) is { } earlier ? Why.Differences(earlier, key, inputs: null, history.CodeWords(code)) : ["never ran"];
    }

    /// <summary>A missing source is told before the first expensive minute, not after it.</summary>
    private static void CheckSources(FlowContext context, Graph graph)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var node in graph.Nodes)
            foreach (var input in node.Inputs.Where(input => input.Producer is null))
            {
                var place = input.Artifact.Place ?? throw new FlowException($"'{node.Label}' reads {input.Artifact.FileName}, which no stage writes. An artifact without a producer is a Source<T>.");
                if (!seen.Add(place)) continue;
                var path = Path.GetFullPath(Path.Combine(context.Root, place));
                if (!Path.Exists(path)) throw new FlowException($"{place} does not exist; '{node.Label}' reads it. Restore the file or folder at {path}.");
            }
    }
}
