namespace Steering.Flow;

/// <summary>How a stage stands, for a picture of it.</summary>
public enum NodeState
{
    /// <summary>A file that a person keeps.</summary>
    Source,

    Current,

    /// <summary>It runs only if what it follows changes its output.</summary>
    Waiting,

    Stale,

    /// <summary>It failed in the last run and has not succeeded since.</summary>
    Failed,
}

/// <summary>A box of a picture: one stage, or several that play one part.</summary>
/// <param name="Name">Their common name.</param>
/// <param name="Kind">Short name of their type; "source" for files.</param>
/// <param name="States">How many of them stand how, the worst first.</param>
public sealed record OutlineNode(string Name, string Kind, int Count, IReadOnlyList<(NodeState State, int Count)> States)
{
    /// <summary>The state that a reader must see.</summary>
    public NodeState Worst => States[0].State;
}

/// <summary>A graph as a picture shows it. Edges are indices of nodes, producers first.</summary>
public sealed record Outline(IReadOnlyList<OutlineNode> Nodes, IReadOnlyList<(int From, int To)> Edges)
{
    private const int MostGroups = 48;

    /// <summary>
    /// Stages of one kind that read from and are read by the same groups are one box (partition refinement over both directions), so that a
    /// table's seeds and cells collapse and what plays another part does not. Where that leaves too many, boxes are kinds by depth.
    /// </summary>
    /// <param name="isFull">True: a box per stage.</param>
    public static Outline Of(Graph graph, Func<StageNode, NodeState> state, bool isFull = false)
    {
        var places = graph.Nodes.SelectMany(node => node.Inputs).Where(input => input.Producer is null).Select(input => input.Artifact.Place ?? input.Artifact.FileName).Distinct(StringComparer.Ordinal).ToArray();
        var count = places.Length + graph.Nodes.Count;
        var index = graph.Nodes.Select((node, at) => (node, at)).ToDictionary(pair => pair.node, pair => places.Length + pair.at);
        var producers = new int[count][];
        for (var at = 0; at < places.Length; at++) producers[at] = [];
        foreach (var (node, at) in index)
            producers[at] = [.. node.Inputs.Select(input => input.Producer is { } producer ? index[producer] : Array.IndexOf(places, input.Artifact.Place ?? input.Artifact.FileName)).Distinct()];
        var kinds = places.Select(_ => "source").Concat(graph.Nodes.Select(node => node.StageType)).ToArray();
        var group = isFull ? [.. Enumerable.Range(0, count)] : Refined(kinds, producers) ?? ByDepth(kinds, producers);
        var members = Enumerable.Range(0, count).GroupBy(at => group[at]).OrderBy(members => members.First()).ToArray();
        var boxOf = members.SelectMany((all, box) => all.Select(at => (at, box))).ToDictionary(pair => pair.at, pair => pair.box);
        return new Outline(
            [.. members.Select(all => Box([.. all], places, graph, state))],
            [.. Enumerable.Range(0, count).SelectMany(at => producers[at].Select(producer => (boxOf[producer], boxOf[at]))).Distinct().Order()]);
    }

    private static OutlineNode Box(int[] members, string[] places, Graph graph, Func<StageNode, NodeState> state)
    {
        if (members[0] < places.Length) return new OutlineNode(Labels.Glob(members.Select(at => places[at])), "source", members.Length, [(NodeState.Source, members.Length)]);
        var nodes = members.Select(at => graph.Nodes[at - places.Length]).ToArray();
        return new OutlineNode(
            Labels.Glob(nodes.Select(node => node.Label)), nodes[0].Kind, nodes.Length,
            [.. nodes.GroupBy(state).OrderByDescending(like => like.Key).Select(like => (like.Key, like.Count()))]);
    }

    /// <summary>Coarsest grouping in which all of a group read from and are read by the same groups; null where it is too fine. Such groups form no cycle.</summary>
    private static int[]? Refined(string[] kinds, int[][] producers)
    {
        var consumers = Consumers(producers);
        var (group, groups) = Numbered(kinds);
        while (groups <= MostGroups)
        {
            var (finer, count) = Numbered([.. Enumerable.Range(0, kinds.Length).Select(at => $"{group[at]}<{Set(producers[at], group)}>{Set(consumers[at], group)}")]);
            if (count == groups) return finer;
            (group, groups) = (finer, count);
        }
        return null;
    }

    private static int[] ByDepth(string[] kinds, int[][] producers)
    {
        var depth = new int[kinds.Length];
        for (var at = 0; at < kinds.Length; at++) depth[at] = producers[at].Select(producer => depth[producer] + 1).DefaultIfEmpty(0).Max();   // producers come first
        return Numbered([.. kinds.Select((kind, at) => $"{kind} {depth[at]}")]).Group;
    }

    private static int[][] Consumers(int[][] producers)
    {
        var consumers = producers.Select(_ => new List<int>()).ToArray();
        for (var at = 0; at < producers.Length; at++)
            foreach (var producer in producers[at]) consumers[producer].Add(at);
        return [.. consumers.Select(all => all.ToArray())];
    }

    private static (int[] Group, int Count) Numbered(IReadOnlyList<string> marks)
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        int[] group = [.. marks.Select(mark => numbers.TryGetValue(mark, out var known) ? known : numbers[mark] = numbers.Count)];
        return (group, numbers.Count);
    }

    private static string Set(int[] members, int[] group) => string.Join(',', members.Select(at => group[at]).Distinct().Order());
}
