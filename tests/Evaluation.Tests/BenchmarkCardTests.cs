using Steering.Data;
using Steering.Evaluation;
using Steering.Evaluation.Benchmarks;

namespace Steering.Tests;

/// <summary>Law: every benchmark has a card, its worked gradings pass and its prompt is what is asked.</summary>
public sealed class BenchmarkCardTests
{
    private static IEnumerable<IBenchmark> All => typeof(IBenchmark).Assembly.GetExportedTypes()
        .Where(type => type.IsAssignableTo(typeof(IBenchmark)) && !type.IsAbstract)
        .Select(type => (IBenchmark)Activator.CreateInstance(type)!);

    public static TheoryData<string> Names => [.. All.Select(benchmark => benchmark.Name)];

    [Theory, MemberData(nameof(Names))]
    public void Every_worked_grading_passes(string name)
    {
        var (benchmark, card) = Open(name);
        Assert.InRange(card.Gradings.Count, 6, 12);
        foreach (var grading in card.Gradings)
        {
            var score = benchmark.Grade(grading.ToSample(), grading.Answer);
            Assert.True(Math.Abs(score - grading.Score) < 1e-9, $"'{grading.Answer}' against [{string.Join("; ", grading.Accepted)}]: {score}, the card says {grading.Score}");
        }
        Assert.NotEqual(card.Gradings.Max(grading => grading.Score), card.Gradings.Min(grading => grading.Score));
    }

    [Theory, MemberData(nameof(Names))]
    public void The_prompt_is_the_card_s(string name)
    {
        var (benchmark, card) = Open(name);
        var image = card.Prompt.Contains("<image>", StringComparison.Ordinal) ? "a.png" : null;
        var sample = new Sample { Id = "1", Image = image, Turns = [new Turn("what {is} it?", "A")], Answers = ["A"], Choices = ["fox", "a horse"], Category = "food" };
        var expected = card.Prompt.Replace("{choices}", "\nA. fox\nB. a horse", StringComparison.Ordinal).Replace("{list}", "fox, a horse", StringComparison.Ordinal).Replace("{category}", "food", StringComparison.Ordinal)
            .Replace("{question}", "what {is} it?", StringComparison.Ordinal);
        Assert.Equal(new Prompt(expected, image), benchmark.Ask(sample));
        Assert.True(benchmark.Takes(sample));
    }

    [Theory, MemberData(nameof(Names))]
    public void Any_part_of_the_answers_has_a_sum(string name)
    {
        var benchmark = Open(name).Benchmark;
        Assert.Equal(0, benchmark.Sum([]));
        Assert.Empty(benchmark.Beside([]));
        List<Graded> right = [.. (benchmark is Mme mme ? mme.Subtasks : ["x"]).Select(category => new Graded("1", "a", category, 1, "Yes"))];
        List<Graded> wrong = [.. right.Select(item => item with { Score = 0, Image = "b" })];
        Assert.Equal(benchmark.Highest, benchmark.Sum([.. right, .. right.Select(item => item with { Id = "2" })]), 1e-9);
        Assert.InRange(benchmark.Sum([.. right, .. wrong]), 1, benchmark.Highest - 1);
        Assert.Contains(benchmark.Beside(right), entry => entry.Name.StartsWith(right[0].Category, StringComparison.Ordinal) && entry.Value is >= 0 and <= 100);
    }

    [Fact]
    public void Names_differ() => Assert.Equal(All.Count(), All.Select(benchmark => benchmark.Name).Distinct().Count());

    private static (IBenchmark Benchmark, DatasetCard Card) Open(string name)
    {
        var benchmark = All.Single(benchmark => benchmark.Name == name);
        return (benchmark, DatasetCard.Read(Path.Combine(Golden.Repository, "datasets", benchmark.Dataset, "card.md")));
    }
}
