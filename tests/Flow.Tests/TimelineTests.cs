namespace Steering.Flow.Tests;

public sealed class TimelineTests
{
    [Fact]
    public async Task A_run_is_written_down_as_it_goes()
    {
        var clock = new FakeClock();
        using var bench = new Bench { Clock = clock, Capacity = new Capacity(1, 1L << 30) };
        var report = (await bench.MakeAsync(TimedTable.Make(clock))).Report!;
        var timeline = Timeline.Read(report.Journal!)!;
        Assert.Equal((FakeClock.Dawn, "test", 410.0, true), (timeline.Begun, timeline.CommandLine, timeline.Seconds, timeline.IsEnded));
        Assert.Equal(report.Ran.Select(node => node.Label), timeline.Turns.Select(turn => turn.Label));
        Assert.All(timeline.Turns, turn => Assert.Equal((0, TurnEnd.Finished), (turn.Lane, turn.How)));
        Assert.Equal(("Data", 0.0, 30.0), (timeline.Turns[0].Kind, timeline.Turns[0].Start, timeline.Turns[0].End));
        Assert.Equal(timeline, Timeline.Last(bench.Store)! with { Turns = timeline.Turns });
    }

    [Fact]
    public async Task A_run_with_nothing_to_do_is_not_written_down()
    {
        using var bench = new Bench();
        await bench.MakeAsync(new Write(new WriteParams("a")));
        Assert.Null((await bench.MakeAsync(new Write(new WriteParams("a")))).Report!.Journal);
        Assert.Single(Directory.GetFiles(Path.Combine(bench.StoreFolder, "runs")));
    }

    [Fact]
    public async Task Stages_at_the_same_time_have_lanes_of_their_own_and_a_failure_is_marked()
    {
        using var bench = new Bench { Capacity = new Capacity(2, 1L << 30) };
        var running = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Custom Fails() => new(new JoinParams("fails"), async (_, _, cancel) =>
        {
            await running.Task.WaitAsync(cancel);
            throw new InvalidOperationException("the toy is broken");
        });
        var endless = new Custom(new JoinParams("endless"), async (_, _, cancel) =>
        {
            running.SetResult();
            await Task.Delay(Timeout.Infinite, cancel);
        });
        var (report, _) = await bench.BuildAsync(Fails(), endless);
        var timeline = Timeline.Read(report.Journal!)!;
        Assert.Equal([0, 1], timeline.Turns.Select(turn => turn.Lane).Order());
        Assert.Equal(TurnEnd.Failed, timeline.Turns.Single(turn => turn.Label == "Custom fails").How);
        Assert.Equal(TurnEnd.Stopped, timeline.Turns.Single(turn => turn.Label == "Custom endless").How);
        var states = States.Of(bench.Plan(Fails()), timeline);
        Assert.Equal(NodeState.Failed, Assert.Single(states).Value);
    }

    [Fact]
    public async Task A_journal_that_a_kill_cut_short_is_read_as_far_as_it_goes()
    {
        var clock = new FakeClock();
        using var bench = new Bench { Clock = clock, Capacity = new Capacity(1, 1L << 30) };
        var file = (await bench.MakeAsync(TimedTable.Make(clock))).Report!.Journal!;
        var text = File.ReadAllText(file);
        for (var length = text.Length; length > 0; length -= 37)
        {
            File.WriteAllText(file, text[..length]);
            if (Timeline.Read(file) is not { } timeline) continue;
            Assert.All(timeline.Turns, turn => Assert.InRange(turn.End, turn.Start, timeline.Seconds));
            if (!timeline.IsEnded) Assert.InRange(timeline.Turns.Count(turn => turn.How == TurnEnd.Stopped), 0, 1);
        }
    }

    [LinuxFact]
    public async Task A_killed_process_leaves_what_it_did()
    {
        var root = Directory.CreateTempSubdirectory("flow-").FullName;
        try
        {
            using (var host = new HostProcess(root, "lingering"))
            {
                await host.SeesAsync("started Join lingering");
                host.KillAlone();
            }
            var timeline = Timeline.Read(Assert.Single(Directory.GetFiles(Path.Combine(root, "results", "store", "runs"))))!;
            Assert.False(timeline.IsEnded);
            Assert.Equal(TurnEnd.Stopped, timeline.Turns.Single(turn => turn.Label == "Join lingering").How);
            Assert.Contains(timeline.Turns, turn => turn.Label == "Join table" && turn.How == TurnEnd.Finished);
        }
        finally { Directory.Delete(root, recursive: true); }
    }

    [Fact]
    public void A_chart_of_a_run_names_its_stages_lanes_kinds_and_seconds()
    {
        var svg = TimelineSvg.Draw(new Timeline(FakeClock.Dawn, "./build.sh --set 'a<b'", 100,
        [
            new TimelineTurn("Train A", "Train", 0, 0, 60, TurnEnd.Finished), new TimelineTurn("Train B", "Train", 1, 0, 50, TurnEnd.Failed), new TimelineTurn("Score A", "Score", 0, 60, 100, TurnEnd.Stopped),
        ], IsEnded: false));
        var page = System.Xml.Linq.XDocument.Parse(svg);
        var texts = page.Descendants().Where(element => element.Name.LocalName == "text").Select(element => element.Value).ToList();
        foreach (var text in (string[])["Last run: 3 stages in 1 min 40 s, not ended", "lane 1", "lane 2", "Train A", "Score A", "Train ×2, 1 min 50 s", "Score ×1, 40 s", "0 s", "30 s", "1:30"]) Assert.Contains(text, texts);
        var bars = page.Descendants().Where(element => element.Attribute("class")?.Value.StartsWith("bar", StringComparison.Ordinal) == true).ToList();
        Assert.Equal(["bar", "bar broken", "bar cut"], bars.Select(bar => bar.Attribute("class")!.Value));
        Assert.Contains("Train B: 50 s from 0.0 s, failed", bars[1].Value, StringComparison.Ordinal);
    }
}
