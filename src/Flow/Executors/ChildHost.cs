using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Steering.Flow;

/// <summary>
/// The child's side: takes jobs from standard input one after another, finds each stage among the host's own declarations, runs it, and
/// dies when its parent does. It ends by itself after a failure, and after a success that left the process other than it was.
/// </summary>
public static class ChildHost
{
    private const long MostKeptBytes = 1L << 30;   // what a waiting child may hold that the scheduler believes free

    /// <summary>Serves jobs until one fails, one leaves its traces in the process, or the parent is gone. Returns the exit code the process should end with.</summary>
    /// <param name="targets">The same declarations the parent's graph was built from; more does no harm. Called anew for each job.</param>
    /// <param name="keepEvery">How often stages keep their state; null: every half minute.</param>
    public static async Task<int> ServeAsync(Func<IEnumerable<IStage>> targets, CancellationToken cancel, TimeSpan? keepEvery = null)
    {
        using var lines = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false)) { AutoFlush = true };
        Console.SetOut(Console.Error);       // what a stage prints must not be taken for the protocol
        Console.SetIn(TextReader.Null);      // nor may it read what is meant for us
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => context.Cancel = true);   // Ctrl-C is the parent's to judge
        try
        {
            await foreach (var jobFile in JobLines.Listen().ReadAllAsync(cancel))
                if (await TakeAsync(jobFile, targets, lines, keepEvery, cancel) is { } exitCode) return exitCode;
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested) { return ChildLine.Cancelled; }
        return ChildLine.Succeeded;
    }

    /// <summary>Null when another job may follow; else the exit code.</summary>
    private static async Task<int?> TakeAsync(string jobFile, Func<IEnumerable<IStage>> targets, StreamWriter lines, TimeSpan? keepEvery, CancellationToken cancel)
    {
        var progress = new ProgressLines(lines);
        try
        {
            await lines.WriteLineAsync(ChildLine.Began);
            var job = JsonSerializer.Deserialize(await File.ReadAllTextAsync(jobFile, cancel), ManifestJson.Readable.ChildJob)
                ?? throw new FlowException($"{jobFile} is empty.");
            var stage = FindStage(job, targets());
            var shared = SharedState.Of(stage.GetType().Assembly);
            var run = new StageRun(stage, job.InputPaths, job.OutputFolder, progress.Report) { Device = job.Device, Checkpoint = new StageCheckpoint(job.CheckpointFolder, TimeProvider.System, keepEvery) };
            await OnThreadOfItsOwnAsync(() => stage.RunAsync(run, cancel));
            progress.Close();
            var peak = PeakMemory.Of("self");
            GiveBackMemory();
            var again = shared.Change() is null && PeakMemory.Kept("self") is null or < MostKeptBytes;
            await lines.WriteLineAsync("\n" + ChildLine.Done(peak, again));   // a line of its own, whatever native code wrote before it
            return again ? null : ChildLine.Succeeded;
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested) { return ChildLine.Cancelled; }
#pragma warning disable CA1031 // The door of the process: every failure becomes a line and an exit code.
        catch (Exception error)
#pragma warning restore CA1031
        {
            progress.Close();
            await lines.WriteLineAsync("\n" + ChildLine.Failed(error));
            return error is JsonException ? ChildLine.BadJob : ChildLine.StageFailed;
        }
    }

    private static IStage FindStage(ChildJob job, IEnumerable<IStage> targets)
    {
        // One target after the other: most stages are found in the first, and a paper declares thousands.
        var node = targets.Distinct(ReferenceEqualityComparer.Instance).Cast<IStage>().Select(target => Graph.Of(target).Find(job.Identity)).FirstOrDefault(found => found is not null)
            ?? throw new FlowException($"The child process does not declare '{job.Label}'. Do parent and child build their graph from the same options?");
        return node.Params == job.Params ? node.Stage : throw new FlowException($"'{job.Label}' has other parameters in the child: {node.Params} instead of {job.Params}.");
    }

    /// <summary>What a library keeps by thread (modes, scopes, worker teams) is new for each job.</summary>
    private static Task OnThreadOfItsOwnAsync(Func<Task> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap();

    /// <summary>The next job's peak is to be its own, and a waiting child small.</summary>
    private static void GiveBackMemory()
    {
#pragma warning disable RS0030 // Between two jobs, not inside a stage: no tensor's lifetime rests on it.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
#pragma warning restore RS0030
        GC.WaitForPendingFinalizers();
        Posix.TrimHeap();
    }
}
