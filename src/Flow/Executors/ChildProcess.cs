using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Steering.Flow;

/// <summary>What the host needs to know to say how a child is started.</summary>
/// <param name="CodeFolder">Immutable copy of the host's output folder; start the program from there.</param>
/// <param name="JobFile">To be handed to <see cref="ChildHost.RunAsync"/> in the child.</param>
public sealed record ChildRequest(string CodeFolder, string JobFile, string Label, int Threads, string Device, IReadOnlyList<int> Gpus);

/// <summary>
/// Runs a heavy stage in a process of its own, started from a published copy of the program, so that a rebuild cannot change what is
/// running. The child dies with its parent: it watches a pipe that only the parent holds.
/// </summary>
public sealed class ChildProcess(Store store, string hostFolder, Func<ChildRequest, ProcessStartInfo> command) : IExecutor
{
    private const int TailLines = 20;
    private const int KilledExit = 137;
    private static readonly TimeSpan MemoryPeriod = TimeSpan.FromSeconds(1);
    private readonly Lazy<string> _code = new(() => CodeCopy.Publish(store, hostFolder));

    public void Prepare() => _ = _code.Value;

    public async Task<Execution> RunAsync(StageJob job, Action<double, string> progress, CancellationToken cancel)
    {
        var jobFile = Path.Combine(job.Workspace, "job.json");
        var content = new ChildJob(job.Node.Identity, job.Node.Label, job.Key, job.Node.Params, job.InputPaths, job.OutputFolder, job.Device, job.Gpus);
        await File.WriteAllTextAsync(jobFile, JsonSerializer.Serialize(content, ManifestJson.Readable.ChildJob), cancel);
        var start = command(new ChildRequest(_code.Value, jobFile, job.Node.Label, job.Node.Stage.Needs.Cores, job.Device, job.Gpus));
        (start.UseShellExecute, start.RedirectStandardInput, start.RedirectStandardOutput, start.RedirectStandardError) = (false, true, true, true);
        if (job.Gpus.Count > 0) start.Environment["CUDA_VISIBLE_DEVICES"] = string.Join(',', job.Gpus);
        using var process = Process.Start(start) ?? throw new FlowException($"'{job.Node.Label}' could not be started: {start.FileName}");
        await using var kill = cancel.Register(() => Kill(process));
        var watch = new ChildWatch(progress);
        await using var memory = new Timer(_ => watch.SampleMemory(process.Id), null, MemoryPeriod, MemoryPeriod);
        await Task.WhenAll(watch.ReadOutputAsync(process.StandardOutput), watch.ReadErrorsAsync(process.StandardError), process.WaitForExitAsync(CancellationToken.None));
        cancel.ThrowIfCancellationRequested();
        return watch is { Done: true } && process.ExitCode == ChildLine.Succeeded ? new Execution(watch.Peak) : throw watch.Failure(job.Node.Label, process.ExitCode);
    }

    private static void Kill(Process process)
    {
        try { process.Kill(entireProcessTree: true); }
        catch (Exception error) when (error is InvalidOperationException or System.ComponentModel.Win32Exception) { /* it has just ended */ }
    }

    /// <summary>What was heard from one child.</summary>
    private sealed class ChildWatch(Action<double, string> progress)
    {
        private readonly Queue<string> _tail = new();
        private JsonElement? _error;
        private long _peak;

        public bool Done { get; private set; }

        public long? Peak => Interlocked.Read(ref _peak) is > 0 and var bytes ? bytes : null;

        public async Task ReadOutputAsync(StreamReader output)
        {
            while (await output.ReadLineAsync() is { } line)
            {
                if (ChildLine.Parse(line) is not { } message) { Keep(line); continue; }
                if (ChildLine.Progress(message) is var (fraction, text)) progress(fraction, text);
                else if (ChildLine.IsError(message)) _error = message;
                else if (ChildLine.IsDone(message, out var peak)) { Done = true; Raise(peak); }
                else Keep(line);
            }
        }

        public async Task ReadErrorsAsync(StreamReader errors)
        {
            while (await errors.ReadLineAsync() is { } line) Keep(line);
        }

        public void SampleMemory(int process) => Raise(PeakMemory.Of(process.ToString(CultureInfo.InvariantCulture)) ?? 0);

        public Exception Failure(string label, int exitCode)
        {
            string tail;
            lock (_tail) tail = string.Join('\n', _tail);
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

        private void Raise(long bytes)
        {
            for (var old = Interlocked.Read(ref _peak); bytes > old; old = Interlocked.Read(ref _peak))
                if (Interlocked.CompareExchange(ref _peak, bytes, old) == old) return;
        }

        private void Keep(string line)
        {
            lock (_tail)
            {
                _tail.Enqueue(line);
                if (_tail.Count > TailLines) _tail.Dequeue();
            }
        }
    }
}
