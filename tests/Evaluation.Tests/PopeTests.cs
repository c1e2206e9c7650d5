using System.Text.Json;
using Steering.Data.Sources;
using Steering.Evaluation;
using Steering.Evaluation.Benchmarks;

namespace Steering.Tests;

public sealed class PopeTests
{
    private const string Folder = "scorers/pope";
    private const double TinyLlavaEpsilon = 1e-6;
    private const string Mean = "_mean";

    public static TheoryData<string> Scenarios => [.. Golden.Cases("scorers/pope/files")];

    [GoldenTheory(Folder), MemberData(nameof(Scenarios))]
    public void Counts_and_scores_are_the_original_s(string scenario)
    {
        var expected = ScorerFiles.Expected("pope").GetProperty(scenario);
        var counts = Count(scenario);
        Assert.Equal(expected.EnumerateObject().Select(entry => entry.Name).Order(), counts.Keys.Order());
        foreach (var entry in expected.EnumerateObject())
        {
            var ours = counts[entry.Name];
            var theirs = entry.Value.GetProperty("counts");
            Assert.Equal(
                new[] { "tp", "fp", "tn", "fn" }.Select(name => theirs.GetProperty(name).GetInt32()),
                [ours.TruePositives, ours.FalsePositives, ours.TrueNegatives, ours.FalseNegatives]);
            Assert.Equal(entry.Value.GetProperty("answers").GetInt32(), ours.Answers);
            Check(entry.Value.GetProperty("defined"), ours.Scores());
            Check(entry.Value.GetProperty("with_epsilon"), ours.Scores(TinyLlavaEpsilon));
            var official = entry.Value.GetProperty("official");
            if (official.TryGetProperty("raises", out _)) Assert.Contains("0/0", Assert.Throws<DivideByZeroException>(() => ours.OfficialScores()).Message, StringComparison.Ordinal);
            else Check(official, ours.OfficialScores());
        }
    }

    [GoldenFact(Folder)]
    public void Every_answer_is_read_as_the_original_does()
    {
        var lines = ScorerFiles.Lines("pope", "cases.jsonl");
        Assert.NotEmpty(lines);
        foreach (var line in lines) Assert.Equal(line.Text("parsed"), Pope.SaysYes(line.Text("prediction")) ? "yes" : "no");
    }

    [GoldenFact(Folder)]
    public void The_column_is_the_mean_f1_of_the_categories()
    {
        var expected = ScorerFiles.Expected("pope");
        var means = expected.EnumerateObject().Where(entry => entry.Name.EndsWith(Mean, StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(means);
        foreach (var mean in means) CheckMean(mean.Name[..^Mean.Length], mean.Value);
    }

    private static void CheckMean(string scenario, JsonElement mean)
    {
        Check(mean, PopeScores.Mean([.. Count(scenario).Values.Select(counts => counts.Scores())]));
        var benchmark = new Pope();
        var graded = ScorerFiles.Lines("pope", "cases.jsonl").Where(line => line.Text("scenario") == scenario).Select(line => benchmark.GradeOne(
            new Data.Sample
            {
                Id = $"{line.Text("category")}-{line.GetProperty("question_id").GetInt64()}",
                Image = "x.jpg",
                Turns = [new Data.Turn("?", "")],
                Answers = [line.Text("label_by_position")],
                Category = line.Text("category"),
            },
            line.Text("prediction"))).ToList();
        ScorerFiles.Close(100 * mean.Number("f1"), benchmark.Sum(graded));
        ScorerFiles.Close(100 * mean.Number("accuracy"), benchmark.Beside(graded).Single(entry => entry.Name == "accuracy").Value);
    }

    private static IReadOnlyDictionary<string, PopeCounts> Count(string scenario) => Pope.Count(
        LlavaQuestions.Read(ScorerFiles.At("pope", "files", scenario, "llava_pope_test.jsonl")),
        LlavaQuestions.ReadAnswers(ScorerFiles.At("pope", "files", scenario, "answers.jsonl")),
        PopeFiles.FindCategories(ScorerFiles.At("pope", "files", scenario, "coco"))
            .ToDictionary(pair => pair.Key, pair => PopeFiles.ReadCategory(pair.Value)));

    private static void Check(JsonElement expected, PopeScores scores)
    {
        ScorerFiles.Close(expected.Number("accuracy"), scores.Accuracy);
        ScorerFiles.Close(expected.Number("precision"), scores.Precision);
        ScorerFiles.Close(expected.Number("recall"), scores.Recall);
        ScorerFiles.Close(expected.Number("f1"), scores.F1);
        ScorerFiles.Close(expected.Number("yes_ratio"), scores.YesRatio);
    }
}
