namespace Steering.Flow;

/// <summary>Earlier results of each stage: what a new key is compared with, and how long a run may take. Read only when asked.</summary>
internal sealed class History(Store store, Action<string> warn)
{
    private readonly Lazy<ILookup<string, Manifest>> _byType = new(() => store.Manifests(warn).ToLookup(manifest => manifest.Parts.Stage, StringComparer.Ordinal));
    private readonly Dictionary<string, Lazy<IReadOnlyDictionary<string, string>?>> _code = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Before, string After), string> _codeWords = [];

    /// <summary>Every earlier run; a result whose changed code was accepted is no run of its own.</summary>
    public IEnumerable<Manifest> All => _byType.Value.SelectMany(runs => runs).Where(manifest => manifest.Accepted is null);

    /// <summary>
    /// The earlier result of the same label, or failing that of the same parameters, that differs least, the latest of equals; null when the stage
    /// never ran.
    /// </summary>
    public Manifest? Nearest(StageNode node, StageKey key)
    {
        var earlier = _byType.Value[node.StageType];
        var slot = earlier.Where(manifest => manifest.Label == node.Label).ToArray();
        return (slot.Length > 0 ? slot : earlier.Where(manifest => manifest.Parts.Params == node.Params))
            .OrderBy(manifest => Distance(manifest.Parts, key)).ThenByDescending(manifest => manifest.Run.Finished).FirstOrDefault();
    }

    /// <summary>The result of the same label that a result replaced; null when it was the first.</summary>
    public Manifest? Before(StageNode node, Manifest result) => _byType.Value[node.StageType]
        .Where(manifest => manifest.Label == node.Label && manifest.Key != result.Key && manifest.Run.Finished <= result.Run.Started).MaxBy(manifest => manifest.Run.Finished);

    /// <summary>The latest result of that stage and label, whatever its key; null when it has never run.</summary>
    public Manifest? Last(StageNode node) => _byType.Value[node.StageType].Where(manifest => manifest.Label == node.Label).MaxBy(manifest => manifest.Run.Finished);

    /// <summary>The latest result whose key differs from this one in its code and nothing else.</summary>
    public Manifest? SameButForCode(StageNode node, StageKey key)
    {
        var hash = key.Hash();
        return _byType.Value[node.StageType].Where(manifest => manifest.Parts.Code != key.Code && (manifest.Parts with { Code = key.Code }).Hash() == hash).MaxBy(manifest => (manifest.Run.Finished, manifest.Accepted?.Count ?? 0));
    }

    /// <summary>Tells how one code digest differs from another; a digest that is in no key yet comes with its pieces.</summary>
    public Func<string, string, string> CodeWords(CodePrint? now = null)
    {
        if (now is not null) _code.TryAdd(now.Digest, new(() => now.Parts));
        return (before, after) => _codeWords.TryGetValue((before, after), out var known) ? known : _codeWords[(before, after)] = CodeChange.Words(CodeParts(before), CodeParts(after));
    }

    /// <summary>Seconds the stage took last time, else the median of its kind; null when it has never run.</summary>
    public double? ExpectedSeconds(StageNode node)
    {
        var earlier = _byType.Value[node.StageType].ToArray();
        if (earlier.Where(manifest => manifest.Label == node.Label).MaxBy(manifest => manifest.Run.Finished) is { } last) return last.Run.TotalSeconds;
        return earlier.Length == 0 ? null : earlier.Select(manifest => manifest.Run.TotalSeconds).Order().ElementAt(earlier.Length / 2);
    }

    /// <summary>Bytes the stage wrote last time; 0 when it has never run.</summary>
    public long ExpectedBytes(StageNode node) =>
        _byType.Value[node.StageType].Where(manifest => manifest.Label == node.Label).MaxBy(manifest => manifest.Run.Finished)?.Outputs.Sum(output => output.Bytes) ?? 0;

    private static int Distance(StageKey one, StageKey other) =>
        Why.Parameters(one.Params, other.Params).Count() + (one.Code == other.Code ? 0 : 1) + (one.Version == other.Version ? 0 : 1)
        + Math.Abs(one.Inputs.Count - other.Inputs.Count) + one.Inputs.Zip(other.Inputs).Count(pair => pair.First != pair.Second);

    private IReadOnlyDictionary<string, string>? CodeParts(string digest)
    {
        if (!_code.TryGetValue(digest, out var parts)) _code[digest] = parts = new(() => store.CodePrints.Find(digest));
        return parts.Value;
    }
}
