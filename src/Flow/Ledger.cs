namespace Steering.Flow;

/// <summary>What is known about a node once its inputs are: its key, what the key is made of, and whether the result is at hand.</summary>
/// <param name="Current">The manifest whose outputs can be used as they are; null when the stage must run.</param>
/// <param name="Missing">What is gone although the key's manifest exists; empty otherwise.</param>
internal sealed record Outlook(
    StageKey Key, string KeyHash, CodePrint Code, IReadOnlyList<ManifestInput> Inputs, IReadOnlyList<string> InputPaths, Manifest? Current, IReadOnlyList<string> Missing);

/// <summary>
/// What is known so far in one build: digests of sources and of the outputs of nodes that are current or have run. Keys are resolved
/// as inputs become known, so unchanged output bytes stop a rerun from spreading.
/// </summary>
internal sealed class Ledger(FlowContext context, Action<string> warn)
{
    private readonly Exports _exports = new(context.Store, context.Root, context.IsKeptElsewhere);
    private readonly Dictionary<(StageNode Node, string Output), (string Digest, string Path, string Key, bool IsEdited)> _outputs = [];
    private readonly Dictionary<string, string> _sources = new(StringComparer.Ordinal);

    public Exports Exports => _exports;

    /// <summary>True when every producer's outputs are known.</summary>
    public bool KnowsInputsOf(StageNode node) => node.Upstream.All(producer => _outputs.ContainsKey((producer, producer.Outputs[0].FileName)));

    /// <summary>Resolves a node whose inputs are known, and remembers its outputs when they are at hand.</summary>
    public Outlook Examine(StageNode node)
    {
        var inputs = node.Inputs.Select(input => Describe(node, input)).ToArray();
        var code = context.Code(node.Stage);
        var key = StageKey.Of(node, [.. inputs.Select(input => input.Record.Digest)], code, context.Device);
        var hash = key.Hash();
        var found = context.Store.Find(hash, warn);
        var missing = found is null ? [] : found.Outputs.Select(output => Lacks(output, found)).OfType<string>().ToArray();
        var outlook = new Outlook(key, hash, code, [.. inputs.Select(input => input.Record)], [.. inputs.Select(input => input.Path)], missing.Length == 0 ? found : null, missing);
        if (outlook.Current is { } current) Record(node, current);
        return outlook;
    }

    /// <summary>From here on the node's outputs are known.</summary>
    public void Record(StageNode node, Manifest manifest)
    {
        foreach (var output in manifest.Outputs)
        {
            var digest = output.Place is { } place ? _exports.Now(place) ?? output.Digest : output.Meaning;
            var isEdited = output.Place is not null && digest != output.Digest;
            if (isEdited) warn($"{output.Place} has been edited since '{node.Label}' wrote it; what follows from it uses the edited bytes.");
            _outputs[(node, output.Name)] = (digest, context.Store.PathOf(output, context.Root), manifest.Key, isEdited);
        }
    }

    /// <summary>Names an input outside the store that changed while the stage ran; null when all are as they were.</summary>
    public string? ChangedInput(StageNode node, Outlook outlook)
    {
        foreach (var (input, (record, path)) in node.Inputs.Zip(outlook.Inputs.Zip(outlook.InputPaths)))
            if (input.Artifact.Place is not null && (!Path.Exists(path) || DigestOf(input.Artifact, path) != record.Digest)) return record.Name;
        return null;
    }

    private string DigestOf(IArtifact artifact, string path) => artifact.Meaning is { } meaning ? meaning(path) : context.Store.Memo.Of(path);

    private (ManifestInput Record, string Path) Describe(StageNode node, NodeInput input)
    {
        if (input.Producer is { } producer)
        {
            var (digest, path, key, isEdited) = _outputs[(producer, input.Artifact.FileName)];
            return (new ManifestInput($"{producer.Label}/{input.Artifact.FileName}", digest, key, isEdited), path);
        }
        var place = input.Artifact.Place!;   // a source has one
        var source = Path.GetFullPath(Path.Combine(context.Root, place));
        if (!_sources.TryGetValue(source, out var known))
        {
            if (!Path.Exists(source)) throw new FlowException($"{place} does not exist; '{node.Label}' reads it. Restore the file or folder at {source}.");
            _sources[source] = known = DigestOf(input.Artifact, source);
        }
        return (new ManifestInput(place, known, ProducerKey: null, IsEdited: false), source);
    }

    private string? Lacks(ManifestOutput output, Manifest manifest)
    {
        if (output.Place is not { } place) return context.Store.Holds(output) ? null : $"its output {output.Name} is gone from the store";
        var now = _exports.Now(place);
        if (now is null) return $"{place} is missing";
        var last = now == output.Digest ? null : _exports.Last(place);
        return last is null || last.Key == manifest.Key ? null : $"{place} holds what another run wrote";
    }
}
