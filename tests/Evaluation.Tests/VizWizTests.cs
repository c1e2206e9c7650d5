using Steering.Data.Sources;
using Steering.Evaluation;
using Steering.Evaluation.Benchmarks;

namespace Steering.Tests;

public sealed class VizWizTests
{
    private const string Folder = "scorers/vizwiz";

    [GoldenFact(Folder)]
    public void Every_case_is_compared_and_scored_as_the_challenge_does()
    {
        var items = VizWiz.Score(Questions, Results).Items.ToDictionary(item => item.Question.Image);
        var lines = ScorerFiles.Lines("vizwiz", "cases.jsonl");
        Assert.Equal(items.Count, lines.Count);
        var benchmark = new VizWiz();
        var samples = VizWizFiles.Read(ScorerFiles.At("vizwiz", "files", "val.json")).ToDictionary(sample => sample.Id);
        var graded = new List<Graded>();
        foreach (var line in lines)
        {
            var image = line.Text("image");
            ScorerFiles.Close(line.Number("accuracy"), 100 * items[image].Accuracy);
            Assert.Equal(line.Text("prediction_processed"), Normalisation.VizWiz(line.Text("prediction")));
            Assert.Equal(line.Texts("answers"), samples[image].Answers);
            graded.Add(benchmark.GradeOne(samples[image], line.Text("prediction")));
            Assert.Equal(line.GetProperty("answerable").GetInt32() == 1, items[image].Question.IsAnswerable);
            // The same data under VQAv2's scorer, whose numbers differ.
            VqaAnswer[] numbered = [.. line.Texts("answers").Select((answer, i) => new VqaAnswer(answer, null, i + 1))];
            ScorerFiles.Close(line.Number("accuracy_vqa_scorer"), 100 * VqaV2.Compare(numbered, line.Text("prediction")).Accuracy);
        }
        var exact = ScorerFiles.Expected("vizwiz").GetProperty("exact");
        ScorerFiles.Close(exact.Number("overall"), benchmark.Sum(graded));
        foreach (var (name, value) in benchmark.Beside(graded)) ScorerFiles.Close(exact.GetProperty("per_answer_type").Number(name), value);
    }

    [GoldenFact(Folder)]
    public void All_reports_are_the_challenge_s()
    {
        var expected = ScorerFiles.Expected("vizwiz");
        var (exact, printed) = (expected.GetProperty("exact"), expected.GetProperty("printed"));
        var scores = VizWiz.Score(Questions, Results);
        Assert.Equal(expected.GetProperty("images").GetInt32(), scores.Items.Count);
        ScorerFiles.Close(exact.Number("overall"), scores.Overall);
        Assert.Equal(printed.Number("overall"), ExactRounding.HalfEven(scores.Overall, 2));
        Assert.Equal(exact.GetProperty("per_answer_type").EnumerateObject().Select(entry => entry.Name).Order(), scores.ByAnswerType.Keys.Order());
        foreach (var (type, value) in scores.ByAnswerType)
        {
            ScorerFiles.Close(exact.GetProperty("per_answer_type").Number(type), value);
            Assert.Equal(printed.GetProperty("per_answer_type").Number(type), ExactRounding.HalfEven(value, 2));
        }
        ScorerFiles.Close(exact.Number("average_precision"), scores.AveragePrecision());
        ScorerFiles.Close(exact.Number("f1_score"), scores.F1());
        Assert.Equal(printed.GetProperty("unanswerability").Number("f1_score"), ExactRounding.HalfEven(scores.F1(), 2));
    }

    [GoldenFact(Folder)]
    public void Contractions_are_the_challenge_s()
    {
        var lines = ScorerFiles.Lines("vizwiz", "contractions.jsonl");
        Assert.NotEmpty(lines);
        foreach (var line in lines) Assert.Equal(line.Text("processed"), Normalisation.VizWiz(line.Text("raw")));
    }

    [GoldenFact(Folder)]
    public void The_upload_is_llava_s_and_scores_as_it_does()
    {
        var (answers, broken) = LlavaQuestions.ReadAnswersLeniently(ScorerFiles.At("vizwiz", "files", "answers.jsonl"));
        var upload = VizWiz.Submission(LlavaQuestions.Read(ScorerFiles.At("vizwiz", "files", "llava_test.jsonl")), answers);
        var expected = Golden.Json("scorers", "vizwiz", "files", "expected_upload.json").EnumerateArray().Select(item => (item.Text("image"), item.Text("answer")));
        Assert.Equal(expected, upload);
        var after = ScorerFiles.Expected("vizwiz").GetProperty("after_submission_conversion");
        Assert.Contains($"error_line: {broken}", after.Text("printed_line"), StringComparison.Ordinal);
        var scores = VizWiz.Score(Questions, [.. upload.Select(result => new VizWizResult(result.Image, result.Answer, null))]);
        ScorerFiles.Close(after.Number("overall"), scores.Overall);
        var items = scores.Items.ToDictionary(item => item.Question.Image);
        foreach (var line in ScorerFiles.Lines("vizwiz", "cases.jsonl")) ScorerFiles.Close(line.Number("accuracy_after_conversion"), 100 * items[line.Text("image")].Accuracy);
    }

    [Fact]
    public async Task A_folder_reads_back_as_written_and_what_is_broken_is_named()
    {
        using var folder = new RawSet("val/v1.jpg", "test/t1.jpg");
        VizWizQuestion question = new("v1.jpg", "What is it?", [.. Enumerable.Repeat(new VqaAnswer("soup", "yes", null), 6), .. Enumerable.Repeat(new VqaAnswer("can", "maybe", null), 4)], "other", true);
        VizWizFiles.Write(folder["val.json"], [question]);
        Assert.Equivalent(question, Assert.Single(VizWizFiles.ReadQuestions(folder["val.json"])), strict: true);
        var sample = Assert.Single(await folder.ReadAsync(RawFormat.VizWiz));
        Assert.Equal(("v1.jpg", "v1.jpg", "other", "soup", 10), (sample.Id, sample.Image, sample.Category, sample.Turns[0].Answer, sample.Answers.Count));

        await File.WriteAllTextAsync(folder["Annotations/test.json"], """[{"image": "t1.jpg", "question": "What?"}]""");
        sample = Assert.Single(await folder.ReadAsync(RawFormat.VizWizTest));
        Assert.Empty(sample.Answers);
        Assert.Contains("t1.jpg", Assert.Throws<InvalidDataException>(() => new VizWiz().Grade(sample, "soup")).Message, StringComparison.Ordinal);

        VizWizFiles.Write(folder["val.json"], [question, question]);
        Assert.Contains("2 questions about v1.jpg", (await Assert.ThrowsAsync<InvalidDataException>(() => folder.ReadAsync(RawFormat.VizWiz))).Message, StringComparison.Ordinal);
        VizWizFiles.Write(folder["val.json"], [question with { Image = "gone.jpg" }]);
        Assert.Contains("gone.jpg", (await Assert.ThrowsAsync<FileNotFoundException>(() => folder.ReadAsync(RawFormat.VizWiz))).Message, StringComparison.Ordinal);
        await File.WriteAllTextAsync(folder["val.json"], """[{"image": "v1.jpg", "question": 5}]""");
        Assert.Contains("[0].question is 5", (await Assert.ThrowsAsync<InvalidDataException>(() => folder.ReadAsync(RawFormat.VizWiz))).Message, StringComparison.Ordinal);
    }

    private static IReadOnlyList<VizWizQuestion> Questions => VizWizFiles.ReadQuestions(ScorerFiles.At("vizwiz", "files", "val.json"));

    private static IReadOnlyList<VizWizResult> Results => VizWizFiles.ReadResults(ScorerFiles.At("vizwiz", "files", "results.json"));
}
