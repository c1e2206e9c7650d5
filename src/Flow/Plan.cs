namespace Steering.Flow;

/// <summary>How a stage stands before a build.</summary>
public enum Standing
{
    /// <summary>Its result is at hand; nothing will run.</summary>
    Current,

    /// <summary>It will run.</summary>
    Stale,

    /// <summary>It follows stages that will run; it runs too unless their outputs come out unchanged.</summary>
    Waiting,
}

/// <summary>One line of a plan.</summary>
/// <param name="Reasons">Why it is not current; empty when it is.</param>
/// <param name="ExpectedSeconds">From its own last run or the median of its kind; null when unknown, and for current stages.</param>
/// <param name="Manifest">The result at hand of a current stage.</param>
public sealed record PlannedStage(StageNode Node, Standing Standing, IReadOnlyList<string> Reasons, double? ExpectedSeconds, Manifest? Manifest)
{
    internal Outlook? Outlook { get; init; }
}

/// <summary>What a build would do, and why; made without running or writing anything but the digest memo.</summary>
/// <param name="Stages">Producers before consumers.</param>
/// <param name="Warnings">Edited exports and the like.</param>
public sealed record Plan(IReadOnlyList<PlannedStage> Stages, IReadOnlyList<string> Warnings)
{
    /// <summary>Stages that will or may run.</summary>
    public IEnumerable<PlannedStage> ToRun => Stages.Where(stage => stage.Standing != Standing.Current);

    /// <summary>Seconds of work if everything that may run runs; stages that never ran count as nothing.</summary>
    public double ExpectedWorkSeconds => ToRun.Sum(stage => stage.ExpectedSeconds ?? 0);

    /// <summary>Least wall seconds on that many cores: the longest path, or all the work shared out.</summary>
    public double ExpectedWallSeconds(int cores)
    {
        var finish = new Dictionary<StageNode, double>();
        foreach (var stage in Stages)
            finish[stage.Node] = stage.Node.Upstream.Select(producer => finish[producer]).DefaultIfEmpty(0).Max()
                + (stage.Standing == Standing.Current ? 0 : stage.ExpectedSeconds ?? 0);
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
        var stages = graph.Nodes.Select(node => ledger.KnowsInputsOf(node) ? Known(ledger.Examine(node), node, history) : Unknown(context, node, history)).ToArray();
        context.Store.Memo.Save();
        return new Plan(stages, warnings());
    }

    private static PlannedStage Known(Outlook outlook, StageNode node, History history)
    {
        if (outlook.Current is { } current) return new PlannedStage(node, Standing.Current, [], ExpectedSeconds: null, current) { Outlook = outlook };
        var reasons = outlook.Missing.Count > 0 ? outlook.Missing
            : history.Nearest(node, outlook.Key) is { } earlier ? Why.Differences(earlier, outlook.Key, outlook.Inputs, outlook.Code.Parts)
            : ["never ran"];
        return new PlannedStage(node, Standing.Stale, reasons, history.ExpectedSeconds(node), Manifest: null) { Outlook = outlook };
    }

    /// <summary>Inputs are not known yet; everything else of the key is, and may already differ.</summary>
    private static PlannedStage Unknown(FlowContext context, StageNode node, History history)
    {
        var code = context.Code(node.Stage);
        var key = StageKey.Of(node, [.. node.Inputs.Select(_ => "")], code, context.Device);
        var earlier = history.Nearest(node, key);
        var own = earlier is null ? ["never ran"] : Why.Differences(earlier, key, inputs: null, code.Parts);
        return own.Count > 0
            ? new PlannedStage(node, Standing.Stale, own, history.ExpectedSeconds(node), Manifest: null)
            : new PlannedStage(node, Standing.Waiting, [$"follows {string.Join(", ", node.Upstream.Select(producer => $"'{producer.Label}'"))}"], history.ExpectedSeconds(node), Manifest: null);
    }

    /// <summary>A missing source is told before the first expensive minute, not after it.</summary>
    private static void CheckSources(FlowContext context, Graph graph)
    {
        foreach (var node in graph.Nodes)
            foreach (var input in node.Inputs.Where(input => input.Producer is null))
            {
                var place = input.Artifact.Place ?? throw new FlowException($"'{node.Label}' reads {input.Artifact.FileName}, which no stage writes. An artifact without a producer is a Source<T>.");
                var path = Path.GetFullPath(Path.Combine(context.Root, place));
                if (!Path.Exists(path)) throw new FlowException($"{place} does not exist; '{node.Label}' reads it. Restore the file or folder at {path}.");
            }
    }
}
