namespace Steering.Flow;

/// <summary>
/// Asks the shared store, before anything runs, for results that are not here: by deep keys from the targets upwards, so that a finished
/// table costs one question and not one for each of its ancestors; then by the shallow keys that have become known.
/// </summary>
internal sealed class Inquiry(FlowContext context, Graph graph, Ledger ledger, SharedStore shared)
{
    private readonly HashSet<StageNode> _asked = [];

    public void Run()
    {
        for (var levels = 1; Unasked(levels) is { Count: > 0 } nodes; levels *= 2)
        {
            _asked.UnionWith(nodes);
            Ask(nodes, (node, cancel) => shared.FindByDeepAsync(node, ledger.DeepOf(node), context.Code(node.Stage), context.Device, cancel));
        }
        var keys = new HashSet<string>(StringComparer.Ordinal);
        while (Wanted().Where(ledger.KnowsInputsOf).Select(node => (Node: node, Key: ledger.Examine(node).KeyHash)).Where(pair => shared.MayKnow(pair.Key) && keys.Add(pair.Key)).ToArray() is { Length: > 0 } open)
        {
            var byNode = open.ToDictionary(pair => pair.Node, pair => pair.Key);
            Ask([.. byNode.Keys], (node, cancel) => shared.FindByKeyAsync(byNode[node], cancel));
        }
    }

    /// <summary>Asks for all at once. Planning has nothing else to do meanwhile, so it waits here.</summary>
    private void Ask(IReadOnlyList<StageNode> nodes, Func<StageNode, CancellationToken, Task<StageResult?>> find)
    {
        var found = Task.WhenAll(nodes.Select(node => Task.Run(() => find(node, CancellationToken.None)))).GetAwaiter().GetResult();
        foreach (var (node, result) in nodes.Zip(found))
            if (result is not null) ledger.Record(node, result);
        if (found.All(result => result is null)) return;
        foreach (var node in graph.Nodes.Where(node => ledger.ResultOf(node) is null)) ledger.Look(node);
    }

    /// <summary>Nodes without result that a target needs one of, at most that many levels above what was asked already.</summary>
    private List<StageNode> Unasked(int levels)
    {
        if (!shared.Link.IsReadable) return [];
        var distance = graph.Targets.Where(target => ledger.ResultOf(target) is null).ToDictionary(target => target, target => _asked.Contains(target) ? 0 : 1);
        for (var at = graph.Nodes.Count - 1; at >= 0; at--)
        {
            if (!distance.TryGetValue(graph.Nodes[at], out var own)) continue;
            foreach (var producer in graph.Nodes[at].Upstream.Where(producer => ledger.ResultOf(producer) is null))
            {
                var far = _asked.Contains(producer) ? 0 : own + 1;
                distance[producer] = distance.TryGetValue(producer, out var known) ? Math.Min(known, far) : far;
            }
        }
        return [.. distance.Where(pair => pair.Value > 0 && pair.Value <= levels && ledger.MayFindByDeep(pair.Key)).Select(pair => pair.Key)];
    }

    private List<StageNode> Wanted()
    {
        var wanted = graph.Targets.Where(target => ledger.ResultOf(target) is null).ToHashSet();
        for (var at = graph.Nodes.Count - 1; at >= 0; at--)
            if (wanted.Contains(graph.Nodes[at])) wanted.UnionWith(graph.Nodes[at].Upstream.Where(producer => ledger.ResultOf(producer) is null));
        return [.. graph.Nodes.Where(wanted.Contains)];
    }
}
