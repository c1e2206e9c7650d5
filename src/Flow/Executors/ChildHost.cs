using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Steering.Flow;

/// <summary>The child's side: finds its stage among the host's own declarations, runs it, and dies when its parent does.</summary>
public static class ChildHost
{
    private static readonly TimeSpan QuietTime = TimeSpan.FromMilliseconds(100);

    /// <summary>Runs the stage that a job file names. Returns the exit code the process should end with.</summary>
    /// <param name="jobFile">As given in <see cref="ChildRequest.JobFile"/>.</param>
    /// <param name="targets">The same declarations the parent's graph was built from; more does no harm.</param>
    public static async Task<int> RunAsync(string jobFile, Func<IEnumerable<IStage>> targets, CancellationToken cancel)
    {
        using var lines = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false)) { AutoFlush = true };
        Console.SetOut(Console.Error);   // what a stage prints must not be taken for the protocol
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => context.Cancel = true);   // Ctrl-C is the parent's to judge
        if (Console.IsInputRedirected) new Thread(DieWithParent) { IsBackground = true, Name = "parent watch" }.Start();
        try
        {
            var job = JsonSerializer.Deserialize(await File.ReadAllTextAsync(jobFile, cancel), ManifestJson.Readable.ChildJob)
                ?? throw new FlowException($"{jobFile} is empty.");
            var stage = FindStage(job, targets());
            var run = new StageRun(stage, job.InputPaths, job.OutputFolder, Throttled(lines)) { Device = job.Device };
            await stage.RunAsync(run, cancel);
            await lines.WriteLineAsync(ChildLine.Done(PeakMemory.Of("self")));
            return ChildLine.Succeeded;
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested) { return ChildLine.Cancelled; }
#pragma warning disable CA1031 // The door of the process: every failure becomes a line and an exit code.
        catch (Exception error)
#pragma warning restore CA1031
        {
            await lines.WriteLineAsync(ChildLine.Failed(error));
            return error is JsonException ? ChildLine.BadJob : ChildLine.StageFailed;
        }
    }

    private static IStage FindStage(ChildJob job, IEnumerable<IStage> targets)
    {
        var node = Graph.Of(targets).Find(job.Identity)
            ?? throw new FlowException($"The child process does not declare '{job.Label}'. Do parent and child build their graph from the same options?");
        return node.Params == job.Params ? node.Stage : throw new FlowException($"'{job.Label}' has other parameters in the child: {node.Params} instead of {job.Params}.");
    }

    /// <summary>At most ten progress lines a second; the last of a burst may be lost, the next is not.</summary>
    private static Action<double, string> Throttled(StreamWriter lines)
    {
        var gate = new Lock();
        var quiet = new Stopwatch();
        return (fraction, text) =>
        {
            lock (gate)
            {
                if (quiet.IsRunning && quiet.Elapsed < QuietTime) return;
                quiet.Restart();
                lines.WriteLine(ChildLine.Progress(fraction, text));
            }
        };
    }

    /// <summary>The parent holds the other end of standard input; its end, however it came, ends this process at once.</summary>
    private static void DieWithParent()
    {
        using var input = Console.OpenStandardInput();
        Span<byte> ignored = stackalloc byte[64];
        while (input.Read(ignored) > 0) { }
        using var self = Process.GetCurrentProcess();
        self.Kill();
    }
}
