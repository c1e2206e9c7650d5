namespace Steering.Flow.Tests;

/// <summary>The index saves reading manifests; it never decides what they say.</summary>
public sealed class ResultIndexTests : IDisposable
{
    private readonly Bench _bench = new();

    public void Dispose() => _bench.Dispose();

    [LinuxFact]
    public async Task An_up_to_date_plan_reads_no_manifest()
    {
        IStage[] targets = [.. Enumerable.Range(0, 40).Select(index => new Write(new WriteParams($"text {index}")))];
        await _bench.MakeAsync(targets);
        PlanLater(targets);   // reads them once, long after they were written
        var bytes = Directory.GetFiles(Path.Combine(_bench.StoreFolder, "manifests")).Sum(file => new FileInfo(file).Length);
        Assert.InRange(ReadBy(() => PlanLater(targets)), 1, bytes / 2);   // the index, which is smaller
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_manifest_that_was_changed_or_removed_since_is_not_believed_in(bool isRemoved)
    {
        await _bench.MakeAsync(Target());
        PlanLater();
        var path = Manifest("Join end");
        if (isRemoved) File.Delete(path);
        else
        {
            var time = File.GetLastWriteTimeUtc(path);
            File.WriteAllText(path, File.ReadAllText(path).Replace("\"version\": 1", "\"version\": 2", StringComparison.Ordinal));   // of the same size
            File.SetLastWriteTimeUtc(path, time);
        }
        Assert.Equal([Standing.Current, Standing.Stale], PlanLater().Stages.Select(stage => stage.Standing));
    }

    [Fact]
    public async Task Two_builds_at_one_time_lose_nothing_that_the_other_learnt()
    {
        await _bench.MakeAsync(Target());
        _bench.Reopen();
        using (var one = Store.Open(_bench.StoreFolder, new Later()))
        using (var other = Store.Open(_bench.StoreFolder, new Later()))
        {
            Plan.Make(_bench.Context with { Store = one }, Graph.Of(new Write(new WriteParams("a"))));
            Plan.Make(_bench.Context with { Store = other }, Graph.Of(Target()));
            Plan.Make(_bench.Context with { Store = one }, Graph.Of(new Write(new WriteParams("b"))));
        }
        foreach (var label in (string[])["Write a", "Join end"]) Assert.Contains(Path.GetFileNameWithoutExtension(Manifest(label)) + "\t", File.ReadAllText(Path.Combine(_bench.StoreFolder, "index.txt")), StringComparison.Ordinal);
    }

    private static Join Target() => new(new JoinParams("end"), new Write(new WriteParams("a")).Text);

    private Plan PlanLater() => PlanLater(Target());

    private Plan PlanLater(params IStage[] targets)
    {
        using var store = Store.Open(_bench.StoreFolder, new Later());
        return Plan.Make(_bench.Context with { Store = store }, Graph.Of(targets));
    }

    private string Manifest(string label) => Path.Combine(_bench.StoreFolder, "manifests", _bench.Store.Manifests().Single(manifest => manifest.Label == label).Key + ".json");

    private static long ReadBy(Action action)
    {
        long Read() => long.Parse(File.ReadLines("/proc/thread-self/io").First(line => line.StartsWith("rchar:", StringComparison.Ordinal)).AsSpan(6), System.Globalization.CultureInfo.InvariantCulture);
        var before = Read();
        action();
        return Read() - before;
    }

    private sealed class Later : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddMinutes(5);
    }
}
