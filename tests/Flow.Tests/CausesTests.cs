namespace Steering.Flow.Tests;

public sealed class CausesTests
{
    [Fact]
    public async Task A_change_is_told_once_at_its_root_with_all_that_follow_from_it()
    {
        using var bench = await MadeAsync();
        var groups = PlanGroups.Of(bench.Plan(TimedTable.Make((FakeClock)bench.Clock, rateOfA: 5e-3)));
        var root = Assert.Single(groups.Roots);
        Assert.Equal(("Train A seed *", 2), (root.Name, root.Stages.Count));
        Assert.Equal(["rate 0.002 → 0.005"], root.Lines);
        Assert.Null(root.Since);
        Assert.Equal(["Train A seed *", "Score A seed *", "Table timed"], groups.Groups.Select(group => group.Name));
        Assert.Same(root, groups.Groups[0].Own);
        Assert.All(groups.Groups.Skip(1), group => Assert.Same(root, Assert.Single(group.Because)));
    }

    [Fact]
    public async Task A_change_that_has_run_already_is_traced_to_the_run_that_made_it()
    {
        using var bench = await MadeAsync();
        var clock = (FakeClock)bench.Clock;
        clock.Advance(60);
        var train = Graph.Of(TimedTable.Make(clock, rateOfA: 5e-3)).Select("Train A*").Select(node => node.Stage).ToArray();
        var ran = bench.Clock.GetUtcNow();
        await bench.MakeAsync(train);   // the training alone, as if the build had been stopped after it
        var plan = bench.Plan(TimedTable.Make(clock, rateOfA: 5e-3));
        var score = Assert.Single(PlanGroups.Of(plan).Groups, group => group.Name == "Score A seed *");
        var root = Assert.Single(score.Because);
        Assert.Equal("Train A seed *", root.Name);
        Assert.Equal(["rate 0.002 → 0.005"], root.Lines);
        Assert.Equal(ran.AddSeconds(90), root.Since);
    }

    [Fact]
    public async Task What_is_current_tells_since_when_and_what_had_changed_then()
    {
        using var bench = await MadeAsync();
        var clock = (FakeClock)bench.Clock;
        clock.Advance(60);
        await bench.MakeAsync(TimedTable.Make(clock, rateOfA: 5e-3));
        var plan = bench.Plan(TimedTable.Make(clock, rateOfA: 5e-3));
        var current = PlanGroups.Of(plan).CurrentOf(plan.Stages.Select(stage => stage.Node));
        Assert.Equal(["Data set", "Train A seed *", "Score A seed *", "Train B seed *", "Score B seed *", "Table timed"], current.Select(group => group.Name));
        Assert.Empty(current[0].Because);
        Assert.Equal(FakeClock.Dawn.AddSeconds(30), current[0].Since);
        Assert.Equal("Train A seed *", Assert.Single(current[2].Because).Name);
        Assert.Empty(current[4].Because);
    }

    [Fact]
    public async Task A_changed_source_is_a_root_of_its_own()
    {
        using var bench = new Bench();
        bench.Write("atlas/a.txt", "a");
        Join Target() => new(new JoinParams("all"), new CountPages(new Source<Words>("atlas")).Text);
        await bench.MakeAsync(Target());
        bench.Write("atlas/a.txt", "bb");
        var root = Assert.Single(PlanGroups.Of(bench.Plan(Target())).Roots);
        Assert.Equal("Count pages", root.Name);
        Assert.StartsWith("input atlas ", Assert.Single(root.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public void What_never_ran_is_compared_with_nothing()
    {
        using var bench = new Bench();
        var groups = PlanGroups.Of(bench.Plan(TimedTable.Make(new FakeClock())));
        Assert.Equal(["never ran"], Assert.Single(groups.Roots).Lines);
        Assert.All(groups.Groups, group => Assert.NotNull(group.Own));
    }

    [Theory]
    [InlineData("Tune LoRA seed *", "Tune LoRA seed 1", "Tune LoRA seed 2")]
    [InlineData("Tune * seed *", "Tune LoRA seed 1", "Tune FT seed 2")]
    [InlineData("Tune * seed 1", "Tune Connector only seed 1", "Tune FT seed 1")]
    [InlineData("Tune *", "Tune", "Tune FT")]
    [InlineData("*", "Tune FT", "Grade")]
    [InlineData("Probe", "Probe", "Probe")]
    public void Many_labels_share_one_name_that_selects_them(string glob, params string[] labels) => Assert.Equal(glob, Labels.Glob(labels));

    private static async Task<Bench> MadeAsync()
    {
        var clock = new FakeClock();
        var bench = new Bench { Clock = clock, Capacity = new Capacity(1, 1L << 30) };
        await bench.MakeAsync(TimedTable.Make(clock));
        return bench;
    }
}
