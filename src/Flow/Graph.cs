namespace Steering.Flow;

/// <summary>
/// All stages that some targets need, each once, producers before consumers. Built from the objects alone: no disk, no clock.
/// Stages that are equal in type, version, parameters and inputs are one node, so that a table's cells share what they share.
/// </summary>
public sealed class Graph
{
    private readonly Dictionary<IStage, StageNode> _byStage = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, StageNode> _byIdentity = new(StringComparer.Ordinal);
    private readonly List<StageNode> _nodes = [];
    private readonly List<StageNode> _targets = [];

    private Graph()
    {
    }

    /// <summary>Producers come before consumers; otherwise in the order the targets name them.</summary>
    public IReadOnlyList<StageNode> Nodes => _nodes;

    /// <summary>The stages the graph was asked for: their outputs must be at hand, everything else only where one of them needs it.</summary>
    public IReadOnlyList<StageNode> Targets => _targets;

    public static Graph Of(params IEnumerable<IStage> targets)
    {
        var graph = new Graph();
        var seen = new HashSet<StageNode>();
        foreach (var target in targets)
        {
            graph.Walk(target);
            if (seen.Add(graph[target])) graph._targets.Add(graph[target]);
        }
        graph.CheckPlaces();
        return graph;
    }

    /// <summary>The node a stage object became part of.</summary>
    public StageNode this[IStage stage] => _byStage.TryGetValue(stage, out var node)
        ? node
        : throw new FlowException($"{stage.Label} is not in this graph. Was the graph built from other targets?");

    /// <summary>The node of that <see cref="StageNode.Identity"/>, or null.</summary>
    public StageNode? Find(string identity) => _byIdentity.GetValueOrDefault(identity);

    /// <summary>Stages and cells that a selector names (<see cref="Selector"/> has the grammar).</summary>
    /// <exception cref="FlowException">Nothing matches; the message offers near names.</exception>
    public Selection Choose(string selector) => new Selector(this).Choose(selector);

    /// <summary>The stages of <see cref="Choose"/>.</summary>
    public IReadOnlyList<StageNode> Select(string selector) => Choose(selector).Nodes;

    /// <summary>The part of the graph that these nodes need. Every stage object that this graph knows finds its node there, equal ones too.</summary>
    public Graph UpTo(IEnumerable<StageNode> nodes)
    {
        var part = Of(nodes.Select(node => this[node.Stage].Stage));
        foreach (var (stage, node) in _byStage)
            if (part._byIdentity.TryGetValue(node.Identity, out var same)) part._byStage.TryAdd(stage, same);
        return part;
    }

    /// <summary>Depth first without recursion, so that a chain of ten thousand stages does not overflow the stack.</summary>
    private void Walk(IStage target)
    {
        var open = new Stack<IStage>([target]);
        var entered = new Stack<IStage>();   // those whose producers are being walked, the last one first
        var seen = new HashSet<IStage>(ReferenceEqualityComparer.Instance);
        while (open.TryPeek(out var stage))
        {
            if (_byStage.ContainsKey(stage)) { open.Pop(); continue; }
            if (entered.TryPeek(out var last) && ReferenceEquals(last, stage))
            {
                open.Pop();
                Add(entered.Pop());
                continue;
            }
            if (!seen.Add(stage) || stage.Inputs.Any(input => ReferenceEquals(input.Producer, stage)))
                throw new FlowException($"{stage.Label} needs its own output, by way of its inputs. Inputs must be fixed in the constructor.");
            entered.Push(stage);
            for (var at = stage.Inputs.Count - 1; at >= 0; at--)
                if (stage.Inputs[at].Producer is { } producer && !_byStage.ContainsKey(producer)) open.Push(producer);
        }
    }

    private void Add(IStage stage)
    {
        var inputs = stage.Inputs.Select(input => new NodeInput(input, input.Producer is { } producer ? _byStage[producer] : null)).ToArray();
        var node = new StageNode(stage, inputs);
        if (!_byIdentity.TryAdd(node.Identity, node)) { _byStage[stage] = _byIdentity[node.Identity]; return; }
        _byStage[stage] = node;
        _nodes.Add(node);
        foreach (var producer in node.Upstream) producer.AddDownstream(node);
    }

    private void CheckPlaces()
    {
        var exporters = new Dictionary<string, StageNode>(StringComparer.Ordinal);
        foreach (var node in _nodes)
            foreach (var output in node.Outputs)
                if (output.Place is { } place && !exporters.TryAdd(place, node)) throw Overwritten(place, exporters[place], place, node);
        string[] places = [.. exporters.Keys];
        Array.Sort(places, static (one, other) => string.CompareOrdinal(one + "/", other + "/"));
        for (var at = 1; at < places.Length; at++)
            if (Places.Overlap(places[at - 1], places[at])) throw Overwritten(places[at - 1], exporters[places[at - 1]], places[at], exporters[places[at]]);

        static FlowException Overwritten(string place, StageNode one, string other, StageNode another) =>
            new($"'{one.Label}' exports to {place} and '{another.Label}' to {other}; they would overwrite each other. Give each a place of its own.");
    }
}
