using System.Diagnostics;
using System.Text.Json;

namespace Steering.Flow;

/// <summary>What the host needs to know to say how a child is started. Its jobs come later, to <see cref="ChildHost.ServeAsync"/>.</summary>
/// <param name="CodeFolder">Immutable copy of the host's output folder; start the program from there.</param>
/// <param name="Threads">Threads that each of its stages may use.</param>
public sealed record ChildRequest(string CodeFolder, int Threads, string Device, IReadOnlyList<int> Gpus);

/// <summary>
/// Runs heavy stages in processes of their own, started from a published copy of the program, so that a rebuild cannot change what is
/// running. A child that has finished a stage cleanly waits for the next of the same kind (<see cref="ChildKind"/>); one that failed, was
/// cancelled or left traces in its process serves no other. Children die with their parent, by a pipe that only the parent holds, and when
/// this is disposed.
/// </summary>
public sealed class ChildProcess(Store store, string hostFolder, Func<ChildRequest, ProcessStartInfo> command) : IExecutor, IDisposable
{
    private readonly Lazy<string> _code = new(() => CodeCopy.Publish(store, hostFolder));
    private readonly ChildPool _waiting = new();

    public void Prepare() => _ = _code.Value;

    public async Task<Execution> RunAsync(StageJob job, Action<double, string> progress, CancellationToken cancel)
    {
        var jobFile = Path.Combine(job.Workspace, "job.json");
        var content = new ChildJob(job.Node.Identity, job.Node.Label, job.Key, job.Node.Params, job.InputPaths, job.OutputFolder, job.CheckpointFolder, job.Device, job.Gpus);
        await File.WriteAllTextAsync(jobFile, JsonSerializer.Serialize(content, ManifestJson.Readable.ChildJob), cancel);
        var kind = new ChildKind(job.Node.StageType, job.Node.Stage.Needs.Cores, job.Device, string.Join(',', job.Gpus));
        while (true)
        {
            var child = _waiting.Take(kind) ?? Start(kind, job);
            try
            {
                if (await child.RunAsync(job.Node.Label, jobFile, progress, cancel) is { } execution) return execution;
            }
            finally { _waiting.Return(child); }
        }
    }

    /// <summary>Ends the children that wait. Call it when no build is running.</summary>
    public void Dispose() => _waiting.Dispose();

    private Child Start(ChildKind kind, StageJob job)
    {
        var start = command(new ChildRequest(_code.Value, kind.Threads, kind.Device, job.Gpus));
        if (job.Gpus.Count > 0) start.Environment["CUDA_VISIBLE_DEVICES"] = kind.Gpus;
        return Child.Start(kind, start);
    }
}
