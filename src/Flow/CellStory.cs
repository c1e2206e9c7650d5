namespace Steering.Flow;

/// <summary>A stage behind a number, with the result that counts: the one at hand, or the last one where it is stale.</summary>
public sealed record StoryLink(StageNode Node, Standing Standing, Manifest? Result);

/// <summary>One part of a cell with the number it gives; null where no result is left.</summary>
public sealed record StoryPart(CellPart Part, StoryLink Link, CellNumber? Number);

/// <summary>Where a number of a table comes from: its parts, and every run behind them, all read from the store.</summary>
/// <param name="Sum">Puts the parts together, which may take a while; null where some part has no result.</param>
/// <param name="Parts">In the cell's order.</param>
/// <param name="Chain">Producers before consumers.</param>
public sealed record CellStory(TableCell Cell, Lazy<CellNumber?> Sum, IReadOnlyList<StoryPart> Parts, IReadOnlyList<StoryLink> Chain)
{
    /// <summary>Null where some part has no result.</summary>
    public CellNumber? Number => Sum.Value;

    /// <summary>False when something behind the number has changed since it was made.</summary>
    public bool IsCurrent => Chain.All(link => link.Standing == Standing.Current);

    /// <summary>Seconds times threads of every run behind it.</summary>
    public double CoreSeconds => Runs.Sum(run => run.Seconds * run.Threads);

    /// <summary>The most that one of the runs held in memory; null when nobody measured.</summary>
    public long? PeakMemoryBytes => Runs.Max(run => run.PeakMemoryBytes);

    private IEnumerable<RunRecord> Runs => Chain.Select(link => link.Result?.Run).OfType<RunRecord>();

    /// <summary>The story of a cell whose parts are in the graph that was planned.</summary>
    public static CellStory Of(FlowContext context, Graph graph, Plan plan, TableCell cell)
    {
        var links = plan.Stages.ToDictionary(stage => stage.Node, stage => new StoryLink(stage.Node, stage.Standing, stage.Manifest ?? plan.History.Last(stage.Node)));
        var behind = new HashSet<StageNode>();
        for (var open = new Stack<StageNode>(cell.Parts.Select(part => graph[part.Result.Producer!])); open.TryPop(out var node);)   // a part is some stage's output
            if (behind.Add(node))
                foreach (var producer in node.Upstream) open.Push(producer);
        var parts = cell.Parts.Select(part => (Part: part, Link: links[graph[part.Result.Producer!]])).Select(pair => (pair.Part, pair.Link, Path: PathOf(context, pair.Part, pair.Link.Result))).ToArray();
        return new CellStory(
            cell, new Lazy<CellNumber?>(() => parts.All(part => part.Path is not null) ? cell.Sum([.. parts.Select(part => part.Path!)]) : null),
            [.. parts.Select(part => new StoryPart(part.Part, part.Link, part.Path is null ? null : part.Part.Read(part.Path)))],
            [.. graph.Nodes.Where(behind.Contains).Select(node => links[node])]);
    }

    private static string? PathOf(FlowContext context, CellPart part, Manifest? result) =>
        result?.Output(part.Result.FileName) is { } output && context.Store.PathOf(output, context.Root) is var path && Path.Exists(path) ? path : null;
}
