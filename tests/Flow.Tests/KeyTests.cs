namespace Steering.Flow.Tests;

public sealed class KeyTests
{
    [Fact]
    public async Task Two_roots_give_the_same_keys()
    {
        using var one = new Bench();
        using var other = new Bench();
        foreach (var bench in (Bench[])[one, other])
        {
            bench.Write("atlas/leaf.txt", "leaf");
            await bench.MakeAsync(new Join(new JoinParams("end"), new CountPages(new Source<Words>("atlas")).Text, new Write(new WriteParams("a")).Text));
        }
        Assert.Equal(Keys(one), Keys(other));
        Assert.Equal(3, Keys(one).Length);
    }

    [Fact]
    public async Task A_source_counts_by_its_bytes_not_by_its_path_or_time()
    {
        using var bench = new Bench();
        CountPages Target(string place) => new(new Source<Words>(place));
        bench.Write("atlas/leaf.txt", "leaf");
        bench.Write("copy/leaf.txt", "leaf");
        await bench.MakeAsync(Target("atlas"));
        File.SetLastWriteTimeUtc(bench.PathOf("atlas/leaf.txt"), DateTime.UnixEpoch);
        Assert.Empty((await bench.MakeAsync(Target("atlas"), Target("copy"))).Ran);
        bench.Write("atlas/leaf.txt", "leaf of another tree");
        Assert.Single((await bench.MakeAsync(Target("atlas"))).Ran);
        bench.Write("atlas/second.txt", "");
        bench.Reopen();
        Assert.Equal(Standing.Stale, bench.Plan(Target("atlas")).Stages[0].Standing);
    }

    [Fact]
    public async Task An_edit_that_keeps_size_and_modification_time_is_seen()
    {
        using var bench = new Bench();
        CountPages Target() => new(new Source<Words>("atlas"));
        var file = bench.PathOf(bench.Write("atlas/leaf.txt", "leaf"));
        var old = new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(file, old);
        await bench.MakeAsync(Target());
        bench.Reopen();
        File.WriteAllText(file, "LEAF");
        File.SetLastWriteTimeUtc(file, old);
        Assert.Equal(Standing.Stale, bench.Plan(Target()).Stages[0].Standing);
    }

    [Fact]
    public void Threads_and_device_count_only_where_numbers_depend_on_them()
    {
        StageKey Key(Resources needs, string device) =>
            StageKey.Of(Graph.Of(new Join(new JoinParams("x")) { Demand = needs }).Nodes[0], [], new CodePrint("c", new Dictionary<string, string>()), device);
        Assert.Equal(Key(Resources.Heavy(cores: 1), "cpu").Hash(), Key(Resources.Heavy(cores: 2), "cuda").Hash());
        Assert.NotEqual(Key(Resources.Training(cores: 1), "cpu").Hash(), Key(Resources.Training(cores: 2), "cpu").Hash());
        Assert.NotEqual(Key(Resources.Training(gpus: 1), "cpu").Hash(), Key(Resources.Training(gpus: 1), "cuda").Hash());
    }

    [Fact]
    public void A_stage_without_a_gpu_computes_on_the_cpu_of_any_build()
    {
        StageKey Key(string device) =>
            StageKey.Of(Graph.Of(new Join(new JoinParams("x")) { Demand = Resources.Training() }).Nodes[0], [], new CodePrint("c", new Dictionary<string, string>()), device);
        Assert.Equal("1 threads, cpu", Key("cuda").Machine);
        Assert.Equal(Key("cpu").Hash(), Key("cuda").Hash());
    }

    [Theory]
    [InlineData(0, "cpu")]
    [InlineData(1, "cuda")]
    public async Task A_stage_is_told_the_device_of_its_key(int gpus, string device)
    {
        using var bench = new Bench { Device = "cuda", Capacity = new Capacity(2, 8L << 30, 1) };
        await bench.MakeAsync(new TellDevice(gpus));
        var manifest = Assert.Single(bench.Store.Manifests());
        Assert.Equal(device, manifest.Run.Device);
        Assert.Contains($", {device}", manifest.Parts.Machine, StringComparison.Ordinal);
        Assert.Equal(device, await File.ReadAllTextAsync(bench.Store.ObjectPath(manifest.Outputs[0].Digest)));
    }

    [Fact]
    public async Task Changed_code_makes_a_stage_stale()
    {
        using var bench = new Bench();
        await bench.MakeAsync(new Write(new WriteParams("a")));
        bench.Code = "code-2";
        var plan = bench.Plan(new Write(new WriteParams("a")));
        Assert.Equal(["toys changed"], plan.Stages[0].Reasons);
    }

    [Fact]
    public void A_stage_that_keeps_something_outside_its_key_is_found()
    {
        Assert.Empty(StageLaw.KeptOutsideTheKey(typeof(Letters)));
        Assert.Empty(StageLaw.KeptOutsideTheKey(typeof(CountPages)));
        Assert.Equal(["Demand"], StageLaw.KeptOutsideTheKey(typeof(Join)));
        Assert.Contains("work", StageLaw.KeptOutsideTheKey(typeof(Custom)));
    }

    private static string[] Keys(Bench bench) => [.. bench.Store.Manifests().Select(manifest => manifest.Key).Order(StringComparer.Ordinal)];
}
