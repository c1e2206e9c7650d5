namespace Steering.Flow.Tests;

/// <summary>A result stands by its manifest; bytes are made again only when a stage that runs needs them.</summary>
public sealed class EvictionTests
{
    [Fact]
    public async Task Objects_that_nobody_needs_need_not_be_there()
    {
        using var bench = new Bench();
        var log = await bench.MakeAsync(Chain());
        Evict(bench, log, "Write a", "Join first", "Join second");
        Assert.All(bench.Plan(Chain()).Stages, stage => Assert.Equal(Standing.Current, stage.Standing));
        Assert.Empty((await bench.MakeAsync(Chain())).Ran);
    }

    [Fact]
    public async Task A_needed_object_is_made_again_with_exactly_what_that_takes()
    {
        using var bench = new Bench();
        var log = await bench.MakeAsync(Chain());
        Evict(bench, log, "Write a", "Join first", "Join second");
        var plan = bench.Plan(Chain(endRate: 1e-4));
        Assert.Equal(["its output joined.txt is gone from the store; needed by 'Join end'"], plan.Stages.Single(stage => stage.Node.Label == "Join second").Reasons);
        Assert.Equal(["Write a", "Join first", "Join second", "Join end"], plan.ToRun.Select(stage => stage.Node.Label));
        var after = await bench.MakeAsync(Chain(endRate: 1e-4));
        Assert.Equal(["Write a", "Join first", "Join second", "Join end"], after.Ran);
        SoundStore.Check(bench.StoreFolder);
    }

    [Fact]
    public async Task What_is_still_there_stops_the_making_again()
    {
        using var bench = new Bench();
        var log = await bench.MakeAsync(Chain());
        Evict(bench, log, "Write a", "Join second");
        Assert.Equal(["Join second", "Join end"], (await bench.MakeAsync(Chain(endRate: 1e-4))).Ran);
    }

    [Fact]
    public async Task Where_a_rerun_gives_the_same_bytes_evicted_inputs_of_its_followers_are_not_made_again()
    {
        using var bench = new Bench();
        Join Target(string text) => new(new JoinParams("end"), new Letters(new Write(new WriteParams(text)).Text).Text, new Join(new JoinParams("heavy")).Text);
        var log = await bench.MakeAsync(Target("one 1"));
        Evict(bench, log, "Join heavy");
        var plan = bench.Plan(Target("one 2"));
        Assert.Equal(["its output joined.txt is gone from the store; needed if 'Join end' runs"], plan.Stages.Single(stage => stage.Node.Label == "Join heavy").Reasons);
        Assert.Equal(Standing.Waiting, plan.Stages.Single(stage => stage.Node.Label == "Join heavy").Standing);
        var after = await bench.MakeAsync(Target("one 2"));
        Assert.Equal(["Write one 2", "Letters"], after.Ran);
        Assert.Contains("Join heavy", after.Skipped);
        Assert.Equal(["Write other", "Letters", "Join heavy", "Join end"], Sorted((await bench.MakeAsync(Target("other"))).Ran));
    }

    [Fact]
    public async Task Several_consumers_of_an_evicted_object_have_it_made_once()
    {
        using var bench = new Bench { Capacity = new Capacity(8, 8L << 30) };
        IStage Target(double rate)
        {
            var shared = new Join(new JoinParams("shared"), new Write(new WriteParams("a")).Text);
            return new Join(new JoinParams("end"), [.. Enumerable.Range(0, 12).Select(index => new Join(new JoinParams($"{index}", rate), shared.Text).Text)]);
        }
        var log = await bench.MakeAsync(Target(1));
        Evict(bench, log, "Write a", "Join shared");
        var after = await bench.MakeAsync(Target(2));
        Assert.Equal(15, after.Ran.Count);
        Assert.Equal(15, after.Ran.Distinct().Count());
    }

    [Fact]
    public async Task An_evicted_stage_that_gives_other_bytes_is_told_and_what_follows_is_brought_up_to_date()
    {
        using var bench = new Bench();
        var runs = 0;
        Task Work(StageRun run, Artifact<Words> text, CancellationToken cancel) => File.WriteAllTextAsync(run[text], $"run {++runs}", cancel);
        Join Target(double rate)
        {
            var unsteady = new Custom(new JoinParams("unsteady"), Work);
            return new Join(new JoinParams("end"), new Join(new JoinParams("kept"), unsteady.Text).Text, new Join(new JoinParams("changed", rate), unsteady.Text).Text);
        }
        var log = await bench.MakeAsync(Target(1));
        Evict(bench, log, "Custom unsteady");
        var target = Target(2);
        var after = await bench.MakeAsync(target);
        Assert.Contains(after.Warnings, warning => warning.Contains("not deterministic", StringComparison.Ordinal));
        Assert.Contains("kept\n0.0002\nrun 2", after.Read(target.Text), StringComparison.Ordinal);
        Assert.Contains("changed\n2\nrun 2", after.Read(target.Text), StringComparison.Ordinal);
        Assert.Empty((await bench.MakeAsync(Target(2))).Ran);
    }

    [Fact]
    public async Task A_target_is_proven_by_its_deep_key_where_its_ancestors_left_no_trace()
    {
        using var bench = new Bench();
        var log = await bench.MakeAsync(Chain());
        foreach (var (node, result) in log.Report!.Results.Where(pair => pair.Key.Label != "Join end"))
        {
            File.Delete(Path.Combine(bench.StoreFolder, "manifests", result.Key + ".json"));
            File.Delete(bench.Store.ObjectPath(result.Outputs[0].Digest));
            Assert.NotNull(node);
        }
        bench.Reopen();
        Assert.All(bench.Plan(Chain()).Stages, stage => Assert.Equal(Standing.Current, stage.Standing));
        var after = await bench.MakeAsync(Chain());
        Assert.Empty(after.Ran);
        Assert.Equal(["Join end"], after.Skipped);
        Assert.Equal(["Write a", "Join first", "Join second", "Join end"], (await bench.MakeAsync(Chain(endRate: 1e-4))).Ran);
    }

    [Theory]
    [InlineData("")]
    [InlineData("garbled")]
    public async Task A_lost_index_is_made_again_from_the_manifests(string content)
    {
        using var bench = new Bench();
        var log = await bench.MakeAsync(Chain());
        foreach (var result in log.Report!.Results.Where(pair => pair.Key.Label is "Write a" or "Join first").Select(pair => pair.Value)) File.Delete(Path.Combine(bench.StoreFolder, "manifests", result.Key + ".json"));
        bench.Reopen();
        File.WriteAllText(Path.Combine(bench.StoreFolder, "index.txt"), content);
        Assert.Empty((await bench.MakeAsync(Chain())).Ran);
    }

    [Fact]
    public async Task A_deep_key_is_learnt_anew_where_a_changed_ancestor_gave_the_same_bytes()
    {
        using var bench = new Bench();
        Join Target(string text) => new(new JoinParams("end"), new Letters(new Write(new WriteParams(text)).Text).Text);
        await bench.MakeAsync(Target("one 1"));
        var cutOff = await bench.MakeAsync(Target("one 2"));
        Assert.Equal(["Write one 2", "Letters"], cutOff.Ran);   // the shallow key of the end is as it was, the deep one is another
        foreach (var result in cutOff.Report!.Results.Where(pair => pair.Key.Label != "Join end").Select(pair => pair.Value)) File.Delete(Path.Combine(bench.StoreFolder, "manifests", result.Key + ".json"));
        bench.Reopen();
        Assert.Empty((await bench.MakeAsync(Target("one 2"))).Ran);
        Assert.Empty((await bench.MakeAsync(Target("one 1"))).Ran);
        Assert.NotEmpty((await bench.MakeAsync(Target("one 3"))).Ran);
    }

    [Fact]
    public async Task A_deep_key_proves_nothing_of_an_export_that_was_edited()
    {
        using var bench = new Bench();
        Join Target() => new(new JoinParams("end"), new CountPages(new PublishPages(new PublishParams(2, "datasets/toy/raw")).Pages).Text);
        var log = await bench.MakeAsync(Target());
        File.AppendAllText(bench.PathOf("datasets/toy/raw/page0.txt"), " edited");
        foreach (var result in log.Report!.Results.Where(pair => pair.Key.Label != "Join end").Select(pair => pair.Value)) File.Delete(Path.Combine(bench.StoreFolder, "manifests", result.Key + ".json"));
        bench.Reopen();
        Assert.NotEqual(Standing.Current, bench.Plan(Target()).Stages[^1].Standing);
    }

    private static Join Chain(double endRate = 2e-4) =>
        new(new JoinParams("end", endRate), new Join(new JoinParams("second"), new Join(new JoinParams("first"), new Write(new WriteParams("a")).Text).Text).Text);

    private static void Evict(Bench bench, Log log, params string[] labels)
    {
        foreach (var result in log.Report!.Results.Where(pair => labels.Contains(pair.Key.Label)).Select(pair => pair.Value))
            foreach (var output in result.Outputs) File.Delete(bench.Store.ObjectPath(output.Digest));
    }

    private static IEnumerable<string> Sorted(IEnumerable<string> labels) => labels.OrderBy(label => label switch { "Join heavy" => "M", "Join end" => "Z", "Letters" => "B", _ => "A" }, StringComparer.Ordinal);
}
