namespace Steering.Flow.Tests;

/// <summary>A change of code may be accepted without a rerun, for a reason that stays on record.</summary>
public sealed class AcceptanceTests
{
    private static Join Target(double rate = 2e-4) => new(new JoinParams("end", rate), new Letters(new Write(new WriteParams("a")).Text).Text);

    [Fact]
    public async Task What_is_stale_for_its_code_alone_becomes_current_and_nothing_runs()
    {
        using var bench = new Bench();
        await bench.MakeAsync(Target());
        bench.Code = "code-2";
        var accepted = await AcceptAsync(bench, Target(), _ => true);
        Assert.Equal(3, accepted.Count);
        bench.Reopen();
        var target = Target();
        var after = await bench.MakeAsync(target);
        Assert.Empty(after.Ran);
        Assert.Equal("end\n0.0002\na", after.Read(target.Text));
    }

    [Fact]
    public async Task Reason_date_old_key_and_change_stand_in_the_manifest_and_in_Why()
    {
        using var bench = new Bench();
        await bench.MakeAsync(Target());
        var old = bench.Store.Manifests().Select(manifest => manifest.Key).ToHashSet();
        bench.Code = "code-2";
        await AcceptAsync(bench, Target(), _ => true);
        bench.Reopen();
        var graph = Graph.Of(Target());
        foreach (var stage in Plan.Make(bench.Context, graph).Stages)
        {
            var accepted = Assert.Single(stage.Manifest!.Accepted!);
            Assert.Equal("another compiler", accepted.Reason);
            Assert.Contains(accepted.OldKey, old);
            Assert.DoesNotContain(stage.Manifest.Key, old);
            Assert.Equal("toys changed", accepted.Change);
            Assert.True(bench.Store.CodePrints.IsAccepted(stage.Manifest.Key));
            Assert.Contains(Why.Explain(bench.Context, graph, stage.Node), line => line.Contains("another compiler", StringComparison.Ordinal));
        }
        bench.Code = "code-3";
        await AcceptAsync(bench, Target(), _ => true);
        Assert.All(bench.Plan(Target()).Stages, stage => Assert.Equal(2, stage.Manifest!.Accepted!.Count));
    }

    [Fact]
    public async Task Only_the_chosen_stages_are_accepted()
    {
        using var bench = new Bench();
        await bench.MakeAsync(Target());
        bench.Code = "code-2";
        var accepted = await AcceptAsync(bench, Target(), node => node.Label.StartsWith("Write", StringComparison.Ordinal));
        Assert.Equal(["Write a"], accepted.Select(manifest => manifest.Label));
        Assert.Equal(2, bench.Plan(Target()).ToRun.Count());
    }

    [Fact]
    public async Task What_is_stale_for_another_reason_too_is_not_accepted()
    {
        using var bench = new Bench();
        await bench.MakeAsync(Target());
        bench.Code = "code-2";
        Assert.Equal(2, (await AcceptAsync(bench, Target(rate: 1e-4), _ => true)).Count);
        Assert.Equal(["Join end"], bench.Plan(Target(rate: 1e-4)).ToRun.Select(stage => stage.Node.Label));
        Assert.Empty(await AcceptAsync(bench, new Write(new WriteParams("never made")), _ => true));
    }

    [Fact]
    public async Task Without_a_reason_nothing_is_accepted()
    {
        using var bench = new Bench();
        await bench.MakeAsync(Target());
        bench.Code = "code-2";
        await Assert.ThrowsAsync<FlowException>(() => Acceptance.TakeAsync(bench.Context, Graph.Of(Target()), _ => true, " ", _ => { }, CancellationToken.None));
        Assert.Equal(3, bench.Plan(Target()).ToRun.Count());
    }

    [Fact]
    public async Task An_edited_export_of_an_accepted_result_still_counts_as_edited()
    {
        using var bench = new Bench();
        var stage = new Publish();
        await bench.MakeAsync(stage);
        bench.Write("results/page.txt", "edited by hand");
        bench.Code = "code-2";
        Assert.Single(await AcceptAsync(bench, new Publish(), _ => true));
        Assert.Empty((await bench.MakeAsync(new Publish())).Ran);
        Assert.Equal("edited by hand", File.ReadAllText(bench.PathOf("results/page.txt")));
    }

    [Fact]
    public async Task An_accepted_result_is_no_run_that_times_are_expected_from()
    {
        using var bench = new Bench();
        await bench.MakeAsync(Target());
        bench.Code = "code-2";
        await AcceptAsync(bench, Target(), _ => true);
        bench.Code = "code-3";
        var plan = bench.Plan(Target());
        Assert.All(plan.ToRun, stage => Assert.Equal(1, Costs.Of(plan).Of(stage.Node)!.Runs));
    }

    [Theory]
    [InlineData("method A changed, method B added, method C changed and 4 more", "method A changed, method B added and 5 more")]
    [InlineData("method A changed, method B added, method C changed", "method A changed, method B added and 1 more")]
    [InlineData("method A changed, method B added and 4 more", "method A changed, method B added and 4 more")]
    [InlineData("method A changed", "method A changed")]
    [InlineData("code changed (which part is not known: the earlier pieces are not in the store)", "code changed (which part is not known: the earlier pieces are not in the store)")]
    public void In_short_a_change_names_a_few_and_counts_the_others(string change, string told) =>
        Assert.Equal(told, new AcceptedCode("", DateTimeOffset.UnixEpoch, "", change, null).InShort(2));

    private static Task<IReadOnlyList<Manifest>> AcceptAsync(Bench bench, IStage target, Func<StageNode, bool> isMeant) =>
        Acceptance.TakeAsync(bench.Context, Graph.Of(target), isMeant, "another compiler", _ => { }, CancellationToken.None);

    /// <summary>Exports a page.</summary>
    private sealed class Publish() : Stage<Nothing>(new Nothing())
    {
        public Artifact<Words> Page => Export<Words>("results/page.txt");

        public override Task RunAsync(StageRun run, CancellationToken cancel) => File.WriteAllTextAsync(run[Page], "a page", cancel);
    }
}
