namespace Steering.Flow.Tests;

/// <summary>A repository in a temporary folder with a store of its own, and a record of what each build did.</summary>
internal sealed class Bench : IDisposable
{
    private Store? _store;

    public Bench(string? root = null)
    {
        IsOurs = root is null;
        Root = root ?? Directory.CreateTempSubdirectory("flow-").FullName;
    }

    public string Root { get; }

    public string Code { get; set; } = "code-1";

    public string Device { get; set; } = "cpu";

    public Func<string, bool> IsKeptElsewhere { get; set; } = _ => false;

    public IRemoteStore? Shared { get; set; }

    public IExecutor Isolated { get; set; } = InProcess;

    public Capacity Capacity { get; init; } = new(2, 1L << 30);

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    public Store Store => _store ??= Store.Open(StoreFolder, Clock);

    public string StoreFolder => Path.Combine(Root, "results", "store");

    public FlowContext Context => new(Store, Root, _ => new CodePrint(Code, new Dictionary<string, string> { ["toys"] = Code })) { Device = Device, CommandLine = "test", Shared = Shared, SharedPatience = TimeSpan.FromSeconds(2), IsKeptElsewhere = IsKeptElsewhere, Clock = Clock };

    private bool IsOurs { get; }

    public static InProcess InProcess { get; } = new();

    public string PathOf(string place) => Path.Combine(Root, place);

    public string Write(string place, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(place))!);
        File.WriteAllText(PathOf(place), text);
        return place;
    }

    public Task<(RunReport Report, Log Log)> BuildAsync(params IStage[] targets) => BuildAsync(new Log(), targets);

    /// <summary>The same, into a log that stages can look at meanwhile.</summary>
    public async Task<(RunReport Report, Log Log)> BuildAsync(Log log, params IStage[] targets)
    {
        var report = await new Scheduler(Context, Capacity, InProcess, Isolated, log).RunAsync(Graph.Of(targets), CancellationToken.None);
        return (report, log);
    }

    /// <summary>Builds and demands success.</summary>
    public async Task<Log> MakeAsync(params IStage[] targets)
    {
        var (report, log) = await BuildAsync(targets);
        report.ThrowIfFailed();
        Assert.True(report.IsSuccess);
        log.Report = report;
        return log;
    }

    public Plan Plan(params IStage[] targets) => Flow.Plan.Make(Context, Graph.Of(targets));

    /// <summary>Closes the store as the end of a process would.</summary>
    public void Reopen()
    {
        _store?.Dispose();
        _store = null;
    }

    public void Dispose()
    {
        Reopen();
        if (IsOurs) Directory.Delete(Root, recursive: true);
    }
}

/// <summary>What an observer saw.</summary>
internal sealed class Log : IRunObserver
{
    public List<string> Ran { get; } = [];

    public List<string> Skipped { get; } = [];

    public List<string> Failed { get; } = [];

    public List<string> Warnings { get; } = [];

    public List<string> Progress { get; } = [];

    public List<string> Waited { get; } = [];

    public List<string> Resumed { get; } = [];

    public Plan? Plan { get; private set; }

    public RunReport? Report { get; set; }

    public string Read(IArtifact artifact) => File.ReadAllText(Report!.PathOf(artifact));

    void IRunObserver.Planned(Plan plan) => Plan = plan;

    void IRunObserver.Progressed(StageNode node, double fraction, string text) => Progress.Add($"{node.Label} {text}");

    void IRunObserver.Resuming(StageNode node, string from, double secondsBefore) => Resumed.Add($"{node.Label} from {from}");

    void IRunObserver.Waiting(StageNode node, string whom) => Waited.Add($"{node.Label}: {whom}");

    void IRunObserver.Finished(StageNode node, Manifest manifest) => Ran.Add(node.Label);

    void IRunObserver.Skipped(StageNode node, StageResult result) => Skipped.Add(node.Label);

    void IRunObserver.Failed(StageNode node, Exception reason) => Failed.Add($"{node.Label}: {reason.Message}");

    void IRunObserver.Warned(string text) => Warnings.Add(text);
}
