using Cake.Core;
using Cake.Core.Diagnostics;
using Cake.Frosting;
using Microsoft.Extensions.DependencyInjection;

namespace Steering.StandIns.Tests;

/// <summary>The behaviours of Cake.Frosting that the host relies on; they hold for the package and for its stand-in.</summary>
public sealed class FrostingTests
{
    private readonly Journal _journal = new();
    private readonly Log _log = new();

    [Fact]
    public void Without_a_target_Default_runs()
    {
        Assert.Equal(0, Run());
        Assert.Equal(["default"], _journal.Lines);
    }

    [Fact]
    public void Dependencies_run_first_and_reverse_dependencies_too()
    {
        Assert.Equal(0, Run("--target", "bake"));
        Assert.Equal("bake", _journal.Lines[2]);
        Assert.Equal(["mix", "preheat"], _journal.Lines.Take(2).Order(StringComparer.Ordinal));
        Assert.Equal("finally", _journal.Lines[3]);
    }

    [Fact]
    public void A_task_registered_by_the_context_is_a_target_like_any_other()
    {
        Assert.Equal(0, Run("--target=FromData"));
        Assert.Equal("from data", _journal.Lines[^1]);
        Assert.Contains("mix", _journal.Lines);
    }

    [Fact]
    public void Exclusive_leaves_the_dependencies_out()
    {
        Assert.Equal(0, Run("-t", "Bake", "--exclusive"));
        Assert.Equal(["bake", "finally"], _journal.Lines);
    }

    [Fact]
    public void Several_targets_all_run()
    {
        Assert.Equal(0, Run("--target", "Mix", "--target", "Default"));
        Assert.Equal(["default", "mix"], _journal.Lines.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_task_that_need_not_run_is_skipped()
    {
        var busy = new Journal { Busy = true };
        Assert.Equal(0, Host(busy).Run(["--target", "Bake"]));
        Assert.DoesNotContain("preheat", busy.Lines);
        Assert.Contains("bake", busy.Lines);
    }

    [Fact]
    public void A_target_that_must_not_run_is_an_error()
    {
        Assert.Equal(-1, Host(new Journal { Busy = true }).Run(["--target", "Preheat"]));
        Assert.Contains(_log.Errors, line => line.Contains("Preheat", StringComparison.Ordinal));
    }

    [Fact]
    public void An_exception_is_logged_ends_the_run_and_becomes_minus_one()
    {
        Assert.Equal(-1, Run("--target", "Serve"));
        Assert.Equal(["finally"], _journal.Lines);
        Assert.Contains(_log.Errors, line => line.Contains("turn it down", StringComparison.Ordinal));
    }

    [Fact]
    public void After_an_error_that_may_be_ignored_the_run_goes_on()
    {
        Assert.Equal(0, Run("--target", "Scrape"));
        Assert.Equal(["scrape"], _journal.Lines);
    }

    [Fact]
    public void An_error_handler_swallows_the_exception()
    {
        Assert.Equal(0, Run("--target", "Handled"));
        Assert.Equal(["error handled"], _journal.Lines);
    }

    [Fact]
    public void Unknown_arguments_are_accepted_and_kept()
    {
        Assert.Equal(0, Run("--target", "Arguments", "--zoo", "tiny", "--zoo=small", "--flag"));
        Assert.Equal(["zoo=tiny+small flag=True"], _journal.Lines);
    }

    [Fact]
    public void An_unknown_target_is_an_error_that_names_it()
    {
        Assert.Equal(-1, Run("--target", "Tabel1"));
        Assert.Contains(_log.Errors, line => line.Contains("Tabel1", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("--dryrun")]
    [InlineData("--tree")]
    [InlineData("--description")]
    public void Listings_run_nothing(string option)
    {
        Assert.Equal(0, Run("--target", "Bake", option));
        Assert.Empty(_journal.Lines);
    }

    [Fact]
    public void A_task_of_another_context_is_left_out_with_a_warning()
    {
        Assert.Equal(-1, Run("--target", "Stranger"));
        Assert.Contains(_log.Lines, line => line.Contains("OtherContext", StringComparison.Ordinal));
    }

    [Fact]
    public void Lifetimes_run_around_the_run_and_around_each_task()
    {
        Assert.Equal(0, Host(_journal).UseLifetime<Around>().UseTaskLifetime<AroundEach>().Run(["--target", "Mix"]));
        Assert.Equal(["setup Mix", "> Mix", "mix", "< Mix", "teardown after success"], _journal.Lines);
    }

    [Fact]
    public void Teardown_runs_after_a_failure_too()
    {
        Assert.Equal(-1, Host(_journal).UseLifetime<Around>().Run(["--target", "Burn"]));
        Assert.Equal("teardown after failure", _journal.Lines[^1]);
    }

    [Fact]
    public void An_unknown_verbosity_is_refused() => Assert.NotEqual(0, Run("--verbosity", "shouting"));

    private int Run(params string[] args) => Host(_journal).Run(args);

    private CakeHost Host(Journal journal) => new CakeHost()
        .AddAssembly(typeof(FrostingTests).Assembly)
        .ConfigureServices(services => services.AddSingleton(journal).AddSingleton<ICakeLog>(_log).AddSingleton<ICakeReportPrinter, NoReport>())
        .UseContext<JournalContext>();

    private sealed class Log : ICakeLog
    {
        public Verbosity Verbosity { get; set; }

        public List<string> Lines { get; } = [];

        public List<string> Errors { get; } = [];

        public void Write(Verbosity verbosity, LogLevel level, string format, params object[] args)
        {
            var line = args.Length == 0 ? format : string.Format(format, args);
            Lines.Add(line);
            if (level <= LogLevel.Error) Errors.Add(line);
        }
    }

    private sealed class NoReport : ICakeReportPrinter
    {
        public void Write(CakeReport report)
        {
        }

        public void WriteStep(string name, Verbosity verbosity)
        {
        }

        public void WriteLifeCycleStep(string name, Verbosity verbosity)
        {
        }

        public void WriteSkippedStep(string name, Verbosity verbosity)
        {
        }
    }
}
