using System.Text.RegularExpressions;
using Spectre.Console;
using Steering.Build.Progress;
using Steering.Flow;
using Steering.Flow.Tests;

namespace Steering.House.Tests;

/// <summary>What a terminal shows of a run: the bars are really drawn, by the library that draws them for people.</summary>
public sealed class LiveProgressTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("steering-live").FullName;
    private readonly IAnsiConsole _console = AnsiConsole.Console;

    [Fact]
    public async Task A_terminal_shows_a_run_from_its_first_bar_to_its_last_without_an_error()
    {
        using var screen = new Screen();
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var waits = new Custom(new JoinParams("[waits]"), async (run, output, _) =>
        {
            while (!screen.Shows("Custom [waits]: half [done]") || !screen.Shows("1 of 2 stages"))
            {
                run.Progress.Report(0.5, "half [done]");
                await Task.Delay(5, patience.Token);
            }
            await File.WriteAllTextAsync(run[output], "seen", patience.Token);
        }, new Write(new WriteParams("one")).Text);
        var report = await RunAsync(screen, waits);
        report.ThrowIfFailed();
        Assert.Equal(2, report.Ran.Count);
        Assert.True(screen.Shows("2 of 2 stages to run"));
    }

    [Fact]
    public async Task A_terminal_names_the_stage_that_failed_and_the_error_is_the_stages_own()
    {
        using var screen = new Screen();
        var report = await RunAsync(screen, new Fail(new JoinParams("soon")));
        Assert.Equal("the toy is broken", Assert.Single(report.Failures).Error.Message);
        Assert.True(screen.Shows("✗ Fail soon"));
    }

    [Fact]
    public async Task A_terminal_shows_nothing_of_a_run_with_nothing_to_do()
    {
        using var screen = new Screen();
        using var unchanged = new Screen();
        _ = await RunAsync(screen, new Write(new WriteParams("one")));
        _ = await RunAsync(unchanged, new Write(new WriteParams("one")));
        Assert.Equal("", unchanged.ToString());
    }

    public void Dispose()
    {
        AnsiConsole.Console = _console;
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<RunReport> RunAsync(Screen screen, IStage target)
    {
        AnsiConsole.Console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.Yes, Interactive = InteractionSupport.Yes, ColorSystem = ColorSystemSupport.TrueColor, Out = new AnsiConsoleOutput(screen) });
        using var store = Store.Open(Path.Combine(_folder, "store"));
        var context = new FlowContext(store, _folder, _ => new CodePrint("code", new Dictionary<string, string>(StringComparer.Ordinal)));
        await using var progress = new LiveProgress(cores: 1);
        return await new Scheduler(context, new Capacity(1, 1L << 30), new InProcess(), new InProcess(), progress).RunAsync(Graph.Of(target), CancellationToken.None);
    }

    /// <summary>All that was written to a terminal, to be looked at while more is written.</summary>
    private sealed class Screen : StringWriter
    {
        private readonly Lock _gate = new();

        /// <summary>True when the text has stood there, colours aside.</summary>
        public bool Shows(string text) => Regex.Replace(ToString(), @"\x1b\[[0-9;?]*[A-Za-z]", "", RegexOptions.None, TimeSpan.FromSeconds(10)).Contains(text, StringComparison.Ordinal);

        public override void Write(char value)
        {
            lock (_gate) base.Write(value);
        }

        public override void Write(string? value)
        {
            lock (_gate) base.Write(value);
        }

        public override string ToString()
        {
            lock (_gate) return base.ToString();
        }
    }
}
