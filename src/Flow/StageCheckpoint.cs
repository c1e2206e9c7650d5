using System.Globalization;

namespace Steering.Flow;

/// <summary>
/// What a long stage keeps of its work so that a killed run goes on from there: one folder per key in the store, so nothing of another key or
/// of other code is ever found; never part of an output; removed when the result is published. Each state is a folder of its own that appears
/// whole by rename, with a sum over its files; of a torn one the one before is used. Keeping is a courtesy: a full disk costs time, no result.
/// </summary>
[CodeIrrelevant]
public sealed class StageCheckpoint
{
    private const string SumName = "sum";
    private const string PartPrefix = "part-";
    private static readonly TimeSpan HalfMinute = TimeSpan.FromSeconds(30);   // when is no part of a result
    private readonly string? _folder;
    private readonly TimeSpan _interval;
    private readonly TimeProvider _clock;
    private readonly Lazy<double> _secondsBefore;
    private readonly long _start;
    private long _last;

    /// <summary>Made by the engine; made by hand it lets a stage's steps be tried in a test.</summary>
    /// <param name="folder">Where states are kept, whether or not it exists; null keeps nothing.</param>
    /// <param name="interval">How often a state is worth its cost; null: every half minute.</param>
    public StageCheckpoint(string? folder, TimeProvider clock, TimeSpan? interval = null)
    {
        (_folder, _clock, _interval) = (folder, clock, interval ?? HalfMinute);
        _start = _last = clock.GetTimestamp();
        _secondsBefore = new Lazy<double>(() => Latest(folder)?.Seconds ?? 0);
    }

    /// <summary>Keeps nothing and finds nothing.</summary>
    public static StageCheckpoint None { get; } = new(null, TimeProvider.System);

    /// <summary>True when enough time has passed since the last state that another is worth its cost.</summary>
    public bool IsDue() => _folder is not null && _clock.GetElapsedTime(_last) >= _interval;

    /// <summary>Folder with the files of the latest sound state, to be read at once; null when there is none.</summary>
    public string? TryLoad() => _folder is null ? null : Generations(_folder).FirstOrDefault(state => Read(state) is { } sum && sum.Files == FileSums(state));

    /// <summary>Keeps a state. It counts from the moment it is whole; the one before is kept too.</summary>
    /// <param name="note">Where the work stands, for people: "step 120/250".</param>
    /// <param name="write">Writes the state's files into the folder it is given.</param>
    /// <returns>False when it could not be kept: no room, or the folder has been taken away.</returns>
    public bool Save(string note, Action<string> write)
    {
        if (_folder is null) return false;
        var earlier = Generations(_folder).FirstOrDefault();
        _ = _secondsBefore.Value;   // before this run's own
        try
        {
            Directory.CreateDirectory(_folder);
            foreach (var left in Directory.EnumerateDirectories(_folder, PartPrefix + "*")) Trash.TryRemove(left);
            if (earlier is not null && Disk.Free(_folder) < 2 * Disk.BytesOf(earlier)) return false;   // results go first
            var next = earlier is null ? 1 : Number(earlier) + 1;
            var part = Path.Combine(_folder, string.Create(CultureInfo.InvariantCulture, $"{PartPrefix}{Environment.ProcessId}-{next}"));
            Directory.CreateDirectory(part);
            write(part);
            WriteSum(part, note);
            Durable.Sync(part);
            Directory.Move(part, Path.Combine(_folder, next.ToString(CultureInfo.InvariantCulture)));
            Posix.SyncFolder(_folder);
            foreach (var old in Generations(_folder).Skip(2)) Trash.TryRemove(old);
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException) { return false; }
        finally { _last = _clock.GetTimestamp(); }
    }

    /// <summary>What the latest state says of itself; null when there is none. Its files are not read.</summary>
    internal static (string Note, double Seconds)? Latest(string? folder) =>
        folder is null ? null : Generations(folder).Select(Read).FirstOrDefault(sum => sum is not null) is { } sum ? (sum.Note, sum.Seconds) : null;

    /// <summary>States, the latest first.</summary>
    private static IEnumerable<string> Generations(string folder) =>
        Directory.Exists(folder) ? Directory.GetDirectories(folder).Where(path => Number(path) > 0).OrderByDescending(Number) : [];

    private static int Number(string path) => int.TryParse(Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private void WriteSum(string folder, string note)
    {
        var seconds = _secondsBefore.Value + _clock.GetElapsedTime(_start).TotalSeconds;
        var body = string.Create(CultureInfo.InvariantCulture, $"{note.ReplaceLineEndings(" ")}\n{seconds:R}\n{FileSums(folder)}");
        File.WriteAllText(Path.Combine(folder, SumName), $"{StageKey.Sha256(body)}\n{body}");
    }

    private static Sum? Read(string folder)
    {
        try
        {
            var text = File.ReadAllText(Path.Combine(folder, SumName));
            return text.Split('\n', 4) is [var digest, var note, var seconds, var files] && StageKey.Sha256(text[(digest.Length + 1)..]) == digest
                ? new Sum(note, double.Parse(seconds, CultureInfo.InvariantCulture), files)
                : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException) { return null; }
    }

    private static string FileSums(string folder) =>
        string.Join('\n', Directory.GetFiles(folder).Where(file => Path.GetFileName(file) != SumName).Order(StringComparer.Ordinal).Select(file => $"{Digest.OfFile(file)} {Path.GetFileName(file)}"));

    private sealed record Sum(string Note, double Seconds, string Files);
}
