namespace Steering.Flow.Tests;

public sealed class PlanTests
{
    [Fact]
    public void A_plan_of_an_empty_store_says_that_nothing_ever_ran_and_writes_nothing()
    {
        using var bench = new Bench();
        var plan = bench.Plan(Target());
        Assert.All(plan.Stages, stage => Assert.Equal(["never ran"], stage.Reasons));
        Assert.Empty(Directory.GetFiles(Path.Combine(bench.StoreFolder, "manifests")));
    }

    [Fact]
    public async Task A_changed_parameter_is_told_in_words_and_followers_wait()
    {
        using var bench = new Bench();
        await bench.MakeAsync(Target());
        var plan = bench.Plan(Target(rate: 1e-4));
        Assert.Equal([Standing.Current, Standing.Stale, Standing.Waiting], plan.Stages.Select(stage => stage.Standing));
        Assert.Equal(["rate 2e-4 → 1e-4"], plan.Stages[1].Reasons);
        Assert.Equal(["follows 'Join middle'"], plan.Stages[2].Reasons);
        Assert.True(plan.ExpectedWorkSeconds > 0);
        Assert.InRange(plan.ExpectedWallSeconds(2), 0, plan.ExpectedWorkSeconds);
    }

    [Fact]
    public async Task A_changed_input_is_told_by_its_digests()
    {
        using var bench = new Bench();
        CountPages Counter() => new(new Source<Words>("atlas"));
        bench.Write("atlas/a.txt", "a");
        await bench.MakeAsync(Counter());
        bench.Write("atlas/a.txt", "b");
        var reason = Assert.Single(bench.Plan(Counter()).Stages[0].Reasons);
        Assert.Matches("^input atlas [0-9a-f]{8}… → [0-9a-f]{8}…$", reason);
    }

    [Fact]
    public async Task Why_of_a_current_stage_tells_what_made_it_run_last()
    {
        using var bench = new Bench();
        await bench.MakeAsync(Target());
        await bench.MakeAsync(Target(rate: 1e-4));
        var graph = Graph.Of(Target(rate: 1e-4));
        var lines = Why.Explain(bench.Context, graph, graph.Select("*middle")[0]);
        Assert.Contains("rate 2e-4 → 1e-4", lines);
    }

    [Fact]
    public async Task A_lost_object_of_a_target_is_the_reason()
    {
        using var bench = new Bench();
        var log = await bench.MakeAsync(Target());
        File.Delete(log.Report!.PathOf(log.Report.Ran[2].Outputs[0]));
        Assert.Equal(["its output joined.txt is gone from the store"], bench.Plan(Target()).Stages[2].Reasons);
        Assert.Equal(["Join end"], (await bench.MakeAsync(Target())).Ran);
    }

    [Fact]
    public void A_missing_source_is_told_before_anything_runs()
    {
        using var bench = new Bench();
        var error = Assert.Throws<FlowException>(() => bench.Plan(new CountPages(new Source<Words>("atlas/none"))));
        Assert.Contains("atlas/none does not exist; 'Count pages' reads it", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Selectors_choose_by_glob_and_offer_near_labels()
    {
        var graph = Graph.Of(Target());
        Assert.Equal(["Join middle", "Join end"], graph.Select("join*").Select(node => node.Label));
        Assert.Equal(["Write a", "Join end"], graph.Select("Write ?, *end").Select(node => node.Label));
        Assert.Contains("Near it: Join middle", Assert.Throws<FlowException>(() => graph.Select("Join midle")).Message, StringComparison.Ordinal);
        Assert.Equal(2, graph.UpTo(graph.Select("Join middle")).Nodes.Count);
    }

    [Fact]
    public void A_chain_of_ten_thousand_stages_is_walked_without_recursion()
    {
        var last = new Join(new JoinParams("0"));
        for (var link = 1; link < 10_000; link++) last = new Join(new JoinParams($"{link}"), last.Text);
        Assert.Equal(10_000, Graph.Of(last).Nodes.Count);
    }

    private static Join Target(double rate = 2e-4) =>
        new(new JoinParams("end"), new Join(new JoinParams("middle", rate), new Write(new WriteParams("a")).Text).Text);

    /// <summary>Inputs that change behind the constructor's back can make rings, of one stage or of several.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_stage_that_needs_its_own_output_is_refused(int stages)
    {
        var inputs = Enumerable.Range(0, stages).Select(_ => new List<IArtifact>()).ToArray();
        var ring = inputs.Select((list, at) => new Link(new JoinParams($"{at}"), list)).ToArray();
        for (var at = 0; at < stages; at++) inputs[at].Add(ring[(at + 1) % stages].Text);
        Assert.Contains("needs its own output", Assert.Throws<FlowException>(() => Graph.Of(ring[0])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_input_that_several_ways_lead_to_comes_once_and_first()
    {
        var root = new Link(new JoinParams("root"), []);
        var twig = new Link(new JoinParams("twig"), [root.Text]);
        var leaf = new Link(new JoinParams("leaf"), [twig.Text, root.Text, twig.Text]);
        Assert.Equal(["Link root", "Link twig", "Link leaf"], Graph.Of(leaf).Nodes.Select(node => node.Label));
    }

    private sealed class Link(JoinParams parameters, List<IArtifact> inputs) : Stage<JoinParams>(parameters, inputs)
    {
        public Artifact<Words> Text => Output<Words>("text.txt");

        public override string Label => $"Link {Params.Name}";

        public override Task RunAsync(StageRun run, CancellationToken cancel) => Task.CompletedTask;
    }
}
