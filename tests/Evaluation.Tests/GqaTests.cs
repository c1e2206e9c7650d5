using System.Globalization;
using System.Text.Json;
using Steering.Data;
using Steering.Data.Sources;
using Steering.Evaluation;
using Steering.Evaluation.Benchmarks;

namespace Steering.Tests;

public sealed class GqaTests
{
    private const string Folder = "scorers/gqa";

    [GoldenFact(Folder)]
    public void Every_case_is_converted_and_judged_as_the_original_does()
    {
        var (questions, choices, predictions) = Read();
        var items = Gqa.Score(questions, predictions, choices).Items.ToDictionary(item => item.Question.Id);
        var last = predictions.ToLookup(pair => pair.QuestionId, pair => pair.Prediction);
        var benchmark = new Gqa();
        var seen = 0;
        foreach (var line in ScorerFiles.Lines("gqa", "cases.jsonl"))
        {
            var id = line.Text("question_id");
            var question = questions.Single(question => question.Id == id);
            Assert.Equal(line.Text("prediction_converted"), last[id].Last());
            Assert.Equal(line.GetProperty("words").GetInt32(), Gqa.Words(question));
            Assert.Equal(line.GetProperty("steps").GetInt32(), Gqa.Steps(question));
            var sample = new Sample { Id = id, Turns = [new Turn("?", "")], Answers = [line.Text("answer")] };
            Assert.Equal(line.GetProperty("correct").GetBoolean() ? 1 : 0, benchmark.Grade(sample, line.Text("prediction")));
            Assert.Equal(line.GetProperty("valid").GetBoolean(), Gqa.Belongs(question, choices[id].Valid, last[id].Last()));
            Assert.Equal(line.GetProperty("plausible").GetBoolean(), Gqa.Belongs(question, choices[id].Plausible, last[id].Last()));
            Assert.Equal(line.GetProperty("is_balanced").GetBoolean(), items.TryGetValue(id, out var item));
            if (item is null) continue;
            Assert.Equal(line.Text("kind") == "open", item.IsOpen);
            Assert.Equal(line.GetProperty("correct").GetBoolean(), item.Correct);
            seen++;
        }
        Assert.Equal(items.Count, seen);
    }

    [GoldenFact(Folder)]
    public void The_conversion_before_scoring_is_llava_s()
    {
        var lines = ScorerFiles.Lines("gqa", "conversion.jsonl");
        Assert.NotEmpty(lines);
        foreach (var line in lines) Assert.Equal(line.Text("converted"), Gqa.Convert(line.Text("raw")));
        var expected = Golden.Json("scorers", "gqa", "files", "expected_predictions.json").EnumerateArray()
            .Select(item => (item.Text("questionId"), item.Text("prediction")));
        Assert.Equal(expected, Read().Predictions);
    }

    [GoldenFact(Folder)]
    public void All_reports_are_the_original_s()
    {
        var (questions, choices, predictions) = Read();
        var expected = ScorerFiles.Expected("gqa");
        Check(expected.GetProperty("with_choices"), Gqa.Score(questions, predictions, choices));
        Check(expected.GetProperty("with_choices_and_consistency"), Gqa.Score(questions, predictions, choices, consistency: true));
        Check(expected.GetProperty("without_choices"), Gqa.Score(questions, predictions));
    }

    [GoldenFact(Folder)]
    public void A_missing_prediction_stops_where_it_stops_the_original()
    {
        var (questions, choices, predictions) = Read();
        var seen = 0;
        foreach (var entry in ScorerFiles.Expected("gqa").EnumerateObject().Where(entry => entry.Name.StartsWith("missing_", StringComparison.Ordinal)))
        {
            var id = entry.Value.Text("question_id");
            var consistency = entry.Name.EndsWith("consistency", StringComparison.Ordinal);
            GqaScores Score() => Gqa.Score(questions, predictions.Where(pair => pair.QuestionId != id), choices, consistency);
            if (entry.Value.TryGetProperty("raises", out _)) Assert.Contains(id, Assert.Throws<InvalidDataException>(Score).Message, StringComparison.Ordinal);
            else ScorerFiles.Close(entry.Value.Number("accuracy"), Score().Accuracy);
            seen++;
        }
        Assert.NotEqual(0, seen);
    }

    [GoldenFact(Folder)]
    public void Graded_samples_give_the_same_numbers_as_the_files()
    {
        var expected = ScorerFiles.Expected("gqa").GetProperty("without_choices");
        var benchmark = new Gqa();
        var predictions = ScorerFiles.Lines("gqa", "cases.jsonl").ToDictionary(line => line.Text("question_id"), line => line.Text("prediction"));
        var samples = GqaFiles.Read(QuestionsPath);
        var graded = samples.Select(sample => benchmark.GradeOne(sample, predictions[sample.Id])).ToList();
        ScorerFiles.Close(expected.Number("accuracy"), benchmark.Sum(graded));
        var beside = benchmark.Beside(graded).ToDictionary(entry => entry.Name, entry => entry.Value);
        ScorerFiles.Close(expected.Number("binary"), beside["binary"]);
        ScorerFiles.Close(expected.Number("open"), beside["open"]);
        foreach (var type in expected.GetProperty("per_structural_type").EnumerateObject()) ScorerFiles.Close(type.Value.Number("accuracy"), beside[type.Name]);
    }

    [Fact]
    public async Task A_folder_reads_back_as_written_and_what_is_broken_is_named()
    {
        using var folder = new RawSet("images/7.png");
        GqaQuestion question = new()
        {
            Id = "01",
            ImageId = "7",
            Question = "what is left of the fox?",
            Answer = "cup",
            StructuralType = "query",
            SemanticType = "rel",
            DetailedType = "relS",
            Steps = ["select: fox", "relate: left"],
            Entailed = ["01"],
            Group = "thing",
        };
        GqaFiles.Write(folder["testdev_balanced_questions.json"], [question, question with { Id = "02", IsBalanced = false }]);
        var read = GqaFiles.ReadQuestions(folder["testdev_balanced_questions.json"]);
        Assert.Equal(["01", "02"], read.Select(one => one.Id));
        Assert.Equivalent(question, read[0], strict: true);
        var sample = Assert.Single(await folder.ReadAsync(RawFormat.Gqa));
        Assert.Equal(("01", "7.png", "query", "cup"), (sample.Id, sample.Image, sample.Category, sample.Answers.Single()));

        File.Delete(folder["images/7.png"]);
        Assert.Contains("7.jpg", (await Assert.ThrowsAsync<FileNotFoundException>(() => folder.ReadAsync(RawFormat.Gqa))).Message, StringComparison.Ordinal);
        await File.WriteAllTextAsync(folder["testdev_balanced_questions.json"], """{"5": {"imageId": "7", "question": "?", "types": {}}}""");
        Assert.Contains("['5'] has no 'answer'", (await Assert.ThrowsAsync<InvalidDataException>(() => folder.ReadAsync(RawFormat.Gqa))).Message, StringComparison.Ordinal);
    }

    private static string QuestionsPath => ScorerFiles.At("gqa", "files", "testdev_balanced_questions.json");

    private static (IReadOnlyList<GqaQuestion> Questions, IReadOnlyDictionary<string, GqaChoices> Choices, IReadOnlyList<(string QuestionId, string Prediction)> Predictions) Read() => (
        GqaFiles.ReadQuestions(QuestionsPath),
        GqaFiles.ReadChoices(ScorerFiles.At("gqa", "files", "testdev_balanced_choices.json")),
        Gqa.Predictions(LlavaQuestions.ReadAnswers(ScorerFiles.At("gqa", "files", "answers.jsonl"))));

    private static void Check(JsonElement expected, GqaScores ours)
    {
        ScorerFiles.Close(expected.Number("accuracy"), ours.Accuracy);
        ScorerFiles.Close(expected.Number("binary"), ours.Binary);
        ScorerFiles.Close(expected.Number("open"), ours.Open);
        ScorerFiles.Close(expected.Number("validity"), ours.Validity);
        ScorerFiles.Close(expected.Number("plausibility"), ours.Plausibility);
        ScorerFiles.Close(expected.Number("distribution"), ours.Distribution!.Value);
        Assert.Equal(expected.TryGetProperty("consistency", out var consistency), ours.Consistency is not null);
        if (ours.Consistency is { } value) ScorerFiles.Close(consistency.GetDouble(), value);
        CheckGroups(expected.GetProperty("per_structural_type"), ours.By(question => question.StructuralType));
        CheckGroups(expected.GetProperty("per_semantic_type"), ours.By(question => question.SemanticType));
        CheckGroups(expected.GetProperty("per_steps"), ours.By(question => Gqa.Steps(question).ToString(CultureInfo.InvariantCulture)));
        CheckGroups(expected.GetProperty("per_words"), ours.By(question => Gqa.Words(question).ToString(CultureInfo.InvariantCulture)));
    }

    private static void CheckGroups(JsonElement expected, IReadOnlyDictionary<string, (double Accuracy, int Questions)> ours)
    {
        Assert.Equal(expected.EnumerateObject().Select(entry => entry.Name).Order(), ours.Keys.Order());
        foreach (var entry in expected.EnumerateObject())
        {
            ScorerFiles.Close(entry.Value.Number("accuracy"), ours[entry.Name].Accuracy);
            Assert.Equal(entry.Value.GetProperty("questions").GetInt32(), ours[entry.Name].Questions);
        }
    }
}
