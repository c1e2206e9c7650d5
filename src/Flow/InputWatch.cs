namespace Steering.Flow;

/// <summary>
/// The inputs of a run as they lay when it began: a write to one of them meanwhile is seen even if the old bytes were put back before it ended.
/// A store's object that was written to is moved away, so that its producer runs again.
/// </summary>
internal sealed class InputWatch(StageNode node, Outlook outlook, Store store)
{
    private readonly IReadOnlyList<(string Name, string Path, bool IsObject, string State)> _inputs =
    [
        .. outlook.Inputs.Zip(outlook.InputPaths, node.Inputs).Select(input => (input.First.Name, input.Second, input.Third.Artifact.Place is null))
            .Select(input => (input.Name, input.Item2, input.Item3, State(input.Item2, input.Item3))),
    ];

    /// <summary>Name of the first input that is not as it was; null when all are.</summary>
    public string? Changed()
    {
        foreach (var (name, path, isObject, state) in _inputs)
        {
            if (State(path, isObject) == state) continue;
            if (isObject && Path.GetFileName(path) is var digest && (!Path.Exists(path) || Digest.Of(path) != digest)) store.SetAside(digest);
            return name;
        }
        return null;
    }

    /// <summary>Stat tuples of a file, or of all in a folder. An object may be given a second name, which moves its change time and nothing else.</summary>
    private static string State(string path, bool isObject)
    {
        var files = Directory.Exists(path) ? Directory.GetFiles(path, "*", SearchOption.AllDirectories) : [path];
        Array.Sort(files, StringComparer.Ordinal);
        return StageKey.Sha256(string.Join('\n', files.Select(file => $"{file} {(Posix.Stamp(file) is { } stamp ? isObject ? stamp with { ChangedNs = 0 } : stamp : default)}")));
    }
}
