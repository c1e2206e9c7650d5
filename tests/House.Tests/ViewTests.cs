using Steering.Build.Views;
using Steering.Flow;
using Steering.Flow.Tests;

namespace Steering.House.Tests;

/// <summary>What Plan, Why and Explain print, on a toy table whose clock is ours.</summary>
public sealed class ViewTests : IDisposable
{
    private readonly FakeClock _clock = new();
    private readonly Bench _bench;

    public ViewTests() => _bench = new Bench { Clock = _clock, Capacity = new Capacity(1, 1L << 30) };

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task A_plan_is_told_by_groups_with_reasons_times_and_the_longest_chain()
    {
        await _bench.MakeAsync(TimedTable.Make(_clock));
        Assert.Equal("""
            Timed: 5 of 10 stages would run.

              stages          n  why                                   time p50         p90  memory p50  p90  from
              Train A seed *  2  rate 0.002 → 0.005                  3 min 00 s  3 min 00 s                   2 runs, other rates
              Score A seed *  2  because Train A seed * will change        10 s        10 s                   1 run, its own
              Table timed     1  because Train A seed * will change       0.0 s       0.0 s                   1 run, its own

              Time on 2 cores and 4.0 GiB: 1 min 35 s (p50), 1 min 35 s (if every stage takes its p90)
              Longest chain: 1 min 35 s through Train A seed 1 (1 min 30 s) → Score A seed 1 (5.0 s)
              What only follows others runs if what it reads comes out changed.

            """, Plan(rate: 5e-3, isFull: false));
    }

    [Fact]
    public void A_plan_without_history_says_so()
    {
        var text = Plan(rate: 2e-3, isFull: true);
        Assert.Contains("Score B seed 2  1  never ran         ?    ?                   no history", text, StringComparison.Ordinal);
        Assert.EndsWith("\n\n  How long it takes is not known: no stage of these kinds ever ran here.\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plan_with_nothing_to_run_is_one_line()
    {
        await _bench.MakeAsync(TimedTable.Make(_clock));
        Assert.Equal("Timed is up to date: 10 stages, nothing to run.\n", Plan(rate: 2e-3, isFull: false));
    }

    [Fact]
    public async Task Why_tells_each_root_once_then_what_is_current_since_when()
    {
        await _bench.MakeAsync(TimedTable.Make(_clock));
        Assert.Equal("""
            Train A seed * ×2 will run:
                rate 0.002 → 0.005
                -> Score A seed * ×2, because of it
                -> Table timed, because of it
            Data set is current since 2026-01-01 08:00 UTC, the first result
            Train B seed * ×2 are current since 2026-01-01 08:05 UTC, the first results
            Score B seed * ×2 are current since 2026-01-01 08:06 UTC, the first results

            """, Why(5e-3, "*"));
        _clock.Advance(600);
        await _bench.MakeAsync(TimedTable.Make(_clock, rateOfA: 5e-3));
        Assert.Equal("""
            Score A seed * ×2 are current since 2026-01-01 08:20 UTC. What had changed then:
                Train A seed *: rate 0.002 → 0.005

            """, Why(5e-3, "timed:A/Score"));
    }

    [Fact]
    public async Task Explain_tells_value_seeds_cost_commands_and_the_chain_of_keys()
    {
        await _bench.MakeAsync(TimedTable.Make(_clock));
        var text = Explain(2e-3);
        Assert.Equal("""
            timed:A/Score: 32.0 [1.0, 99.0], n 2
              scored by   letters of the text
              seed 1      32.0   Score A seed 1, ########
              seed 2      32.0   Score A seed 2, ########
              cost        3 min 40 s of one core in 5 runs, at most ? (not measured) in one
              made by     test
              make again  ./build.sh 'timed:A/Score'

              run             key       when                        time  memory  host  commit  state
              Data set        ########  2026-01-01 08:00 UTC        30 s          HOST          current
              Train A seed 1  ########  2026-01-01 08:00 UTC  1 min 30 s          HOST          current
              Score A seed 1  ########  2026-01-01 08:06 UTC       5.0 s          HOST          current
              Train A seed 2  ########  2026-01-01 08:05 UTC  1 min 30 s          HOST          current
              Score A seed 2  ########  2026-01-01 08:06 UTC       5.0 s          HOST          current


            """, text);
        Assert.Contains("(not current: --target Why tells what changed)", Explain(5e-3), StringComparison.Ordinal);
    }

    [Fact]
    public void Stages_that_measure_are_named_and_not_made_again() =>
        Assert.Equal("Not made again, since it measures the machine: Measures.", Steering.Build.Chores.VerifyChore.Exempt(Graph.Of(new Measures()).Nodes));

    private string Plan(double rate, bool isFull)
    {
        var plan = _bench.Plan(TimedTable.Make(_clock, rate));
        return Printed(page => PlanView.Print(page, "Timed", plan, Costs.Of(plan).Of, new Capacity(2, 4L << 30), isFull));
    }

    private string Why(double rate, string selector)
    {
        var graph = Graph.Of(TimedTable.Make(_clock, rate));
        var groups = PlanGroups.Of(Flow.Plan.Make(_bench.Context, graph));
        return Printed(page => WhyView.Print(page, groups, graph.Select(selector), isFull: false));
    }

    /// <summary>Keys and the host's name differ from machine to machine.</summary>
    private string Explain(double rate)
    {
        var whole = Graph.Of(TimedTable.Make(_clock, rate));
        var selection = whole.Choose("timed:A/Score");
        var graph = whole.UpTo(selection.Nodes);
        var story = CellStory.Of(_bench.Context, graph, Flow.Plan.Make(_bench.Context, graph), selection.Cells[0]);
        var text = Printed(page => StoryView.Print(page, story, "./build.sh 'timed:A/Score'"));
        foreach (var link in story.Chain.Where(link => link.Result is not null)) text = text.Replace(link.Result!.Key[..8], "########", StringComparison.Ordinal);
        var (host, width) = (Environment.MachineName, Math.Max(Environment.MachineName.Length, "host".Length));
        return text.Replace(host.PadRight(width), "HOST", StringComparison.Ordinal).Replace("host".PadRight(width), "host", StringComparison.Ordinal);
    }

    private static string Printed(Action<TextWriter> print)
    {
        using var page = new StringWriter { NewLine = "\n" };
        print(page);
        return page.ToString();
    }
}
