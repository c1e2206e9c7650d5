using Steering.Build;

namespace Steering.House.Tests;

/// <summary>What the door lets in, and what it says to the rest.</summary>
public sealed class DoorTests
{
    [Theory]
    [InlineData("--target", "Tset", "'Tset'", "'Test'")]
    [InlineData("--zoo", "tinny", "'tinny'", "'tiny'")]
    [InlineData("--zooo", "tiny", "'--zooo'", "'--zoo'")]
    [InlineData("--cores", "none", "'none'", "whole number")]
    [InlineData("--memory", "8", "'8'", "8G")]
    [InlineData("--set", "rate", "'rate'", "path=value")]
    public void What_nobody_can_do_is_refused_with_its_name_and_what_was_perhaps_meant(string option, string value, string named, string offered)
    {
        var (code, error) = Knock(option, value);
        Assert.Equal(1, code);
        Assert.Contains(named, error, StringComparison.Ordinal);
        Assert.Contains(offered, error, StringComparison.Ordinal);
        Assert.Single(error.Trim().Split('\n'));
    }

    [Fact]
    public void A_chore_alone_is_refused_with_the_right_spelling()
    {
        var (code, error) = Knock("doctor");
        Assert.Equal(1, code);
        Assert.Contains("--target doctor", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("table1:LoRA/POPE", "table1:LoRA/POPE")]
    [InlineData("--for=table1:LoRA/POPE", "table1:LoRA/POPE")]
    [InlineData("--stage=Tune*", "stage:Tune*")]
    public void A_word_alone_and_the_options_for_and_stage_name_a_part_of_the_results(string word, string selector) =>
        Assert.Equal(selector, Options.From(Arguments.Parse(["--target", "Plan", word])).For);

    [Fact]
    public void An_option_without_its_value_is_refused()
    {
        var (code, error) = Knock("--zoo");
        Assert.Equal(1, code);
        Assert.Contains("--zoo NAME", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Targets_are_found_whatever_their_case() => Assert.Equal((0, ""), Knock("--target", "doctor"));

    [Fact]
    public void Any_failure_of_the_host_becomes_exit_code_1() => Assert.Equal(1, Door.Open(["--target", "Plan"], _ => -1));

    [Fact]
    public void Cake_is_told_only_what_is_its_own()
    {
        var options = Options.From(Arguments.Parse(["--target", "Plan", "--zoo", "tiny", "--verbosity=diagnostic", "--cores", "1", "-e"]));
        Assert.Equal(["--target=Plan", "--verbosity=diagnostic", "--exclusive"], options.ForCake);
        Assert.True(options.IsDiagnostic);
        Assert.Equal(1, options.Capacity.Cores);
    }

    [Fact]
    public void A_child_declares_what_its_parent_declared()
    {
        var options = Options.From(Arguments.Parse(["--seeds", "5", "--set", "lora.learningRate=1e-4", "--set=a.b=c=d"]));
        var child = Options.From(Arguments.Parse([.. options.ForChild()]));
        Assert.Equal((options.Zoo, options.Seeds), (child.Zoo, child.Seeds));
        Assert.Equal(options.Settings, child.Settings);
        Assert.Contains(new KeyValuePair<string, string>("a.b", "c=d"), child.Settings);
    }

    [Fact]
    public void The_help_page_names_every_target_and_option()
    {
        using var page = new StringWriter();
        HelpPage.Print(page);
        Assert.All(Targets.Names, name => Assert.Contains($"  {name} ", page.ToString(), StringComparison.Ordinal));
        Assert.All(Arguments.Known, option => Assert.Contains("--" + option.Name, page.ToString(), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Table1", "Table1", 0)]
    [InlineData("table1", "TABLE1", 0)]
    [InlineData("Tabel1", "Table1", 2)]
    [InlineData("", "abc", 3)]
    public void Distance_counts_edits_and_not_case(string one, string other, int edits)
    {
        Assert.Equal(edits, Nearest.Distance(one, other));
        Assert.Equal(edits, Nearest.Distance(other, one));
    }

    [Theory]
    [InlineData(0.44, "0.4 s")]
    [InlineData(9.96, "10 s")]
    [InlineData(59.7, "1 min 00 s")]
    [InlineData(185, "3 min 05 s")]
    [InlineData(7629, "2 h 07 min")]
    public void Durations_are_for_people(double seconds, string text) => Assert.Equal(text, Summary.Duration(seconds));

    /// <summary>Standard error belongs to the process: the tests of this class, which alone use it, run one after another.</summary>
    private static (int Code, string Error) Knock(params string[] args)
    {
        var standard = Console.Error;
        using var error = new StringWriter();
        Console.SetError(error);
        try
        {
            return (Door.Open(args, _ => 0), error.ToString());
        }
        finally
        {
            Console.SetError(standard);
        }
    }
}
