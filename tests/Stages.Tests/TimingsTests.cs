using Steering.Evaluation;

namespace Steering.Stages.Tests;

/// <summary>What is made of measured times.</summary>
public sealed class TimingsTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("timings-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Prompts_that_take_very_unlike_times_hide_no_small_difference_and_one_bad_round_makes_none()
    {
        var times = Toy((prompt, round, model) => model * 0.1 + (prompt == 3 && round == 1 && model == 0 ? 50 : 0));
        var difference = times.Sum(new Dictionary<string, double> { ["slow"] = 1, ["fast"] = -1 });
        Assert.Equal(0.1, difference.Mean, 2);
        Assert.Equal(Reporting.Verdict.Holds, difference.Above(0));
        Assert.Equal(Reporting.Verdict.Fails, difference.Above(0.2));
        Assert.Equal(20, difference.N);
        Assert.Equal(Reporting.Verdict.Undecided, Toy((prompt, _, model) => model * (prompt % 2 == 0 ? 0.1 : -0.09)).Sum(new Dictionary<string, double> { ["slow"] = 1, ["fast"] = -1 }).Above(0));
    }

    [Fact]
    public void A_file_gives_back_what_was_written()
    {
        var path = Path.Combine(_folder.FullName, "times.csv");
        var times = Toy((_, _, model) => model);
        Timings.Write(path, [new("fast", new Peft.ConnectorOnly(), IsMerged: false), new("slow", new Peft.ConnectorOnly(), IsMerged: false)], times.Lines);
        var read = Timings.Read(path);
        Assert.Equal(times.Models, read.Models);
        Assert.Equal(times.Lines.Select(line => (line.Prompt, line.Round)), read.Lines.Select(line => (line.Prompt, line.Round)));
        Assert.All(times.Lines.Zip(read.Lines), pair => Assert.Equal(pair.First.Milliseconds[1], pair.Second.Milliseconds[1], 4));
        Assert.StartsWith("Prompt,Round,fast,slow", File.ReadAllLines(path)[0], StringComparison.Ordinal);
    }

    /// <summary>Twenty prompts of 10 to 200 ms in four rounds of uneven speed, which both models meet.</summary>
    private static Timings Toy(Func<int, int, int, double> beyond) => new(
        ["fast", "slow"],
        [
            .. from round in Enumerable.Range(0, 4)
               from prompt in Enumerable.Range(0, 20)
               select new PromptTimes($"{prompt}", round, [.. Enumerable.Range(0, 2).Select(model => (10 * (prompt + 1)) + (3 * round) + (0.001 * (prompt % 5) * model) + beyond(prompt, round, model))]),
        ]);
}
