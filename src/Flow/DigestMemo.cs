using System.Buffers.Text;
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
    private readonly Lazy<ConcurrentDictionary<string, Entry>> _loaded;
    private readonly string _file;
    private readonly TimeProvider _clock;
    private int _isChanged;

    public DigestMemo(string file, TimeProvider clock)
    {
        (_file, _clock) = (file, clock);
        _loaded = new(Load);
        _ = Task.Run(() => _loaded.Value);   // whoever opens a store has other things to do first
    }

    private ConcurrentDictionary<string, Entry> Known => _loaded.Value;

    /// <summary>Digest of a file or folder that may be edited by people.</summary>
    public string Of(string path) => Directory.Exists(path) ? Digest.OfFolder(path, OfFile) : OfFile(path);

    /// <summary>Writes the memo beside itself and renames it into place; a memo that cannot be written is no error.</summary>
    public void Save()
    {
        if (Interlocked.Exchange(ref _isChanged, 0) == 0) return;
        var lines = new StringBuilder();
        foreach (var (path, entry) in Known)
        {
            if (!entry.Settled || path.Contains('\n', StringComparison.Ordinal)) continue;
            lines.Append(CultureInfo.InvariantCulture, $"{entry.Digest} {entry.Stamp.Device} {entry.Stamp.Inode} {entry.Stamp.Size} {entry.Stamp.ModifiedNs} {entry.Stamp.ChangedNs} {path}\n");
        }
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
            if (Known.TryGetValue(path, out var known) && known.Stamp == stamp && known.Settled) return known.Digest;
            var now = (_clock.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100;
            var digest = Digest.OfFile(path);
            if (Posix.Stamp(path) != stamp) continue;
            Known[path] = new Entry(stamp, digest, now - Math.Max(stamp.ModifiedNs, stamp.ChangedNs) > SettledNs);
            Interlocked.Exchange(ref _isChanged, 1);
            return digest;
        }
        throw new FlowException($"{path} is being written to while it is read. Run again when it is at rest.");
    }

    /// <summary>Reads the bytes as they are: a memo of ten thousand lines is read at every start.</summary>
    private ConcurrentDictionary<string, Entry> Load()
    {
        var rest = SummedFile.Read(_file) is { } body ? body.Span : default;
        var known = new ConcurrentDictionary<string, Entry>(Environment.ProcessorCount, Math.Max(31, rest.Count((byte)'\n')), StringComparer.Ordinal);
        for (int end; (end = rest.IndexOf((byte)'\n')) >= 0; rest = rest[(end + 1)..])
        {
            var line = rest[..end];
            var digest = Field(ref line);
            if (TryNumber(ref line, out var device) && TryNumber(ref line, out var inode) && TryTime(ref line, out var size) && TryTime(ref line, out var modified) && TryTime(ref line, out var changed))
                known[Encoding.UTF8.GetString(line)] = new Entry(new FileStamp(device, inode, size, modified, changed), Encoding.ASCII.GetString(digest), Settled: true);
        }
        return known;
    }

    private static bool TryNumber(ref ReadOnlySpan<byte> line, out ulong number) => Utf8Parser.TryParse(Field(ref line), out number, out var used) && used > 0;

    private static bool TryTime(ref ReadOnlySpan<byte> line, out long number) => Utf8Parser.TryParse(Field(ref line), out number, out var used) && used > 0;

    /// <summary>What stands before the next space; the line goes on behind it.</summary>
    private static ReadOnlySpan<byte> Field(ref ReadOnlySpan<byte> line)
    {
        var end = line.IndexOf((byte)' ');
        if (end < 0) return [];
        var field = line[..end];
        line = line[(end + 1)..];
        return field;
    }

    private sealed record Entry(FileStamp Stamp, string Digest, bool Settled);
}
