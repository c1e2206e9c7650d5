using Steering.Flow;

namespace Steering.Build;

/// <summary>What was asked for: a result, or the part of the results that a selector names.</summary>
/// <param name="Name">As it is told to a person.</param>
/// <param name="Whole">The graph that <paramref name="Graph"/> is a part of, or all of.</param>
/// <param name="Graph">All that must be at hand for it.</param>
/// <param name="Nodes">The stages that were named, in <paramref name="Whole"/>; its last ones where none were.</param>
/// <param name="Cells">The numbers that were named.</param>
/// <param name="Files">Files to show when it is made.</param>
internal sealed record Request(string Name, Graph Whole, Graph Graph, IReadOnlyList<StageNode> Nodes, IReadOnlyList<TableCell> Cells, IReadOnlyList<IArtifact> Files)
{
    /// <summary>True when a part was named.</summary>
    public bool IsPart => !ReferenceEquals(Whole, Graph);

    /// <summary>What <c>--for</c> names; the main result where it names nothing.</summary>
    public static Request Of(Options options)
    {
        if (options.For is null) return ResultOf(Wishes.All[0], options);
        return Named(options.For) is { } wish ? ResultOf(wish, options) : Part(Graph.Of(Wishes.All.SelectMany(wish => wish.Stages(options))), options.For);
    }

    /// <summary>A result, or the part of it that <c>--for</c> names.</summary>
    public static Request Of(Wish wish, Options options)
    {
        if (options.For is null || Named(options.For) == wish) return ResultOf(wish, options);
        return Part(Graph.Of(wish.Stages(options)), options.For);
    }

    private static Wish? Named(string name) => Wishes.All.FirstOrDefault(wish => wish.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    private static Request ResultOf(Wish wish, Options options)
    {
        var files = wish.Describe(options);
        var graph = Graph.Of(files.Select(file => file.Producer).OfType<IStage>());
        return new Request(wish.Name, graph, graph, [.. files.Select(file => file.Producer).OfType<IStage>().Select(stage => graph[stage]).Distinct()], [], files);
    }

    private static Request Part(Graph whole, string selector)
    {
        var selection = whole.Choose(selector);
        var tables = selection.Nodes.Where(node => node.Stage.Cells.Count > 0).ToHashSet();
        return new Request(
            selector, whole, whole.UpTo(selection.Nodes), selection.Nodes, selection.Cells,
            [.. tables.SelectMany(node => node.Outputs)]);
    }
}
