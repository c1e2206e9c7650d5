namespace Steering.Flow.Tests;

public sealed class CellStoryTests
{
    [Fact]
    public async Task A_cell_tells_its_number_its_parts_and_every_run_behind_it()
    {
        using var bench = await MadeAsync();
        var story = Story(bench, 2e-3);
        Assert.True(story.IsCurrent);
        Assert.Equal(story.Cell.Sum([.. story.Parts.Select(part => bench.Store.PathOf(part.Link.Result!.Outputs[0], bench.Root))]), story.Number);
        Assert.Equal(["seed 1", "seed 2"], story.Parts.Select(part => part.Part.Name));
        Assert.Equal(story.Number!.Value, story.Parts.Average(part => part.Number!.Value));
        Assert.Equal(["Data set", "Train A seed 1", "Score A seed 1", "Train A seed 2", "Score A seed 2"], story.Chain.Select(link => link.Node.Label));
        Assert.Equal(30 + 2 * (90 + 5), story.CoreSeconds);
        Assert.Null(story.PeakMemoryBytes);
    }

    [Fact]
    public async Task A_stale_cell_tells_its_last_number_and_that_it_is_not_current()
    {
        using var bench = await MadeAsync();
        var (before, now) = (Story(bench, 2e-3), Story(bench, 5e-3));
        Assert.False(now.IsCurrent);
        Assert.Equal(before.Number, now.Number);
        Assert.Equal([Standing.Current, Standing.Stale, Standing.Waiting, Standing.Stale, Standing.Waiting], now.Chain.Select(link => link.Standing));
        Assert.Equal(before.Chain.Select(link => link.Result!.Key), now.Chain.Select(link => link.Result!.Key));
    }

    [Fact]
    public async Task A_cell_whose_results_are_gone_has_no_number()
    {
        using var bench = await MadeAsync();
        File.Delete(bench.Store.PathOf(Story(bench, 2e-3).Parts[1].Link.Result!.Outputs[0], bench.Root));
        var story = Story(bench, 2e-3);
        Assert.Null(story.Number);
        Assert.NotNull(story.Parts[0].Number);
        Assert.Null(story.Parts[1].Number);
    }

    [Fact]
    public void A_cell_that_never_ran_has_a_chain_without_results()
    {
        using var bench = new Bench { Clock = new FakeClock() };
        var story = Story(bench, 2e-3);
        Assert.Null(story.Number);
        Assert.All(story.Chain, link => Assert.Null(link.Result));
        Assert.Equal(0, story.CoreSeconds);
    }

    private static CellStory Story(Bench bench, double rate)
    {
        var whole = Graph.Of(TimedTable.Make((FakeClock)bench.Clock, rate));
        var selection = whole.Choose("timed:A/Score");
        var graph = whole.UpTo(selection.Nodes);
        return CellStory.Of(bench.Context, graph, Plan.Make(bench.Context, graph), Assert.Single(selection.Cells));
    }

    private static async Task<Bench> MadeAsync()
    {
        var clock = new FakeClock();
        var bench = new Bench { Clock = clock, Capacity = new Capacity(1, 1L << 30) };
        await bench.MakeAsync(TimedTable.Make(clock));
        return bench;
    }
}
