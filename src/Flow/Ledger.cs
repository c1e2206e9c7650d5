namespace Steering.Flow;

/// <summary>What is known about a node once its inputs are: its key, what the key is made of, and whether it has a result.</summary>
/// <param name="Found">The key's result, whether or not its objects are here; null when the stage must run.</param>
internal sealed record Outlook(
    StageKey Key, string KeyHash, string Deep, CodePrint Code, IReadOnlyList<ManifestInput> Inputs, IReadOnlyList<string> InputPaths, StageResult? Found);

/// <summary>
/// What is known so far in one build: digests of sources, and results of nodes, found by key or made. Keys are resolved as inputs become
/// known, so unchanged output bytes stop a rerun from spreading; where inputs are unknown, a result may still be found by the deep key.
/// </summary>
internal sealed class Ledger(FlowContext context, Action<string> warn)
{
    private readonly Exports _exports = new(context.Store, context.Root, context.IsKeptElsewhere);
    private readonly Dictionary<StageNode, Known> _known = [];
    private readonly Dictionary<StageNode, string> _deep = [];
    private readonly HashSet<StageNode> _contradicted = [];   // their deep keys led to results over other bytes: an ancestor is not deterministic
    private readonly Dictionary<string, string> _sources = new(StringComparer.Ordinal);

    public Exports Exports => _exports;

    /// <summary>Results of other machines; null when there is no shared store.</summary>
    public SharedStore? Shared { get; } = context.Shared is { } remote ? new SharedStore(context.Store, remote, context.SharedPatience, warn) : null;

    /// <summary>The node's result, whether or not its objects are here; null while it has none.</summary>
    public StageResult? ResultOf(StageNode node) => _known.GetValueOrDefault(node)?.Result;

    /// <summary>True when every producer has a result.</summary>
    public bool KnowsInputsOf(StageNode node)
    {
        foreach (var producer in node.Upstream)
            if (!_known.ContainsKey(producer)) return false;
        return true;
    }

    /// <summary>Looks for a result of the node in the store: by its inputs' digests where they are known, else by its deep key. Producers first.</summary>
    public void Look(StageNode node)
    {
        var isKnown = KnowsInputsOf(node);
        var key = context.Store.Index.KeyOf(DeepOf(node));
        if (isKnown && key is not null && context.Store.Index.FindOver(key, InputDigests(node)) is { } same)
        {
            Record(node, same);   // what led to it is the same and so are the bytes it read: its key is the one that need not be made now
            return;
        }
        var outlook = isKnown ? Examine(node) : null;
        if (outlook is { Found: not null }) return;
        if (node.Upstream.Any(_contradicted.Contains) || outlook is not null && key is not null && key != outlook.KeyHash) _contradicted.Add(node);
        else if (outlook is null && key is not null && context.Store.Index.Find(key, warn) is { } result) Record(node, result);
    }

    /// <summary>False where the deep keys led to results that contradict the bytes at hand.</summary>
    public bool MayFindByDeep(StageNode node) => !_contradicted.Contains(node);

    /// <summary>Resolves a node whose inputs are known, and remembers its result if there is one.</summary>
    public Outlook Examine(StageNode node)
    {
        var inputs = node.Inputs.Select(input => Describe(node, input)).ToArray();
        var code = context.Code(node.Stage);
        var key = StageKey.Of(node, [.. inputs.Select(input => input.Record.Digest)], code, context.Device);
        var hash = key.Hash();
        var outlook = new Outlook(key, hash, DeepOf(node), code, [.. inputs.Select(input => input.Record)], [.. inputs.Select(input => input.Path)], context.Store.Index.Find(hash, warn));
        if (outlook.Found is { } found) Record(node, found);
        return outlook;
    }

    /// <summary>From here on the node's outputs are known.</summary>
    public void Record(StageNode node, StageResult result)
    {
        if (node.Outputs.Any(output => output.Place is not null)) ForgetDeepBelow(node);   // an edit may have been moved aside
        _known[node] = new Known(result, [.. result.Outputs.Select(output => Place(node, result, output))]);
        context.Store.Index.Learn(DeepOf(node), result.Key);
    }

    /// <summary>Key over all the node's ancestors; theirs are made on the way, producers first.</summary>
    public string DeepOf(StageNode node)
    {
        if (_deep.TryGetValue(node, out var known)) return known;
        return _deep[node] = DeepKey.Of(node, node.Inputs.Select(input => input.Producer is { } producer ? DeepOf(producer, input.Artifact) : DeepKey.OfBytes(SourceDigest(node, input.Artifact))), context.Code(node.Stage), context.Device);
    }

    /// <summary>Names of a node's outputs whose bytes are not here, among the given ones.</summary>
    public IReadOnlyList<string> Absent(StageNode node, IEnumerable<string> names) =>
        _known.TryGetValue(node, out var known) ? [.. names.Where(name => known.Output(name) is not { } output || !IsHere(output))] : [.. names];

    /// <summary>Marks the objects of these outputs as used now, those that are here.</summary>
    public void Touch(StageNode node, IEnumerable<string> names)
    {
        if (!_known.ContainsKey(node)) return;
        foreach (var output in OutputsOf(node, names))
            if (context.Store.Holds(output)) context.Store.LastUse.Touch(output.Digest);
    }

    /// <summary>Those outputs of a node's result.</summary>
    public IReadOnlyList<ManifestOutput> OutputsOf(StageNode node, IEnumerable<string> names) => [.. names.Select(name => _known[node].Output(name)?.Output).OfType<ManifestOutput>()];

    /// <summary>Exported outputs that do not lie at their place.</summary>
    public IReadOnlyList<ManifestOutput> Displaced(StageNode node) =>
        _known.TryGetValue(node, out var known) ? [.. known.Outputs.Where(output => output is { Output.Place: not null, IsAtPlace: false }).Select(output => output.Output)] : [];

    /// <summary>The same of a node that once had an export at one of its places here: a person or another run took it away. What it had is read last, since that reads files.</summary>
    public IReadOnlyList<ManifestOutput> Missing(StageNode node) =>
        Displaced(node) is { Count: > 0 } displaced && node.Outputs.Any(output => output.Place is { } place && _exports.Last(place) is not null) ? displaced : [];

    /// <summary>Names an input outside the store that changed while the stage ran; null when all are as they were.</summary>
    public string? ChangedInput(StageNode node, Outlook outlook)
    {
        foreach (var (input, (record, path)) in node.Inputs.Zip(outlook.Inputs.Zip(outlook.InputPaths)))
            if (input.Artifact.Place is not null && (!Path.Exists(path) || DigestOf(input.Artifact, path) != record.Digest)) return record.Name;
        return null;
    }

    private string InputDigests(StageNode node) => ResultIndex.InputsOf(node.Inputs.Select(input =>
        input.Producer is { } producer ? _known[producer].Output(input.Artifact.FileName)?.Digest ?? "none" : SourceDigest(node, input.Artifact)));

    private void ForgetDeepBelow(StageNode node)
    {
        for (var open = new Stack<StageNode>(node.Downstream); open.TryPop(out var next);)
            if (_deep.Remove(next))
                foreach (var consumer in next.Downstream) open.Push(consumer);
    }

    private bool IsHere(KnownOutput output) => output.IsAtPlace || context.Store.Holds(output.Output);

    /// <summary>Where an output of a result stands: in the store, at its place, or at its place and edited since.</summary>
    private KnownOutput Place(StageNode node, StageResult result, ManifestOutput output)
    {
        if (output.Place is not { } place) return new KnownOutput(output, output.Meaning, IsAtPlace: false, IsEdited: false);
        var now = _exports.Now(place);
        if (now == output.Digest) return new KnownOutput(output, output.Meaning, IsAtPlace: true, IsEdited: false);
        if (now is null || _exports.Last(place)?.Key != result.Key) return new KnownOutput(output, output.Meaning, IsAtPlace: false, IsEdited: false);
        warn($"{place} has been edited since '{node.Label}' wrote it; what follows from it uses the edited bytes.");
        return new KnownOutput(output, now, IsAtPlace: true, IsEdited: true);
    }

    private string DeepOf(StageNode producer, IArtifact artifact)
    {
        if (artifact.Place is not { } place) return DeepKey.OfOutput(DeepOf(producer), artifact.FileName);
        if (_known.TryGetValue(producer, out var known))
            return known.Output(artifact.FileName) is { IsEdited: true } output ? DeepKey.OfBytes(output.Digest, artifact.FileName) : DeepKey.OfOutput(DeepOf(producer), artifact.FileName);
        return _exports.Last(place) is { } last && _exports.Now(place) is { } now && now != last.Digest ? DeepKey.OfBytes(now, artifact.FileName) : DeepKey.OfOutput(DeepOf(producer), artifact.FileName);
    }

    private string DigestOf(IArtifact artifact, string path) => artifact.Meaning is { } meaning ? meaning(path) : context.Store.Memo.Of(path);

    private (ManifestInput Record, string Path) Describe(StageNode node, NodeInput input)
    {
        if (input.Producer is not { } producer)
            return (new ManifestInput(input.Artifact.Place!, SourceDigest(node, input.Artifact), ProducerKey: null, IsEdited: false), SourcePath(input.Artifact));   // a source has one
        var known = _known[producer];
        var output = known.Output(input.Artifact.FileName)
            ?? throw new FlowException($"The result {known.Result.Key} of '{producer.Label}' has no output {input.Artifact.FileName}, which '{node.Label}' reads. Remove {context.Store.ManifestPath(known.Result.Key)}.");
        var path = output.IsAtPlace ? Path.Combine(context.Root, output.Output.Place!) : context.Store.ObjectPath(output.Output.Digest);   // at its place it has one
        return (new ManifestInput($"{producer.Label}/{input.Artifact.FileName}", output.Digest, known.Result.Key, output.IsEdited), path);
    }

    private string SourceDigest(StageNode node, IArtifact artifact)
    {
        var source = SourcePath(artifact);
        if (_sources.TryGetValue(source, out var known)) return known;
        if (!Path.Exists(source)) throw new FlowException($"{artifact.Place} does not exist; '{node.Label}' reads it. Restore the file or folder at {source}.");
        return _sources[source] = DigestOf(artifact, source);
    }

    private string SourcePath(IArtifact artifact) => Path.GetFullPath(Path.Combine(context.Root, artifact.Place!));   // a source has one

    private sealed record Known(StageResult Result, KnownOutput[] Outputs)
    {
        public KnownOutput? Output(string name) => Array.Find(Outputs, output => output.Output.Name == name);
    }

    /// <param name="Digest">What consumers' keys use.</param>
    private sealed record KnownOutput(ManifestOutput Output, string Digest, bool IsAtPlace, bool IsEdited);
}
