using Steering.Build.Progress;
using Steering.Flow;

namespace Steering.House.Tests;

/// <summary>What a log shows of a run.</summary>
public sealed class ProgressTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("steering-progress").FullName;

    [Fact]
    public async Task A_log_tells_what_is_to_run_what_finished_and_how_many_are_done()
    {
        var log = await RunAsync(new Echo(new("one")), new Echo(new("two")));
        Assert.Contains("2 of 2 stages to run", log, StringComparison.Ordinal);
        Assert.Contains("finished Echo one", log, StringComparison.Ordinal);
        Assert.Contains("finished Echo two", log, StringComparison.Ordinal);
        Assert.Contains("(2 of 2)", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_with_nothing_to_do_is_silent()
    {
        _ = await RunAsync(new Echo(new("one")));
        Assert.Equal("", await RunAsync(new Echo(new("one"))));
    }

    [Fact]
    public async Task A_failed_stage_is_named()
    {
        var log = await RunAsync(new Echo(new("fail")));
        Assert.Contains("failed   Echo fail", log, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task<string> RunAsync(params IStage[] stages)
    {
        using var page = new StringWriter();
        using var store = Store.Open(Path.Combine(_folder, "store"));
        var context = new FlowContext(store, _folder, _ => new CodePrint("code", new Dictionary<string, string>(StringComparer.Ordinal)));
        await using (var progress = new PlainProgress(page, TimeProvider.System, cores: 1))
        {
            _ = await new Scheduler(context, new Capacity(1, 1L << 30), new InProcess(), new InProcess(), progress).RunAsync(Graph.Of(stages), CancellationToken.None);
        }
        return page.ToString();
    }

    public sealed record EchoParams(string Word);

    public sealed class Echo(EchoParams parameters) : Stage<EchoParams>(parameters)
    {
        public Artifact<string> Word => Output<string>("word.txt");

        public override string Label => $"Echo {Params.Word}";

        public override async Task RunAsync(StageRun run, CancellationToken cancel)
        {
            if (Params.Word == "fail") throw new FlowException("The word is 'fail'.");
            await File.WriteAllTextAsync(run[Word], Params.Word, cancel);
        }
    }
}
