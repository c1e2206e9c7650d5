namespace Steering.Flow;

/// <summary>Chooses what goes: first what is of no use, then objects by what it costs to make them again, per byte and halved for each week without use.</summary>
internal sealed class Collector
{
    private const long LargestMetric = 64 << 10;          // bytes; logs, tables and the like say more than they weigh
    private const long LargestScore = 1 << 20;            // bytes; of a stage inside the host, as grading is: scores make a cell readable without its model
    private const int CodeCopiesKept = 1;
    private const double FetchedBytesPerSecond = 10e6;    // an object that the shared store has too
    private const double LeastSeconds = 1e-3;
    private static readonly TimeSpan HalfLife = TimeSpan.FromDays(7);
    private static readonly TimeSpan Publishing = TimeSpan.FromHours(1);   // an object may be this much older than its manifest
    private readonly FlowContext _context;
    private readonly Store _store;
    private readonly Dictionary<string, Manifest> _manifests;
    private readonly ILookup<string, (Manifest Manifest, ManifestOutput Output)> _byDigest;
    private readonly HashSet<string> _here;
    private readonly HashSet<string> _pinned;
    private readonly HashSet<string> _shared;
    private readonly Dictionary<string, string?> _places = new(StringComparer.Ordinal);   // digest of what lies there
    private readonly RecomputeCost _cost;
    private readonly DateTimeOffset? _since;

    public Collector(FlowContext context, IReadOnlyList<Graph> kept)
    {
        (_context, _store) = (context, context.Store);
        _since = Building.OldestOf(_store);
        _manifests = _store.Manifests().ToDictionary(manifest => manifest.Key, StringComparer.Ordinal);
        _byDigest = _manifests.Values.SelectMany(manifest => manifest.Outputs.Select(output => (manifest, output))).ToLookup(pair => pair.output.Digest, StringComparer.Ordinal);
        _here = [.. Directory.EnumerateDirectories(Path.Combine(_store.Folder, "objects")).SelectMany(Directory.EnumerateFileSystemEntries).Select(path => Path.GetFileName(path))];
        _shared = WriteBack.Sent(context).Where(_manifests.ContainsKey).SelectMany(key => _manifests[key].Outputs.Select(output => output.Digest)).ToHashSet(StringComparer.Ordinal);
        _cost = new RecomputeCost(_manifests, output => _here.Contains(output.Digest) || IsAtPlace(output));
        _pinned = [.. kept.SelectMany(Needed).Where(_here.Contains)];
    }

    public Eviction Plan(long? budget)
    {
        var before = Disk.BytesOf(_store.Folder);
        List<Evicted> going = [.. OldCode(), .. Rotten(), .. Checkpoints()];
        var open = new PriorityQueue<Candidate, double>();
        long pinned = 0;
        foreach (var digest in _here)
        {
            var candidate = new Candidate(digest, Disk.BytesOf(_store.ObjectPath(digest)), _store.LastUse.Of(digest));
            if (!_byDigest.Contains(digest) && !IsInUse(candidate, Publishing)) going.Add(Gone(candidate, "no result names it", seconds: null));
            else if (_pinned.Contains(digest) || IsMetric(candidate) || IsInUse(candidate, TimeSpan.Zero)) pinned += candidate.Bytes;
            else open.Enqueue(candidate, Worth(candidate));
        }
        var left = before - going.Sum(item => item.Bytes);
        while (budget is { } most && left > most && open.TryDequeue(out var next, out var worth))
        {
            if (Worth(next) > worth) { open.Enqueue(next, Worth(next)); continue; }   // it costs more since one of its ancestors goes
            going.Add(Gone(next, IsSpare(next) ? "it lies at its place too" : _shared.Contains(next.Digest) ? "the shared store has it" : "least costly to make again, by its size and last use", Seconds(next)));
            left -= next.Bytes;
            _here.Remove(next.Digest);
        }
        return new Eviction(going, before, pinned, budget, _since);
    }

    /// <summary>What results need at hand: the targets' own outputs, and what light or small stages give them, so that a table is put together again at once.</summary>
    private IEnumerable<string> Needed(Graph graph)
    {
        var ledger = new Ledger(_context with { Shared = null }, _ => { });
        try
        {
            foreach (var node in graph.Nodes) ledger.Look(node);
        }
        catch (FlowException) { return []; }   // a source is missing: nothing of that graph can be current
        return graph.Targets.SelectMany(target => target.Inputs.Where(input => input.Producer is { Stage.Needs.Isolated: false })
            .Select(input => ledger.ResultOf(input.Producer!)?.Output(input.Artifact.FileName))   // as just asked
            .Concat(ledger.ResultOf(target)?.Outputs ?? [])).OfType<ManifestOutput>().Select(output => output.Digest);
    }

    private double Worth(Candidate candidate)
    {
        var weeks = Math.Max(0, (_context.Clock.GetUtcNow() - candidate.LastUsed) / HalfLife);
        return Math.Max(LeastSeconds, Seconds(candidate)) / Math.Max(1, candidate.Bytes) * Math.Pow(0.5, weeks);
    }

    private double Seconds(Candidate candidate)
    {
        if (IsSpare(candidate)) return 0;
        var seconds = _byDigest[candidate.Digest].Min(pair => _cost.Seconds(pair.Manifest));
        return _shared.Contains(candidate.Digest) ? Math.Min(seconds, candidate.Bytes / FetchedBytesPerSecond) : seconds;
    }

    private bool IsMetric(Candidate candidate) =>
        candidate.Bytes <= LargestMetric || candidate.Bytes <= LargestScore && _byDigest[candidate.Digest].Any(pair => pair.Manifest.Run.PeakMemoryBytes is null && !pair.Output.IsFolder);

    private bool IsSpare(Candidate candidate) => _byDigest[candidate.Digest].Any(pair => IsAtPlace(pair.Output));

    private bool IsAtPlace(ManifestOutput output)
    {
        if (output.Place is not { } place) return false;
        if (!_places.TryGetValue(place, out var now))
        {
            var path = Path.Combine(_context.Root, place);
            _places[place] = now = Path.Exists(path) ? _store.Memo.Of(path) : null;
        }
        return now == output.Digest;
    }

    private static DateTimeOffset Utc(FileSystemInfo entry) => new(entry.LastWriteTimeUtc, TimeSpan.Zero);

    /// <summary>True for what a running build has made or reached for.</summary>
    private bool IsInUse(Candidate candidate, TimeSpan grace) => _since is { } since && candidate.LastUsed >= since - grace;

    private Evicted Gone(Candidate candidate, string why, double? seconds) =>
        new(_byDigest[candidate.Digest].Select(pair => $"{pair.Manifest.Label}/{pair.Output.Name}").FirstOrDefault() ?? $"object {candidate.Digest[..8]}…", why, candidate.Bytes, seconds, candidate.LastUsed)
        {
            Path = _store.ObjectPath(candidate.Digest),
            Digest = candidate.Digest,
        };

    private IEnumerable<Evicted> OldCode() => Entries("code").OrderByDescending(Utc).Skip(CodeCopiesKept).Where(copy => _since is null || Utc(copy) < _since)
        .Select(copy => Leftover(copy, $"program {copy.Name[..8]}…", "an older copy of the program"));

    private IEnumerable<Evicted> Rotten() => Entries("rotten").Select(entry => Leftover(entry, $"rotten {entry.Name[..8]}…", "it was not what its name said"));

    /// <summary>States to go on from, of stages that have finished and are not being made again.</summary>
    private IEnumerable<Evicted> Checkpoints() => Entries("checkpoints").Where(entry => _manifests.ContainsKey(entry.Name) && (_since is null || Utc(entry) < _since))
        .Select(entry => Leftover(entry, $"{_manifests[entry.Name].Label}, checkpoint", "its stage has finished"));

    private FileSystemInfo[] Entries(string room) => new DirectoryInfo(Path.Combine(_store.Folder, room)) is { Exists: true } folder ? folder.GetFileSystemInfos() : [];

    private static Evicted Leftover(FileSystemInfo entry, string what, string why) => new(what, why, Disk.BytesOf(entry.FullName), Seconds: null, Utc(entry)) { Path = entry.FullName };

    private sealed record Candidate(string Digest, long Bytes, DateTimeOffset LastUsed);
}
