using System.Collections.Concurrent;
using System.Text.Json;

namespace Steering.Flow;

/// <summary>What the engine last wrote at a place, so that a person's edit can be told from an older run's bytes.</summary>
internal sealed record ExportRecord(string Place, string Digest, string Key);

/// <summary>Outputs published into the repository, where people look into them and edit them. Nothing of theirs is ever destroyed.</summary>
internal sealed class Exports(Store store, string root, Func<string, bool> isKeptElsewhere)
{
    private readonly ConcurrentDictionary<string, Lazy<string?>> _ahead = new(StringComparer.Ordinal);

    /// <summary>Begins to look at places that will be asked for at once, so that files are looked at while keys are made; each look is used once.</summary>
    public void LookAhead(IReadOnlyCollection<string> places)
    {
        foreach (var place in places) _ahead[place] = new(() => Look(place));
        _ = Task.Run(() => { foreach (var place in places) if (_ahead.TryGetValue(place, out var look)) TryLook(look); });
    }

    /// <summary>Lets go of looks that nobody asked for: what lies there later is to be looked at later, since a person may have edited it.</summary>
    public void ForgetAhead() => _ahead.Clear();

    /// <summary>Digest of what lies at a place now; null when nothing does.</summary>
    public string? Now(string place) => _ahead.TryRemove(place, out var look) ? look.Value : Look(place);

    private static void TryLook(Lazy<string?> look)
    {
        try { _ = look.Value; }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or FlowException) { /* told to whoever asks */ }
    }

    private string? Look(string place)
    {
        var path = Path.Combine(root, place);
        return Path.Exists(path) ? store.Memo.Of(path) : null;
    }

    /// <summary>What the engine wrote there last, if it remembers.</summary>
    public ExportRecord? Last(string place)
    {
        try { return JsonSerializer.Deserialize(File.ReadAllText(RecordPath(place)), ManifestJson.Readable.ExportRecord); }
        catch (Exception error) when (error is FileNotFoundException or JsonException) { return null; }
    }

    /// <summary>Puts a finished file or folder at its place; a copy that a person edited is moved aside with a warning first.</summary>
    public void Publish(string finished, string place, string digest, string key, Action<string> warn)
    {
        var path = Path.Combine(root, place);
        var now = Now(place);
        if (now != digest)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            if (now is not null) Clear(path, place, now, warn);
            Move(finished, path);
            Posix.SyncFolder(Path.GetDirectoryName(path)!);
        }
        Note(place, digest, key);
    }

    /// <summary>Remembers what lies at a place as the engine's own.</summary>
    public void Note(string place, string digest, string key)
    {
        if (Last(place) is { } last && last.Digest == digest && last.Key == key) return;
        Durable.WriteText(store, RecordPath(place), JsonSerializer.Serialize(new ExportRecord(place, digest, key), ManifestJson.Readable.ExportRecord));
    }

    private void Clear(string path, string place, string now, Action<string> warn)
    {
        if (Last(place)?.Digest == now || isKeptElsewhere(path))
        {
            Trash.Remove(path);
            return;
        }
        var aside = Enumerable.Range(1, int.MaxValue).Select(count => $"{path}.edited-{count}").First(free => !Path.Exists(free));
        Directory.Move(path, aside);
        warn($"{place} had been edited since its stage wrote it; the edited copy was moved to {Path.GetRelativePath(root, aside)}.");
    }

    /// <summary>Rename, or where the place is in another file system, copy beside it and rename there.</summary>
    private static void Move(string finished, string path)
    {
        try { Directory.Move(finished, path); }
        catch (IOException error) when (!Disk.IsFull(error) && Path.Exists(finished) && !Path.Exists(path))
        {
            var part = path + ".part";
            Trash.Remove(part);
            Durable.CheckRoom(part, Disk.BytesOf(finished), $"exporting {Path.GetFileName(path)}");
            Durable.Copy(finished, part);
            Directory.Move(part, path);
        }
    }

    private string RecordPath(string place) => Path.Combine(store.Folder, "exports", StageKey.Sha256(place)[..32] + ".json");
}
