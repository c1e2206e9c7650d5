using System.Text;
using System.Text.Json;

namespace Steering.Flow;

/// <summary>
/// Writes down what runs when: a file per run under <c>runs/</c>, a JSON line per event, written at once, so that a killed run leaves what
/// it did. Nothing is written while nothing runs; a journal that cannot be written stops no build.
/// </summary>
internal sealed class RunJournal(Store store, TimeProvider clock, string commandLine) : IRunObserver, IDisposable
{
    private const int RunsKept = 100;
    private readonly Lanes _lanes = new();
    private readonly Dictionary<StageNode, int> _running = [];
    private FileStream? _file;
    private bool _isBroken;

    /// <summary>The file, once something ran.</summary>
    public string? File { get; private set; }

    public static string FolderOf(Store store) => Path.Combine(store.Folder, "runs");

    void IRunObserver.Started(StageNode node)
    {
        if (_file is null && !_isBroken) Open();
        var lane = _running[node] = _lanes.Enter();
        Write(new JournalLine(JournalEvent.Started, clock.GetUtcNow()) { Label = node.Label, Kind = node.Kind, Lane = lane });
    }

    void IRunObserver.Finished(StageNode node, Manifest manifest) => End(node, JournalEvent.Finished, manifest.Key, error: null);

    void IRunObserver.Failed(StageNode node, Exception reason) => End(node, JournalEvent.Failed, key: null, reason.Message);

    public void Dispose()
    {
        if (_file is null) return;
        Write(new JournalLine(JournalEvent.Ended, clock.GetUtcNow()));
        _file.Dispose();
    }

    private void End(StageNode node, JournalEvent how, string? key, string? error)
    {
        if (!_running.Remove(node, out var lane)) return;   // it failed before it started
        _lanes.Leave(lane);
        Write(new JournalLine(how, clock.GetUtcNow()) { Label = node.Label, Kind = node.Kind, Lane = lane, Key = key, Text = error });
    }

    private void Open() => Try(() =>
    {
        var folder = Directory.CreateDirectory(FolderOf(store));
        foreach (var old in folder.GetFiles("*.jsonl").OrderByDescending(file => file.Name, StringComparer.Ordinal).Skip(RunsKept - 1)) old.Delete();
        File = Path.Combine(folder.FullName, $"{clock.GetUtcNow().UtcDateTime:yyyyMMdd'T'HHmmssfff}-{Environment.ProcessId}.jsonl");
        _file = new FileStream(File, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        Write(new JournalLine(JournalEvent.Begun, clock.GetUtcNow()) { Text = commandLine });
    });

    private void Write(JournalLine line) => Try(() => _file?.Write(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(line, JournalJson.Default.JournalLine) + "\n")));

    private void Try(Action write)
    {
        if (_isBroken) return;
        try { write(); }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException) { _isBroken = true; }
    }
}
