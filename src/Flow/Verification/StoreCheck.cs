namespace Steering.Flow;

/// <summary>An object whose bytes are no longer what its name says.</summary>
/// <param name="MovedTo">Where it was moved, so that the stages that wrote it run again when their output is needed.</param>
/// <param name="Of">Labels and names of the outputs it was.</param>
public sealed record RottenObject(string Digest, string MovedTo, IReadOnlyList<string> Of);

/// <summary>Reads every object of a store and compares it with its name: silent damage is found, moved away and so healed by the next run.</summary>
/// <param name="Objects">How many were read.</param>
/// <param name="Bytes">How many bytes they hold.</param>
/// <param name="Garbled">What is wrong with manifests that cannot be read; they count as absent.</param>
public sealed record StoreCheck(int Objects, long Bytes, IReadOnlyList<RottenObject> Rotten, IReadOnlyList<string> Garbled)
{
    public bool IsSound => Rotten.Count == 0 && Garbled.Count == 0;

    /// <param name="progress">Told the share of bytes read; from any thread.</param>
    public static StoreCheck Run(Store store, Action<double> progress, CancellationToken cancel)
    {
        var garbled = new List<string>();
        var owners = store.Manifests(garbled.Add).SelectMany(manifest => manifest.Outputs.Select(output => (output.Digest, Name: $"{manifest.Label}/{output.Name}")))
            .ToLookup(output => output.Digest, output => output.Name, StringComparer.Ordinal);
        var objects = Directory.EnumerateDirectories(Path.Combine(store.Folder, "objects")).SelectMany(Directory.EnumerateFileSystemEntries)
            .Select(path => (Path: path, Bytes: Disk.BytesOf(path))).OrderByDescending(item => item.Bytes).ToArray();
        var (total, read) = (Math.Max(1, objects.Sum(item => item.Bytes)), 0L);
        var rotten = new List<RottenObject>();
        Parallel.ForEach(objects, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancel }, item =>
        {
            if (IsRotten(item.Path) && store.SetAside(Path.GetFileName(item.Path)) is { } aside)
                lock (rotten) rotten.Add(new RottenObject(Path.GetFileName(item.Path), aside, [.. owners[Path.GetFileName(item.Path)].Distinct(StringComparer.Ordinal)]));
            progress((double)Interlocked.Add(ref read, item.Bytes) / total);
        });
        return new StoreCheck(objects.Length, objects.Sum(item => item.Bytes), [.. rotten.OrderBy(item => item.Digest, StringComparer.Ordinal)], garbled);
    }

    /// <summary>False for one that has been evicted meanwhile. What cannot be read is as bad as what reads wrong.</summary>
    internal static bool IsRotten(string path)
    {
        try { return Digest.Of(path) != Path.GetFileName(path); }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException) { return Path.Exists(path); }
    }
}
