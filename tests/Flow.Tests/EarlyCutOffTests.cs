namespace Steering.Flow.Tests;

public sealed class EarlyCutOffTests
{
    [Fact]
    public async Task A_second_build_runs_nothing()
    {
        using var bench = new Bench();
        Join Target() => new(new JoinParams("all"), new Write(new WriteParams("a")).Text, new Write(new WriteParams("b")).Text);
        var first = await bench.MakeAsync(Target());
        bench.Reopen();
        var second = await bench.MakeAsync(Target());
        Assert.Equal(3, first.Ran.Count);
        Assert.Empty(second.Ran);
        Assert.Equal(3, second.Skipped.Count);
        Assert.True(second.Report!.IsSuccess);
    }

    [Fact]
    public async Task Unchanged_output_bytes_stop_a_rerun_from_spreading()
    {
        using var bench = new Bench();
        Join Target(string text) => new(new JoinParams("end"), new Letters(new Write(new WriteParams(text)).Text).Text);
        await bench.MakeAsync(Target("one 1"));
        var after = await bench.MakeAsync(Target("one 2"));
        Assert.Equal(["Write one 2", "Letters"], after.Ran);
        Assert.Equal(["Join end"], after.Skipped);
    }

    [Fact]
    public async Task Changing_one_parameter_reruns_its_stage_and_what_follows()
    {
        using var bench = new Bench();
        Join Target(double rate) => new(new JoinParams("end"), new Join(new JoinParams("middle", rate), new Write(new WriteParams("a")).Text).Text, new Write(new WriteParams("b")).Text);
        await bench.MakeAsync(Target(2e-4));
        var after = await bench.MakeAsync(Target(1e-4));
        Assert.Equal(["Join middle", "Join end"], after.Ran);
        var back = await bench.MakeAsync(Target(2e-4));
        Assert.Empty(back.Ran);
    }

    [Fact]
    public async Task Equal_stages_collapse_to_one_run()
    {
        using var bench = new Bench();
        Artifact<Words> Shared() => new Join(new JoinParams("shared"), new Write(new WriteParams("a")).Text).Text;
        var log = await bench.MakeAsync(new Join(new JoinParams("left"), Shared()), new Join(new JoinParams("right"), Shared()));
        Assert.Equal(4, log.Ran.Count);
        Assert.Single(log.Ran, "Join shared");
    }

    [Fact]
    public async Task Stages_whose_inputs_turn_out_equal_run_once()
    {
        using var bench = new Bench();
        var left = new Join(new JoinParams("same", MillisecondsOfWork: 50), new Letters(new Write(new WriteParams("one 1")).Text).Text);
        var right = new Join(new JoinParams("same", MillisecondsOfWork: 50), new Letters(new Write(new WriteParams("one 2")).Text).Text);
        var log = await bench.MakeAsync(left, right);
        Assert.Single(log.Ran, "Join same");
        Assert.Equal(log.Read(left.Text), log.Read(right.Text));
    }
}
