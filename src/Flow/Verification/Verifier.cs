using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Steering.Flow;

/// <summary>
/// Runs finished stages again, each in a process and a clean room of its own where only its declared inputs are, and compares bytes. Nothing is
/// published. A stage that comes out otherwise or fails without the repository is run once more where it can see it, watched, so that the files
/// it reads beside its inputs are named.
/// </summary>
/// <param name="hostFolder">The program's folder; children run from a copy of it.</param>
/// <param name="command">How to start the program for a child, as for <see cref="ChildProcess"/>.</param>
/// <param name="hiding">What <see cref="CleanRoom"/> may do here; null finds out.</param>
public sealed class Verifier(FlowContext context, string hostFolder, Func<ChildRequest, ProcessStartInfo> command, Hiding? hiding = null)
{
    /// <summary>Whether reruns are kept from seeing the repository.</summary>
    public Hiding Hiding { get; } = hiding ?? CleanRoom.Probe();

    /// <summary>Chooses stages for a sample: one of each type before a second of any, by chance from a seed.</summary>
    public static IReadOnlyList<StageNode> Sample(IEnumerable<StageNode> nodes, int count, int seed) =>
        [.. nodes.GroupBy(node => node.StageType, StringComparer.Ordinal)
            .SelectMany(type => type.OrderBy(node => StageKey.Sha256($"{seed} {node.Identity}"), StringComparer.Ordinal).Select((node, index) => (node, index)))
            .OrderBy(pair => pair.index).ThenBy(pair => StageKey.Sha256($"{seed} {pair.node.StageType}"), StringComparer.Ordinal).Take(count).Select(pair => pair.node)];

    /// <summary>Those among nodes of a graph that have a result.</summary>
    public IReadOnlyList<StageNode> Finished(Graph graph, IEnumerable<StageNode> nodes)
    {
        var ledger = Looked(graph);
        return [.. nodes.Where(node => ledger.ResultOf(node) is not null)];
    }

    /// <summary>Verifies stages of a graph, at most so many at once (one where opened files must be watched).</summary>
    /// <param name="told">Told each as it is done; one at a time, from any thread.</param>
    public async Task<IReadOnlyList<VerifiedStage>> RunAsync(Graph graph, IReadOnlyList<StageNode> nodes, int atOnce, Action<VerifiedStage> told, CancellationToken cancel)
    {
        var ledger = Looked(graph);
        var folder = Directory.CreateTempSubdirectory("verify-").FullName;
        if (Hidden.Any(hidden => Places.Overlap(folder, hidden))) throw new FlowException($"The folder for temporary files, {Path.GetTempPath()}, lies in the repository or the store. Set TMPDIR to another place.");
        try
        {
            var code = Path.Combine(folder, "code");
            Durable.Copy(hostFolder, code);
            var done = new Dictionary<StageNode, VerifiedStage>();
            await Parallel.ForEachAsync(nodes, new ParallelOptions { MaxDegreeOfParallelism = Hiding == Hiding.NotPermitted ? 1 : Math.Max(1, atOnce), CancellationToken = cancel }, async (node, stop) =>
            {
                var stage = await VerifyAsync(ledger, node, code, Path.Combine(folder, node.Identity), stop);
                lock (done)
                {
                    done[node] = stage;
                    told(stage);
                }
            });
            return [.. nodes.Select(node => done[node])];
        }
        finally { Trash.TryRemove(folder); }
    }

    private IReadOnlyList<string> Hidden => context.Store.Folder.StartsWith(context.Root + Path.DirectorySeparatorChar, StringComparison.Ordinal) ? [context.Root] : [context.Root, context.Store.Folder];

    private Ledger Looked(Graph graph)
    {
        var ledger = new Ledger(context, _ => { });
        foreach (var node in graph.Nodes) ledger.Look(node);
        return ledger;
    }

    private async Task<VerifiedStage> VerifyAsync(Ledger ledger, StageNode node, string code, string room, CancellationToken cancel)
    {
        var clock = Stopwatch.StartNew();
        VerifiedStage Verified(Verdict verdict, IReadOnlyList<string> details) => new(node, verdict, details, clock.Elapsed.TotalSeconds, Hiding != Hiding.NotPermitted);
        if (!node.Stage.IsReproducible) return Verified(Verdict.NotTried, ["it measures the machine and never comes out the same twice"]);
        Outlook outlook;
        lock (ledger)
        {
            if (ledger.ResultOf(node) is null || !ledger.KnowsInputsOf(node)) return Verified(Verdict.NotTried, ["it has no result"]);
            outlook = ledger.Examine(node);
        }
        if (outlook.Found is not { } result) return Verified(Verdict.NotTried, ["it has no result for its inputs as they are now"]);
        var absent = outlook.Inputs.Zip(outlook.InputPaths).Where(input => !Path.Exists(input.Second)).Select(input => $"the bytes of {input.First.Name} are not here").ToArray();
        if (absent.Length > 0) return Verified(Verdict.NotTried, absent);
        var attempt = new Attempt(node, outlook, result, code);
        var first = await TryAsync(attempt, Hiding, room, cancel);
        if (Hiding != Hiding.NotPermitted && first.Verdict == Verdict.Same) return Verified(Verdict.Same, []);
        var second = Hiding == Hiding.NotPermitted && first.Opened.Count == 0 ? first : await TryAsync(attempt, Hiding.NotPermitted, room, cancel);
        var opened = Hiding == Hiding.NotPermitted ? [.. first.Opened.Intersect(second.Opened, StringComparer.Ordinal)] : second.Opened;   // what another process opened will hardly be opened twice
        return opened.Count > 0 ? Verified(Verdict.ReadsUndeclared, [.. opened.Select(file => Path.GetRelativePath(context.Root, file))]) : Verified(first.Verdict, first.Details);
    }

    /// <summary>One run in a room of its own.</summary>
    private async Task<(Verdict Verdict, IReadOnlyList<string> Details, IReadOnlyList<string> Opened)> TryAsync(Attempt attempt, Hiding hiding, string folder, CancellationToken cancel)
    {
        var (node, needs) = (attempt.Node, attempt.Node.Stage.Needs);
        using var room = new CleanRoom(folder, attempt.Outlook.InputPaths, hiding);
        int[] gpus = [.. Enumerable.Range(0, needs.Gpus)];
        var job = new ChildJob(node.Identity, node.Label, attempt.Outlook.KeyHash, node.Params, room.Inputs, room.Outputs, CheckpointFolder: null, needs.DeviceIn(context.Device), gpus);
        await File.WriteAllTextAsync(room.JobFile, JsonSerializer.Serialize(job, ManifestJson.Readable.ChildJob), cancel);
        using var watch = hiding == Hiding.NotPermitted && OperatingSystem.IsLinux() ? new OpenWatch(context.Root, [context.Store.Folder, .. attempt.Outlook.InputPaths]) : null;
        string? failure = null;
        try
        {
            using var child = Child.Start(new ChildKind(node.StageType, needs.Cores, job.Device, string.Join(',', gpus)), room.Enter(command(new ChildRequest(attempt.Code, needs.Cores, job.Device, gpus)), Hidden));
            await child.RunAsync(node.Label, room.JobFile, (_, _) => { }, cancel);
        }
        catch (Exception error) when (error is FlowException or IOException) { failure = error.Message; }
        IReadOnlyList<string> opened = watch is null ? [] : [.. watch.Opened().Except(attempt.Outlook.InputPaths, StringComparer.Ordinal)];
        if (failure is not null) return (Verdict.Failed, [failure], opened);
        var different = attempt.Result.Outputs.Select(output => Difference(output, Path.Combine(room.Outputs, output.Name))).OfType<string>().ToArray();
        return (different.Length == 0 ? Verdict.Same : Verdict.Differs, different, opened);
    }

    private static string? Difference(ManifestOutput was, string path)
    {
        if (!Path.Exists(path)) return string.Create(CultureInfo.InvariantCulture, $"{was.Name} was not written; it was {was.Digest}");
        var now = Digest.Of(path);
        return now == was.Digest ? null : $"{was.Name} was {was.Digest}, came out as {now}";
    }

    private sealed record Attempt(StageNode Node, Outlook Outlook, StageResult Result, string Code);
}
