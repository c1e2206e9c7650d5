using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace Steering.Flow;

/// <summary>
/// Remembers digests of files by their stat tuple, so that gigabytes of unchanged input are checked without reading a byte.
/// A file touched within two seconds of being hashed is hashed again next time: its clock could hide a second write.
/// The memo is a local index; losing it costs time, never truth.
/// </summary>
public sealed class DigestMemo
{
    private const long SettledNs = 2_000_000_000;
    private const int Attempts = 3;
    private readonly ConcurrentDictionary<string, (FileStamp Stamp, string Digest, bool Settled)> _known = new(StringComparer.Ordinal);
    private readonly string _file;
    private readonly TimeProvider _clock;
    private int _isChanged;

    public DigestMemo(string file, TimeProvider clock)
    {
        (_file, _clock) = (file, clock);
        if (File.Exists(file)) Load();
    }

    /// <summary>Digest of a file or folder that may be edited by people.</summary>
    public string Of(string path) => Directory.Exists(path) ? Digest.OfFolder(path, OfFile) : OfFile(path);

    /// <summary>Writes the memo beside itself and renames it into place; a memo that cannot be written is no error.</summary>
    public void Save()
    {
        if (Interlocked.Exchange(ref _isChanged, 0) == 0) return;
        var lines = new StringBuilder();
        foreach (var (path, (stamp, digest, _)) in _known.Where(entry => entry.Value.Settled && !entry.Key.Contains('\n', StringComparison.Ordinal)))
            lines.Append(CultureInfo.InvariantCulture, $"{digest} {stamp.Device} {stamp.Inode} {stamp.Size} {stamp.ModifiedNs} {stamp.ChangedNs} {path}\n");
        var body = lines.ToString();
        var part = Path.Combine(Path.GetDirectoryName(_file)!, $"part-{Environment.ProcessId}");
        try
        {
            File.WriteAllText(part, StageKey.Sha256(body) + "\n" + body);
            File.Move(part, _file, overwrite: true);
        }
        catch (IOException) { File.Delete(part); }
    }

    private string OfFile(string path)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var stamp = Posix.Stamp(path) ?? throw new FlowException($"{path} does not exist.");
            if (_known.TryGetValue(path, out var known) && known.Stamp == stamp && known.Settled) return known.Digest;
            var now = (_clock.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100;
            var digest = Digest.OfFile(path);
            if (Posix.Stamp(path) != stamp) continue;
            _known[path] = (stamp, digest, now - Math.Max(stamp.ModifiedNs, stamp.ChangedNs) > SettledNs);
            Interlocked.Exchange(ref _isChanged, 1);
            return digest;
        }
        throw new FlowException($"{path} is being written to while it is read. Run again when it is at rest.");
    }

    private void Load()
    {
        var text = File.ReadAllText(_file);
        var end = text.IndexOf('\n', StringComparison.Ordinal);
        if (end < 0 || StageKey.Sha256(text[(end + 1)..]) != text[..end]) return;
        foreach (var line in text[(end + 1)..].Split('\n'))
        {
            var fields = line.Split(' ', 7);
            if (fields.Length != 7) continue;
            _known[fields[6]] = (new FileStamp(ulong.Parse(fields[1], CultureInfo.InvariantCulture), ulong.Parse(fields[2], CultureInfo.InvariantCulture),
                long.Parse(fields[3], CultureInfo.InvariantCulture), long.Parse(fields[4], CultureInfo.InvariantCulture),
                long.Parse(fields[5], CultureInfo.InvariantCulture)), fields[0], true);
        }
    }
}
