using System.Text.Json;
using Steering.Data.Sources;
using Steering.Evaluation;
using Steering.Evaluation.Benchmarks;

namespace Steering.Tests;

public sealed class ScienceQaTests
{
    private const string Folder = "scorers/scienceqa";

    [GoldenFact(Folder)]
    public void Every_case_is_read_and_counted_as_the_original_does()
    {
        var scores = Score();
        var items = scores.Items.ToDictionary(item => item.Id);
        var lines = ScorerFiles.Lines("scienceqa", "cases.jsonl");
        Assert.Equal(lines.Count, items.Count);
        foreach (var line in lines)
        {
            var item = items[line.Text("question_id")];
            Assert.Equal(line.Text("parsed"), item.Letter ?? "FAILED");
            Assert.Equal(line.GetProperty("predicted_index").GetInt32(), item.Index);
            Assert.Equal(line.GetProperty("correct").GetBoolean(), item.Correct);
            Assert.Equal(line.GetProperty("multimodal").GetBoolean(), item.HasImage);
        }
    }

    [GoldenFact(Folder)]
    public void Accuracy_and_image_accuracy_are_the_original_s()
    {
        var expected = ScorerFiles.Expected("scienceqa");
        var scores = Score();
        ScorerFiles.Close(expected.Number("accuracy"), scores.Accuracy);
        ScorerFiles.Close(expected.Number("image_accuracy"), scores.ImageAccuracy);
        Assert.Equal(
            new[] { "correct", "count", "image_correct", "image_count" }.Select(name => expected.GetProperty(name).GetInt32()),
            [scores.Correct, scores.Items.Count, scores.ImageCorrect, scores.ImageCount]);
    }

    [GoldenFact(Folder)]
    public void Where_the_original_stops_there_is_a_reason_and_no_number()
    {
        foreach (var scenario in ScorerFiles.Expected("scienceqa").GetProperty("degenerate").EnumerateObject())
        {
            var error = Assert.Throws<InvalidDataException>(() => Score(scenario.Name));
            Assert.True(error.Message.Length > 40, error.Message);
        }
    }

    [GoldenFact(Folder)]
    public void Graded_samples_agree_with_the_cases()
    {
        var benchmark = new ScienceQaImg();
        var samples = ScienceQaFiles.Read(ScorerFiles.At("scienceqa", "files", "problems.json"), ScorerFiles.At("scienceqa", "files", "pid_splits.json"), "test")
            .ToDictionary(sample => sample.Id);
        var graded = new List<Graded>();
        foreach (var line in ScorerFiles.Lines("scienceqa", "cases.jsonl"))
        {
            var sample = samples[line.Text("question_id")];
            if (line.GetProperty("prediction").ValueKind == JsonValueKind.Null) continue;
            Assert.Equal(line.GetProperty("correct").GetBoolean() ? 1 : 0, benchmark.Grade(sample, line.Text("prediction")));
            if (line.GetProperty("multimodal").GetBoolean()) graded.Add(benchmark.GradeOne(sample, line.Text("prediction")));
        }
        ScorerFiles.Close(ScorerFiles.Expected("scienceqa").Number("image_accuracy"), benchmark.Sum(graded));
    }

    private static ScienceQaScores Score(params string[] scenario) => ScienceQaImg.Score(
        ScienceQaFiles.ReadProblems(
            ScorerFiles.At(["scienceqa", "files", .. scenario, "problems.json"]), ScorerFiles.At(["scienceqa", "files", .. scenario, "pid_splits.json"]), "test"),
        LlavaQuestions.ReadAnswers(ScorerFiles.At(["scienceqa", "files", .. scenario, "answers.jsonl"])));
}
