namespace Steering.Flow;

/// <summary>How much a stage's result or bytes are wanted, before anything runs.</summary>
internal enum Want
{
    No,

    /// <summary>If a stage that may be cut off runs after all.</summary>
    Maybe,

    Surely,
}

/// <summary>
/// Goes from the targets upwards and tells what they need: a result of every ancestor through which a key must be found, bytes only where
/// something must run or is asked for. What nobody needs need not be here.
/// </summary>
internal sealed class Demand
{
    private readonly Ledger _ledger;
    private readonly Dictionary<StageNode, (Want Want, StageNode By)> _results = [];
    private readonly Dictionary<StageNode, (Want Want, StageNode? By, HashSet<string> Names)> _bytes = [];
    private readonly Func<StageNode, bool> _staleOnItsOwn;
    private readonly List<ManifestOutput> _assumed = [];

    private Demand(Ledger ledger, Func<StageNode, bool> staleOnItsOwn) => (_ledger, _staleOnItsOwn) = (ledger, staleOnItsOwn);

    /// <param name="staleOnItsOwn">True for a node without result that will run whatever its inputs come out as.</param>
    public static Demand Of(Graph graph, Ledger ledger, Func<StageNode, bool> staleOnItsOwn)
    {
        var demand = new Demand(ledger, staleOnItsOwn);
        foreach (var target in graph.Targets) demand.WantBytes(target, Want.Surely, by: null, target.Outputs.Select(output => output.FileName));
        for (var at = graph.Nodes.Count - 1; at >= 0; at--) demand.Visit(graph.Nodes[at]);
        return demand;
    }

    /// <summary>Objects that were taken to be in the shared store, which has not been asked yet.</summary>
    public IReadOnlyList<ManifestOutput> Assumed => _assumed;

    /// <summary>True when the bytes wanted of a node are not here but in the shared store.</summary>
    public bool IsElsewhere(StageNode node) => Lacks(node, out var absent) && AreElsewhere(node, absent);

    /// <summary>How surely a node must run, and the consumer for whose sake (null for a target's own).</summary>
    public (Want Want, StageNode? By, IReadOnlyList<string> Absent) RunOf(StageNode node)
    {
        var (want, by, names) = _bytes.GetValueOrDefault(node);
        if (_ledger.ResultOf(node) is null)
            return _results.TryGetValue(node, out var result) && result.Want > want ? (result.Want, result.By, []) : (want, by, []);
        return Lacks(node, out var absent) && !AreElsewhere(node, absent) ? (want, by, absent) : (Want.No, null, []);
    }

    private bool Lacks(StageNode node, out IReadOnlyList<string> absent)
    {
        absent = _ledger.ResultOf(node) is not null && _bytes.TryGetValue(node, out var bytes) && bytes.Want > Want.No ? _ledger.Absent(node, bytes.Names) : [];
        return absent.Count > 0;
    }

    private bool AreElsewhere(StageNode node, IReadOnlyList<string> absent)
    {
        if (_ledger.Shared is not { } shared) return false;
        var outputs = _ledger.OutputsOf(node, absent);
        _assumed.AddRange(outputs.Where(output => shared.Knows(output) is null));
        return outputs.Count == absent.Count && outputs.All(output => shared.Knows(output) != false);
    }

    private void Visit(StageNode node)
    {
        if (_ledger.Missing(node) is { Count: > 0 } missing)
            WantBytes(node, Want.Surely, by: null, missing.Select(output => output.Name));
        var (want, _, _) = RunOf(node);
        if (want == Want.No) return;
        var runs = _ledger.ResultOf(node) is not null || _ledger.KnowsInputsOf(node) || _staleOnItsOwn(node) ? want : Want.Maybe;
        foreach (var input in node.Inputs)
        {
            if (input.Producer is not { } producer) continue;
            if (!_results.TryGetValue(producer, out var known) || known.Want < want) _results[producer] = (want, node);
            WantBytes(producer, runs, node, [input.Artifact.FileName]);
        }
    }

    private void WantBytes(StageNode node, Want want, StageNode? by, IEnumerable<string> names)
    {
        if (!_bytes.TryGetValue(node, out var known)) known = (Want.No, by, new HashSet<string>(StringComparer.Ordinal));
        known.Names.UnionWith(names);
        _bytes[node] = known.Want < want ? (want, by, known.Names) : known;
    }
}
