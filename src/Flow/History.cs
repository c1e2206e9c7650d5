namespace Steering.Flow;

/// <summary>Earlier results of each stage: what a new key is compared with, and how long a run may take. Read only when asked.</summary>
internal sealed class History(Store store, Action<string> warn)
{
    private readonly Lazy<ILookup<string, Manifest>> _byType = new(() => store.Manifests(warn).ToLookup(manifest => manifest.Parts.Stage, StringComparer.Ordinal));

    /// <summary>The earlier result that differs least: of the same label if there is one, then by number of differences, then the latest.</summary>
    public Manifest? Nearest(StageNode node, StageKey key, string? except = null)
    {
        var earlier = _byType.Value[node.StageType].Where(manifest => manifest.Key != except).ToArray();
        var slot = earlier.Where(manifest => manifest.Label == node.Label).ToArray();
        return (slot.Length > 0 ? slot : earlier)
            .OrderBy(manifest => Distance(manifest.Parts, key)).ThenByDescending(manifest => manifest.Run.Finished).FirstOrDefault();
    }

    /// <summary>Seconds the stage took last time, else the median of its kind; null when it has never run.</summary>
    public double? ExpectedSeconds(StageNode node)
    {
        var earlier = _byType.Value[node.StageType].ToArray();
        if (earlier.Where(manifest => manifest.Label == node.Label).MaxBy(manifest => manifest.Run.Finished) is { } last) return last.Run.Seconds;
        return earlier.Length == 0 ? null : earlier.Select(manifest => manifest.Run.Seconds).Order().ElementAt(earlier.Length / 2);
    }

    /// <summary>Bytes the stage wrote last time; 0 when it has never run.</summary>
    public long ExpectedBytes(StageNode node) =>
        _byType.Value[node.StageType].Where(manifest => manifest.Label == node.Label).MaxBy(manifest => manifest.Run.Finished)?.Outputs.Sum(output => output.Bytes) ?? 0;

    private static int Distance(StageKey one, StageKey other) =>
        Why.Parameters(one.Params, other.Params).Count() + (one.Code == other.Code ? 0 : 1) + (one.Version == other.Version ? 0 : 1)
        + Math.Abs(one.Inputs.Count - other.Inputs.Count) + one.Inputs.Zip(other.Inputs).Count(pair => pair.First != pair.Second);
}
