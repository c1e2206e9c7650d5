using System.Text.Json;

namespace Steering.Flow;

/// <summary>
/// The content-addressed store: <c>objects/aa/sha256</c> (files and folders, read-only), <c>manifests/key.json</c>, <c>code/digest</c>
/// (programs that child processes run). Everything is written under <c>tmp/</c> in the same file system and renamed when it is whole, what took
/// long after it was made durable, so that a crash at any instant leaves a sound store; what dead processes left is swept by the next that opens it.
/// </summary>
public sealed class Store : IDisposable
{
    private const string FormatName = "steering-flow-store 1\n";
    private const int CodeCopiesKept = 4;
    private readonly Leases _leases;
    private readonly Workspaces _workspaces;

    private Store(string folder, TimeProvider clock)
    {
        Folder = folder;
        foreach (var room in (string[])["objects", "manifests", "exports", "tmp", "code", "code-prints"]) Directory.CreateDirectory(Path.Combine(folder, room));
        CheckFormat();
        _leases = new Leases(folder, clock);
        _workspaces = new Workspaces(Path.Combine(folder, "tmp"), () => _leases.Self);
        Sweep();
        Boots = new BootMarks(this);
        Boots.Check();
        Memo = new DigestMemo(Path.Combine(folder, "memo.txt"), clock);
        Index = new ResultIndex(this, clock);
        CodePrints = new CodePrints(Path.Combine(folder, "code-prints"), NewWorkspace);
        LastUse = new LastUse(this, clock);
    }

    /// <summary>Absolute path of the store.</summary>
    public string Folder { get; }

    /// <summary>Digests of files outside the store, by stat tuple.</summary>
    public DigestMemo Memo { get; }

    /// <summary>What the manifests say, in one file.</summary>
    internal ResultIndex Index { get; }

    /// <summary>The pieces of the code digests that stand in keys.</summary>
    public CodePrints CodePrints { get; }

    /// <summary>In which run of the system small objects were written that were not waited for.</summary>
    internal BootMarks Boots { get; }

    /// <summary>When objects were last wanted.</summary>
    internal LastUse LastUse { get; }

    /// <summary>Opens or creates a store. Several processes may have the same store open.</summary>
    public static Store Open(string folder, TimeProvider? clock = null)
    {
        var path = Path.GetFullPath(folder);
        try { return new Store(path, clock ?? TimeProvider.System); }
        catch (Exception error) when (Disk.IsFull(error)) { throw Disk.Full(path, "opening the store", needed: 4096, error); }
        catch (UnauthorizedAccessException error) { throw new FlowException($"The store {path} cannot be written: {error.Message} Make it writable or keep the store elsewhere.", error); }
    }

    /// <summary>Where the object of that digest lies, whether or not it is there.</summary>
    public string ObjectPath(string digest) => Path.Combine(Folder, "objects", digest[..2], digest);

    /// <summary>Absolute path of an output of a finished run, under the repository's root when it was exported.</summary>
    public string PathOf(ManifestOutput output, string root) => output.Place is { } place ? Path.Combine(root, place) : ObjectPath(output.Digest);

    /// <summary>The manifest of a key; null when the stage has not run, or, with a warning, when its file is garbled.</summary>
    public Manifest? Find(string key, Action<string>? warn = null)
    {
        var path = ManifestPath(key);
        try { return Read(path, key); }
        catch (FileNotFoundException) { return null; }
        catch (Exception error) when (error is JsonException or FormatException or IOException)
        {
            warn?.Invoke($"{path} is garbled ({error.Message.Split('\n')[0]}); it is treated as absent and the stage runs again.");
            return null;
        }
    }

    /// <summary>Every readable manifest of the store.</summary>
    public IReadOnlyList<Manifest> Manifests(Action<string>? warn = null) =>
        [.. Directory.EnumerateFiles(Path.Combine(Folder, "manifests"), "*.json").Select(file => Find(Path.GetFileNameWithoutExtension(file), warn)).OfType<Manifest>()];

    public void Dispose()
    {
        SaveIndices();
        RemoveIdle();
        _leases.Dispose();
    }

    /// <summary>Writes down what was learnt of digests and results; losing it costs time, never truth.</summary>
    internal void SaveIndices()
    {
        Memo.Save();
        Index.Save();
    }

    internal string ManifestPath(string key) => Path.Combine(Folder, "manifests", key + ".json");

    /// <summary>An empty folder of a fresh name in the store's file system.</summary>
    internal string NewWorkspace() => _workspaces.Take();

    /// <summary>Gives back a workspace that was used to a good end, for the next who wants one.</summary>
    internal void Return(string workspace) => _workspaces.Return(workspace);

    /// <summary>Removes the workspaces that nobody has taken again.</summary>
    internal void RemoveIdle() => _workspaces.RemoveIdle();

    /// <summary>A fresh name in the store's file system.</summary>
    internal string NewPart() => _workspaces.NewName();

    /// <summary>Waits for the sole right to produce a key; its holder's death or silence frees it.</summary>
    /// <param name="waiting">Told whom it waits for.</param>
    internal Task<Lease> LeaseAsync(string key, Action<string> waiting, CancellationToken cancel) => _leases.TakeAsync(key, waiting, cancel);

    /// <summary>Where stages of that key keep their state while they run; it is there only if one has.</summary>
    internal string CheckpointPath(string key) => Path.Combine(Folder, "checkpoints", key);

    /// <summary>True when an object is there with the size its manifest tells.</summary>
    internal bool Holds(ManifestOutput output)
    {
        var path = ObjectPath(output.Digest);
        return output.IsFolder ? Directory.Exists(path) : Posix.Stamp(path) is { } stamp && stamp.Size == output.Bytes;
    }

    /// <summary>Moves a file or folder of that digest to its place among the objects.</summary>
    /// <param name="lasting">False where a power cut may undo the move; true for what is on the disk already.</param>
    internal void Adopt(string path, string digest, bool lasting = true)
    {
        var target = ObjectPath(digest);
        if (Path.Exists(target))
        {
            if (Digest.Of(target) == digest)   // equal bytes from another run, which may not have waited for them
            {
                if (lasting) Settle(target);
                return;
            }
            Trash.Remove(target);              // rotten: what was written now is right
        }
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        Durable.MakeReadOnly(path);
        try { Directory.Move(path, target); }
        catch (IOException) when (Path.Exists(target) && Digest.Of(target) == digest)   // another process was first
        {
            if (lasting) Settle(target);
            return;
        }
        if (lasting) Posix.SyncFolder(Path.GetDirectoryName(target)!);
    }

    /// <summary>Moves an object that is not what its name says out of the way; whatever lists it runs again.</summary>
    /// <returns>Where it lies now; null when it was gone already.</returns>
    internal string? SetAside(string digest)
    {
        var (path, rotten) = (ObjectPath(digest), Path.Combine(Folder, "rotten"));
        if (!Path.Exists(path)) return null;
        Directory.CreateDirectory(rotten);
        var aside = Enumerable.Range(1, int.MaxValue).Select(count => Path.Combine(rotten, $"{digest}-{count}")).First(free => !Path.Exists(free));
        try { Directory.Move(path, aside); }
        catch (IOException) when (!Path.Exists(path)) { return null; }   // another was quicker
        return aside;
    }

    private static void Settle(string target)
    {
        Durable.Sync(target);
        Posix.SyncFolder(Path.GetDirectoryName(target)!);
    }

    private static Manifest Read(string path, string key)
    {
        var manifest = Manifest.FromJson(File.ReadAllText(path));
        return manifest.Key == key ? manifest : throw new JsonException($"it tells of {manifest.Key}");
    }

    private void CheckFormat()
    {
        var path = Path.Combine(Folder, "format");
        if (!File.Exists(path)) File.WriteAllText(path, FormatName);
        else if (File.ReadAllText(path) is var found && found.Length > 0 && found != FormatName)
            throw new FlowException($"{Folder} is a store of another format ('{found.Trim()}', this program writes '{FormatName.Trim()}'). Move it away, or use the program that wrote it.");
    }

    /// <summary>Removes what dead processes left: their workspaces, and while nobody else has the store open what others might be using.</summary>
    private void Sweep()
    {
        _leases.Sweep(key => File.Exists(ManifestPath(key)));
        var living = _leases.Others().ToHashSet(StringComparer.Ordinal);
        foreach (var left in Directory.EnumerateFileSystemEntries(Path.Combine(Folder, "tmp")))
            if (!File.Exists(Path.Combine(Folder, "owners", Path.GetFileName(left).Split('-')[0]))) Trash.TryRemove(left);
        if (living.Count > 0) return;
        var checkpoints = Path.Combine(Folder, "checkpoints");
        foreach (var left in Directory.Exists(checkpoints) ? Directory.EnumerateDirectories(checkpoints) : [])
            if (File.Exists(ManifestPath(Path.GetFileName(left)))) Trash.TryRemove(left);
        foreach (var left in Directory.EnumerateFiles(Folder, "part-*")) File.Delete(left);
        var copies = new DirectoryInfo(Path.Combine(Folder, "code")).GetDirectories().OrderByDescending(copy => copy.LastWriteTimeUtc);
        foreach (var old in copies.Skip(CodeCopiesKept)) Trash.TryRemove(old.FullName);
    }
}
