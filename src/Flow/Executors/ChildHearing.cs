using System.Text.Json;

namespace Steering.Flow;

/// <summary>What the parent hears from a child during one job.</summary>
internal sealed class ChildHearing(Action<double, string> progress, LastWords lastWords)
{
    private const int KilledExit = 137;
    private JsonElement? _error;
    private long _peak;

    /// <summary>The child has taken the job.</summary>
    public bool HasBegun { get; private set; }

    public bool IsDone { get; private set; }

    /// <summary>The child waits for another job.</summary>
    public bool Again { get; private set; }

    /// <summary>False where the process served before and its peak could not be reset: it would be another stage's.</summary>
    public bool KnowsPeak { get; init; } = true;

    /// <summary>Peak resident bytes of the process during the job; null when unknown.</summary>
    public long? Peak => KnowsPeak && Interlocked.Read(ref _peak) is > 0 and var bytes ? bytes : null;

    /// <summary>Listens until the job is done, has failed, or there is nothing more to hear.</summary>
    public async Task ListenAsync(StreamReader output)
    {
        while (!IsDone && _error is null && await output.ReadLineAsync() is { } line)
        {
            if (ChildLine.Parse(line) is not { } message) lastWords.Add(line);
            else if (ChildLine.Progress(message) is var (fraction, text)) progress(fraction, text);
            else if (ChildLine.IsError(message)) _error = message;
            else if (ChildLine.IsDone(message, out var peak, out var again))
            {
                (IsDone, Again) = (true, again);
                Raise(peak);
            }
            else if (ChildLine.IsBegan(message)) HasBegun = true;
            else lastWords.Add(line);
        }
    }

    public void Raise(long bytes)
    {
        for (var old = Interlocked.Read(ref _peak); bytes > old; old = Interlocked.Read(ref _peak))
            if (Interlocked.CompareExchange(ref _peak, bytes, old) == old) return;
    }

    public Exception Failure(string label, int exitCode)
    {
        var tail = lastWords.ToString();
        if (_error is { } error)
        {
            var message = error.GetProperty("error").GetString();
            var detail = new InvalidOperationException(error.GetProperty("detail").GetString() + (tail.Length > 0 ? "\n" + tail : ""));
            return error.GetProperty("disk").GetBoolean() ? Disk.Refused($"'{label}' failed: {message}", detail) : new FlowException($"'{label}' failed: {message}", detail);
        }
        var memory = Peak is { } peak ? $"; its memory peaked at {Disk.Size(peak)}" : "";
        var how = exitCode == KilledExit ? $"was killed{memory} (is there enough memory?)" : $"ended with exit code {exitCode} and no result{memory}";
        return new FlowException($"'{label}' {how}.{(tail.Length > 0 ? " It last wrote:\n" + tail : "")}");
    }
}

/// <summary>The latest lines of a job that were no message: the first thing to read when it failed.</summary>
internal sealed class LastWords
{
    private const int MostLines = 40;   // the runtime tells why it died first and where afterwards, in some thirty lines
    private readonly Queue<string> _lines = new();

    public void Add(string line)
    {
        if (line.Length == 0) return;
        lock (_lines)
        {
            _lines.Enqueue(line);
            if (_lines.Count > MostLines) _lines.Dequeue();
        }
    }

    public void Clear()
    {
        lock (_lines) _lines.Clear();
    }

    public override string ToString()
    {
        lock (_lines) return string.Join('\n', _lines);
    }
}
