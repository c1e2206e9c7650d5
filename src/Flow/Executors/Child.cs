using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Steering.Flow;

/// <summary>One child process, seen from its parent: runs one job at a time.</summary>
internal sealed class Child : IDisposable
{
    private const int MostJobs = 50;   // bounds whatever grows unseen; a start costs a second, so a fiftieth of it is left
    private static readonly TimeSpan MemoryPeriod = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan TimeToEnd = TimeSpan.FromSeconds(5);
    private readonly Process _process;
    private readonly string _id;
    private readonly LastWords _lastWords = new();
    private readonly Task _errors;
    private int _jobs;
    private bool _saysAgain;

    private Child(ChildKind kind, Process process)
    {
        (Kind, _process, _id) = (kind, process, process.Id.ToString(CultureInfo.InvariantCulture));
        _errors = ReadErrorsAsync();
    }

    public ChildKind Kind { get; }

    /// <summary>True while it waits for another job.</summary>
    public bool IsFit => _saysAgain && _jobs < MostJobs && !_process.HasExited;

    public static Child Start(ChildKind kind, ProcessStartInfo start)
    {
        (start.UseShellExecute, start.RedirectStandardInput, start.RedirectStandardOutput, start.RedirectStandardError) = (false, true, true, true);
        start.StandardInputEncoding = start.StandardOutputEncoding = start.StandardErrorEncoding = new UTF8Encoding(false);
        return new Child(kind, Process.Start(start) ?? throw new FlowException($"{start.FileName} could not be started for a stage in a process of its own."));
    }

    /// <summary>Null when the process, having served before, was gone before it took this job.</summary>
    /// <exception cref="FlowException">The stage failed or its process ended.</exception>
    public async Task<Execution?> RunAsync(string label, string jobFile, Action<double, string> progress, CancellationToken cancel)
    {
        _saysAgain = false;
        var isFirst = _jobs++ == 0;
        if (!isFirst) _lastWords.Clear();   // a new process may have spoken already
        var hearing = new ChildHearing(progress, _lastWords) { KnowsPeak = isFirst || PeakMemory.TryReset(_id) };
        await using var kill = cancel.Register(Kill);
        await using var memory = new Timer(_ => hearing.Raise(PeakMemory.Of(_id) ?? 0), null, MemoryPeriod, MemoryPeriod);
        await TellAsync(jobFile);
        await hearing.ListenAsync(_process.StandardOutput);
        if (!hearing.Again) await EndAsync();
        cancel.ThrowIfCancellationRequested();
        if (hearing.IsDone && (hearing.Again || _process.ExitCode == ChildLine.Succeeded))
        {
            _saysAgain = hearing.Again;
            return new Execution(hearing.Peak);
        }
        return isFirst || hearing.HasBegun ? throw hearing.Failure(label, _process.ExitCode) : null;
    }

    public void Dispose()
    {
        Kill();
        _process.WaitForExit(TimeToEnd);
        _process.Dispose();
    }

    private async Task TellAsync(string jobFile)
    {
        try
        {
            await _process.StandardInput.WriteLineAsync(jobFile);
            await _process.StandardInput.FlushAsync();
        }
        catch (IOException) { /* it has ended; its exit code tells more */ }
    }

    /// <summary>Waits for its exit code and its last words; helps when it does not end by itself.</summary>
    private async Task EndAsync()
    {
        using var patience = new CancellationTokenSource(TimeToEnd);
        await using var kill = patience.Token.Register(Kill);
        await _process.WaitForExitAsync(CancellationToken.None);
        await Task.WhenAny(_errors, Task.Delay(TimeToEnd, CancellationToken.None));
    }

    private async Task ReadErrorsAsync()
    {
        try
        {
            while (await _process.StandardError.ReadLineAsync() is { } line) _lastWords.Add(line);
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException or OperationCanceledException) { /* disposed of */ }
    }

    private void Kill()
    {
        try { _process.Kill(entireProcessTree: true); }
        catch (Exception error) when (error is InvalidOperationException or Win32Exception) { /* it has just ended */ }
    }
}
