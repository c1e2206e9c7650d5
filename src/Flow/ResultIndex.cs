using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Steering.Flow;

/// <summary>
/// One file for all manifests: what each says of its outputs, and which deep key led to which result, so that planning reads no manifest.
/// An entry counts only while its manifest's stat tuple is the one it was read under, and not if the manifest had been touched within two
/// seconds before. The index may be deleted at any time: it is made again from the manifests.
/// </summary>
internal sealed class ResultIndex
{
    private const char DeepMark = '=';
    private const int FieldsPerOutput = 6;
    private const long SettledNs = 2_000_000_000;
    private readonly Store _store;
    private readonly TimeProvider _clock;
    private readonly Lock _gate = new();
    private readonly string _file;
    private readonly Dictionary<string, string> _lines = new(StringComparer.Ordinal);    // key -> stamp and outputs
    private readonly Dictionary<string, string> _byDeep = new(StringComparer.Ordinal);
    private readonly HashSet<string> _unsettled = new(StringComparer.Ordinal);
    private FileStamp? _loaded;
    private bool _isOpen;
    private bool _isWhole;
    private bool _isChanged;

    public ResultIndex(Store store, TimeProvider clock)
    {
        (_store, _clock, _file) = (store, clock, Path.Combine(store.Folder, "index.txt"));
        _ = Task.Run(() => { lock (_gate) Open(); });   // whoever opens a store has other things to do first
    }

    /// <summary>One text for the digests that a result's inputs had, in their order.</summary>
    public static string InputsOf(IEnumerable<string> digests) => StageKey.Sha256(string.Join('\n', digests));

    /// <summary>The result of a key; null when there is none.</summary>
    public StageResult? Find(string key, Action<string>? warn)
    {
        if (Posix.Stamp(_store.ManifestPath(key)) is not { } stamp) return null;
        if (Entry(key, stamp) is { } entry) return entry.Result;
        return _store.Find(key, warn) is { } manifest ? Add(manifest, stamp) : null;
    }

    /// <summary>The result of a key if it is indexed and was made over inputs of these digests (<see cref="InputsOf"/>).</summary>
    public StageResult? FindOver(string key, string inputs) =>
        Posix.Stamp(_store.ManifestPath(key)) is { } stamp && Entry(key, stamp) is { } entry && entry.Inputs == inputs ? entry.Result : null;

    /// <summary>Key of the result that a deep key led to; null when none is known.</summary>
    public string? KeyOf(string deep)
    {
        lock (_gate)
        {
            Open();
            if (!_byDeep.ContainsKey(deep) && !_isWhole) ReadAll();
            return _byDeep.GetValueOrDefault(deep);
        }
    }

    /// <summary>Remembers that a deep key leads to a result.</summary>
    public void Learn(string deep, string key)
    {
        lock (_gate)
        {
            Open();
            _isChanged |= !_byDeep.TryGetValue(deep, out var known) || known != key;
            _byDeep[deep] = key;
        }
    }

    /// <summary>Writes the index beside itself and renames it into place, with what other processes have learnt meanwhile; one that cannot be written is no error.</summary>
    public void Save()
    {
        lock (_gate)
        {
            if (!_isChanged) return;
            _isChanged = false;
            if (Posix.Stamp(_file) != _loaded) Load(isMerge: true);
            var body = new StringBuilder();
            foreach (var (key, line) in _lines.Where(entry => !_unsettled.Contains(entry.Key))) body.Append(key).Append('\t').Append(line).Append('\n');
            foreach (var (deep, key) in _byDeep) body.Append(DeepMark).Append(deep).Append('\t').Append(key).Append('\n');
            var bytes = Encoding.UTF8.GetBytes(body.ToString());
            var part = Path.Combine(_store.Folder, $"part-index-{Environment.ProcessId}");
            try
            {
                File.WriteAllBytes(part, [.. Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(bytes)) + "\n"), .. bytes]);
                File.Move(part, _file, overwrite: true);
                _loaded = Posix.Stamp(_file);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException) { Trash.TryRemove(part); }
        }
    }

    private static string Text(FileStamp stamp) =>
        string.Create(CultureInfo.InvariantCulture, $"{stamp.Device}\t{stamp.Inode}\t{stamp.Size}\t{stamp.ModifiedNs}\t{stamp.ChangedNs}");

    /// <summary>What the index says of a manifest that is as it was; null when it is not, or not indexed.</summary>
    private (StageResult Result, string Inputs)? Entry(string key, FileStamp stamp)
    {
        var prefix = Text(stamp);
        lock (_gate)
        {
            Open();
            if (!_lines.TryGetValue(key, out var line) || !line.StartsWith(prefix, StringComparison.Ordinal) || _unsettled.Contains(key)) return null;
            var fields = line[prefix.Length..].Split('\t');   // "", inputs, outputs
            if (fields.Length <= 2 || fields.Length % FieldsPerOutput != 2) return null;
            var outputs = new ManifestOutput[fields.Length / FieldsPerOutput];
            for (var at = 0; at < outputs.Length; at++) outputs[at] = Output(fields.AsSpan(2 + at * FieldsPerOutput, FieldsPerOutput));
            return (new StageResult(key, outputs, () => Read(key)), fields[1]);
        }
    }

    private static ManifestOutput Output(ReadOnlySpan<string> output) => new(
        output[0], output[1], output[2].Length == 0 ? output[1] : output[2], long.Parse(output[3], CultureInfo.InvariantCulture), output[4] == "d", output[5].Length == 0 ? null : output[5]);

    private Manifest Read(string key) => _store.Find(key)
        ?? throw new FlowException($"{_store.ManifestPath(key)} was removed or garbled since the plan was made. Run again.");

    private StageResult Add(Manifest manifest, FileStamp stamp)
    {
        var line = new StringBuilder(Text(stamp)).Append('\t').Append(InputsOf(manifest.Inputs.Select(input => input.Digest)));
        foreach (var output in manifest.Outputs)
            line.Append(CultureInfo.InvariantCulture, $"\t{output.Name}\t{output.Digest}\t{(output.Meaning == output.Digest ? "" : output.Meaning)}\t{output.Bytes}\t{(output.IsFolder ? 'd' : 'f')}\t{output.Place}");
        lock (_gate)
        {
            var now = (_clock.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100;
            if (now - Math.Max(stamp.ModifiedNs, stamp.ChangedNs) > SettledNs) _unsettled.Remove(manifest.Key);
            else _unsettled.Add(manifest.Key);
            _lines[manifest.Key] = line.ToString();
            if (manifest.Deep is { } deep) _byDeep.TryAdd(deep, manifest.Key);
            _isChanged = true;
        }
        return new StageResult(manifest);
    }

    private void Open()
    {
        if (_isOpen) return;
        _isOpen = true;
        _isWhole = Load(isMerge: false);
    }

    /// <summary>Fills what is not known yet from the file; false when there is none or it is garbled.</summary>
    private bool Load(bool isMerge)
    {
        var stamp = Posix.Stamp(_file);
        if (SummedFile.Read(_file) is not { } body) return false;
        foreach (var line in Encoding.UTF8.GetString(body.Span).AsSpan().EnumerateLines())
        {
            var end = line.IndexOf('\t');
            if (end <= 0) continue;
            if (line[0] == DeepMark) _byDeep.TryAdd(line[1..end].ToString(), line[(end + 1)..].ToString());
            else _lines.TryAdd(line[..end].ToString(), line[(end + 1)..].ToString());
        }
        if (!isMerge) _loaded = stamp;
        return true;
    }

    /// <summary>Learns the deep keys that the manifests themselves tell: once, where the index was lost.</summary>
    private void ReadAll()
    {
        _isWhole = _isChanged = true;
        foreach (var path in Directory.EnumerateFiles(Path.Combine(_store.Folder, "manifests"), "*.json"))
            try
            {
                if (_store.Find(Path.GetFileNameWithoutExtension(path)) is { Deep: { } deep } manifest) _byDeep.TryAdd(deep, manifest.Key);
            }
            catch (JsonException) { /* told where it is needed */ }
    }
}
