using System.Collections.Concurrent;
using System.Text.Json;

namespace Steering.Flow;

/// <summary>
/// Results that other machines made. Names there: <c>deep/aa/deepkey</c> holds a key, <c>manifests/aa/key.json</c>, <c>objects/aa/digest</c> (a
/// folder as an archive), <c>code-prints/aa/digest.gz</c>. Manifests come first and alone, objects only when a stage needs them; both are checked on arrival.
/// </summary>
internal sealed class SharedStore(Store store, IRemoteStore remote, TimeSpan patience, Action<string> warn)
{
    private readonly RemoteLink _link = new(remote, patience, warn);
    private readonly ConcurrentDictionary<string, bool> _objects = new(StringComparer.Ordinal);   // digest -> whether it is there and sound
    private readonly ConcurrentDictionary<string, byte> _asked = new(StringComparer.Ordinal);     // keys, deep and shallow, of which nothing is there

    private readonly ConcurrentDictionary<string, byte> _prints = new(StringComparer.Ordinal);    // code digests whose pieces were seen to

    public RemoteLink Link => _link;

    public string Name => _link.Name;

    public void Tell(string warning) => warn(warning);

    /// <summary>True when asking for that key may bring something.</summary>
    public bool MayKnow(string key) => _link.IsReadable && !_asked.ContainsKey(key);

    /// <summary>Whether an object is there; null while it has not been asked.</summary>
    public bool? Knows(ManifestOutput output) => !_link.IsReadable ? false : _objects.TryGetValue(output.Digest, out var known) ? known : null;

    public async Task AskAsync(IEnumerable<ManifestOutput> outputs, CancellationToken cancel) =>
        await Task.WhenAll(outputs.Where(output => Knows(output) is null).DistinctBy(output => output.Digest).Select(async output =>
            _objects.TryAdd(output.Digest, await _link.HasAsync(ObjectName(output.Digest), cancel) == true)));

    /// <summary>The result of a node under its deep key, now in the local store too; null when there is none.</summary>
    public async Task<StageResult?> FindByDeepAsync(StageNode node, string deep, CodePrint code, string device, CancellationToken cancel)
    {
        var key = await ReadAsync(DeepName(deep), cancel);
        if (key is null) { _asked.TryAdd(deep, 0); return null; }
        if (!Digest.IsWellFormed(key.Trim()))
        {
            warn($"{Name}: {DeepName(deep)} is garbled; it is ignored.");
            return null;
        }
        return await FindAsync(key.Trim(), manifest => manifest.Parts with { Inputs = [] } is var parts && IsOf(parts, node, code, device), cancel);
    }

    /// <summary>The result of a key, now in the local store too; null when there is none.</summary>
    public Task<StageResult?> FindByKeyAsync(string key, CancellationToken cancel) => FindAsync(key, _ => true, cancel);

    /// <summary>Brings an output's object into the local store; false when it is not there or is not what its name says.</summary>
    public async Task<bool> FetchAsync(ManifestOutput output, CancellationToken cancel)
    {
        if (store.Holds(output)) return true;
        var workspace = store.NewWorkspace();
        try
        {
            Durable.CheckRoom(workspace, output.Bytes, $"{output.Name} from {Name}");
            var path = Path.Combine(workspace, "arrived");
            if (!await _link.GetAsync(ObjectName(output.Digest), path, output.Bytes, cancel)) return _objects[output.Digest] = false;
            if (output.IsFolder)
            {
                var folder = Path.Combine(workspace, "unpacked");
                await FolderArchive.UnpackAsync(path, folder, cancel);
                path = folder;
            }
            if (Digest.Of(path) is var got && got != output.Digest) throw new InvalidDataException($"its digest is {got[..8]}…");
            Durable.Sync(path);
            store.Adopt(path, output.Digest);
            return true;
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException or FormatException or ArgumentException)
        {
            warn($"{Name}: {ObjectName(output.Digest)} is not what its name says ({error.Message}); it is not used, and its stage runs again.");
            return _objects[output.Digest] = false;
        }
        finally { Trash.TryRemove(workspace); }
    }

    /// <summary>Copies a result there: its objects that are here, its manifest, then the deep key that leads to it. False when that was not possible.</summary>
    public async Task<bool> SendAsync(StageResult result, string deep, CancellationToken cancel)
    {
        foreach (var output in result.Outputs)
            if (!await SendAsync(output, cancel)) return false;
        var workspace = store.NewWorkspace();
        try
        {
            var pointer = Path.Combine(workspace, "deep");
            await File.WriteAllTextAsync(pointer, result.Key, cancel);
            await SendPrintAsync(result.Manifest.Parts.Code, cancel);
            return await _link.PutAsync(ManifestName(result.Key), store.ManifestPath(result.Key), bytes: 0, cancel)
                && await _link.PutAsync(DeepName(deep), pointer, bytes: 0, cancel);
        }
        finally { Trash.TryRemove(workspace); }
    }

    private async Task<bool> SendAsync(ManifestOutput output, CancellationToken cancel)
    {
        if (!store.Holds(output)) return true;   // evicted, or an export of an older program: the manifest is worth sending alone
        if (!_objects.TryGetValue(output.Digest, out var isThere) && await _link.HasAsync(ObjectName(output.Digest), cancel) == true) isThere = true;
        if (isThere) return true;
        var path = store.ObjectPath(output.Digest);
        if (!output.IsFolder) return await _link.PutAsync(ObjectName(output.Digest), path, output.Bytes, cancel);
        var workspace = store.NewWorkspace();
        try
        {
            var archive = Path.Combine(workspace, "archive");
            await FolderArchive.PackAsync(path, archive, cancel);
            return await _link.PutAsync(ObjectName(output.Digest), archive, output.Bytes, cancel);
        }
        finally { Trash.TryRemove(workspace); }
    }

    /// <summary>The pieces of a code digest go along, so that Why can name what changed on any machine; no key rests on them.</summary>
    private async Task SendPrintAsync(string digest, CancellationToken cancel)
    {
        if (!store.CodePrints.Has(digest) || !_prints.TryAdd(digest, 0)) return;
        if (await _link.HasAsync(PrintName(digest), cancel) == false) await _link.PutAsync(PrintName(digest), store.CodePrints.PathOf(digest), bytes: 0, cancel);
    }

    private async Task FetchPrintAsync(string digest, CancellationToken cancel)
    {
        if (!Digest.IsWellFormed(digest) || store.CodePrints.Has(digest) || !_prints.TryAdd(digest, 0)) return;
        var workspace = store.NewWorkspace();
        try
        {
            var path = Path.Combine(workspace, "print");
            if (await _link.GetAsync(PrintName(digest), path, bytes: 0, cancel)) File.Move(path, store.CodePrints.PathOf(digest), overwrite: true);
        }
        finally { Trash.TryRemove(workspace); }
    }

    private async Task<StageResult?> FindAsync(string key, Func<Manifest, bool> isExpected, CancellationToken cancel)
    {
        if (await ReadAsync(ManifestName(key), cancel) is not { } text) { _asked.TryAdd(key, 0); return null; }
        try
        {
            var manifest = Manifest.FromJson(text);
            if (manifest.Key != key || !isExpected(manifest)) throw new JsonException("it tells of another stage");
            await FetchPrintAsync(manifest.Parts.Code, cancel);
            Durable.WriteText(store, store.ManifestPath(key), text);
            return new StageResult(manifest);
        }
        catch (Exception error) when (error is JsonException or FormatException)
        {
            warn($"{Name}: {ManifestName(key)} is garbled ({error.Message.Split('\n')[0]}); it is ignored.");
            _asked.TryAdd(key, 0);
            return null;
        }
    }

    private async Task<string?> ReadAsync(string name, CancellationToken cancel)
    {
        var workspace = store.NewWorkspace();
        try
        {
            var path = Path.Combine(workspace, "text");
            return await _link.GetAsync(name, path, bytes: 0, cancel) ? await File.ReadAllTextAsync(path, cancel) : null;
        }
        finally { Trash.TryRemove(workspace); }
    }

    /// <summary>Everything of the key that does not depend on inputs' bytes is as the node's.</summary>
    private static bool IsOf(StageKey parts, StageNode node, CodePrint code, string device) =>
        Canonical.Text(parts) == Canonical.Text(StageKey.Of(node, [], code, device) with { Inputs = [] });

    private static string DeepName(string deep) => $"deep/{deep[..2]}/{deep}";

    private static string PrintName(string digest) => $"code-prints/{digest[..2]}/{digest}.gz";

    private static string ManifestName(string key) => $"manifests/{key[..2]}/{key}.json";

    private static string ObjectName(string digest) => $"objects/{digest[..2]}/{digest}";
}
