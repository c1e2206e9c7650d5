using System.Text.Json;

namespace Steering.Flow.Tests;

public sealed class CostsTests
{
    private static readonly FakeClock s_clock = new();

    [Fact]
    public void A_stage_is_expected_to_take_what_it_took_before()
    {
        var expected = Expected(Node("A", 2e-3, 1), Run("A", 2e-3, 1, 10), Run("A", 2e-3, 1, 30), Run("A", 2e-3, 1, 20), Run("A", 5e-3, 1, 500));
        Assert.Equal((Likeness.Same, 3, 20, 30), (expected!.Likeness, expected.Runs, expected.Seconds.P50, expected.Seconds.P90));
    }

    [Fact]
    public void Few_runs_of_its_own_are_joined_by_those_with_other_seeds_then_other_rates()
    {
        Assert.Equal(Likeness.OtherSeed, Expected(Node("A", 2e-3, 4), Run("A", 2e-3, 1, 10), Run("A", 2e-3, 2, 11), Run("A", 2e-3, 3, 12), Run("A", 3e-3, 3, 500))!.Likeness);
        var rates = Expected(Node("A", 9e-3, 1), Run("A", 2e-3, 1, 10), Run("A", 3e-3, 2, 11), Run("A", 4e-3, 3, 12), Run("B", 4e-3, 3, 900));
        Assert.Equal((Likeness.OtherRate, 3), (rates!.Likeness, rates.Runs));
    }

    [Fact]
    public void One_run_of_its_own_says_more_than_many_of_its_kind()
    {
        var expected = Expected(Node("A", 2e-3, 1), Run("A", 2e-3, 1, 10), Run("B", 2e-3, 1, 70), Run("C", 2e-3, 1, 80), Run("D", 2e-3, 1, 90));
        Assert.Equal((Likeness.Same, 1, 10), (expected!.Likeness, expected.Runs, expected.Seconds.P90));
        Assert.Equal(Likeness.SameKind, Expected(Node("A", 2e-3, 1), Run("B", 2e-3, 1, 70))!.Likeness);
    }

    [Fact]
    public void Without_history_nothing_is_expected() => Assert.Null(Expected(Node("A", 2e-3, 1)));

    [Fact]
    public void Runs_of_this_host_count_alone_where_there_are_some()
    {
        var expected = Expected(Node("A", 2e-3, 1), Run("A", 2e-3, 1, 10), Run("A", 2e-3, 1, 500, host: "elsewhere"));
        Assert.Equal((1, 10), (expected!.Runs, expected.Seconds.P50));
        Assert.Equal(500, Expected(Node("A", 2e-3, 1), Run("A", 2e-3, 1, 500, host: "elsewhere"))!.Seconds.P50);
    }

    [Fact]
    public void Memory_is_expected_of_those_that_were_measured()
    {
        var expected = Expected(Node("A", 2e-3, 1), Run("A", 2e-3, 1, 10), Run("A", 2e-3, 1, 10, peak: 7 << 20), Run("A", 2e-3, 1, 10, peak: 9 << 20));
        Assert.Equal(new Spread(7 << 20, 9 << 20), expected!.PeakBytes);
        Assert.Null(Expected(Node("A", 2e-3, 1), Run("A", 2e-3, 1, 10))!.PeakBytes);
    }

    [Theory]
    [InlineData(1, 420)]
    [InlineData(2, 230)]
    [InlineData(4, 135)]
    [InlineData(9, 135)]
    public void The_scheduler_is_played_through_on_the_slots_at_hand(int cores, double seconds)
    {
        using var bench = new Bench();
        var plan = bench.Plan(TimedTable.Make(s_clock));
        var makespan = Makespan.Of(plan, new Capacity(cores, 8L << 30), Seconds);
        Assert.Equal(seconds, makespan.Seconds);
        Assert.Equal(plan.Stages.Count, makespan.Turns.Count);
        Assert.Equal(Math.Min(cores, 4), makespan.Turns.Max(turn => turn.Lane) + 1);
        Assert.All(makespan.Turns.GroupBy(turn => turn.Lane), lane => Assert.All(lane.Zip(lane.Skip(1)), pair => Assert.True(pair.First.End <= pair.Second.Start)));
        Assert.Equal(["Data set", "Train A seed 1", "Score A seed 1", "Table timed"], makespan.CriticalPath.Select(node => node.Label));
    }

    [Fact]
    public async Task What_is_current_takes_no_time()
    {
        using var bench = new Bench { Clock = s_clock, Capacity = new Capacity(1, 1L << 30) };
        await bench.MakeAsync(TimedTable.Make(s_clock));
        var plan = bench.Plan(TimedTable.Make(s_clock, rateOfA: 5e-3));
        Assert.Equal(200, Makespan.Of(plan, new Capacity(1, 1L << 30), Seconds).Seconds);
        var costs = Costs.Of(plan);
        Assert.Equal(90, costs.Of(plan.ToRun.First(stage => stage.Node.Stage is Train).Node)!.Seconds.P50);
    }

    private static double Seconds(StageNode node) => node.Stage is TimedTable ? 10 : ((LabourParams)node.Stage.Parameters).Seconds;

    private static Expectation? Expected(StageNode node, params Manifest[] runs) => new Costs(runs, "here").Of(node);

    private static StageNode Node(string name, double rate, int seed) => Graph.Of(new Data(new LabourParams(name, 5, rate, seed), s_clock)).Nodes[0];

    private static Manifest Run(string name, double rate, int seed, double seconds, string host = "here", long? peak = null)
    {
        var node = Node(name, rate, seed);
        var key = StageKey.Of(node, [], new CodePrint("", new Dictionary<string, string>()), "cpu");
        using var parameters = JsonDocument.Parse(node.Params);
        return new Manifest(key.Hash(), node.Label, key, parameters.RootElement.Clone(), [], [],
            new RunRecord(FakeClock.Dawn, FakeClock.Dawn.AddSeconds(seconds), seconds, peak, host, "", "", 2, "cpu", 1, "", null));
    }
}
