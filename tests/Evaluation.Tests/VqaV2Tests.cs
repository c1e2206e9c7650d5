using System.Text.Json;
using Steering.Data;
using Steering.Data.Sources;
using Steering.Evaluation;
using Steering.Evaluation.Benchmarks;

namespace Steering.Tests;

public sealed class VqaV2Tests
{
    private const string Folder = "scorers/vqav2";

    [GoldenFact(Folder)]
    public void Every_case_is_compared_and_scored_as_the_original_does()
    {
        var annotations = VqaV2Files.ReadAnnotations(ScorerFiles.At("vqav2", "files", "annotations.json")).ToDictionary(one => one.QuestionId);
        var results = VqaV2Files.ReadResults(ScorerFiles.At("vqav2", "files", "results.json"));
        var lines = ScorerFiles.Lines("vqav2", "cases.jsonl");
        Assert.Equal(annotations.Count, lines.Count);
        foreach (var line in lines)
        {
            var id = line.GetProperty("question_id").GetInt64();
            var comparison = VqaV2.Compare(annotations[id].Answers, results[id]);
            Assert.Equal(line.Text("prediction_compared"), comparison.Prediction);
            Assert.Equal(line.Texts("answers_compared"), comparison.Answers);
            Assert.Equal(line.GetProperty("normalised").GetBoolean(), comparison.Normalised);
            ScorerFiles.Close(line.Number("accuracy"), 100 * comparison.Accuracy);
            Assert.Equal(line.Number("accuracy_printed"), ExactRounding.HalfEven(100 * comparison.Accuracy, 2));
            Assert.Equal(line.Text("prediction_processed"), Normalisation.Vqa(results[id]));
        }
    }

    [GoldenFact(Folder)]
    public void Overall_and_by_type_are_the_original_s()
    {
        var expected = ScorerFiles.Expected("vqav2");
        var annotations = VqaV2Files.ReadAnnotations(ScorerFiles.At("vqav2", "files", "annotations.json"));
        var scores = VqaV2.Score(annotations, VqaV2Files.ReadResults(ScorerFiles.At("vqav2", "files", "results.json")));
        Assert.Equal(expected.GetProperty("questions").GetInt32(), annotations.Count);
        var (exact, printed) = (expected.GetProperty("exact"), expected.GetProperty("printed"));
        ScorerFiles.Close(exact.Number("overall"), scores.Overall);
        Assert.Equal(printed.Number("overall"), ExactRounding.HalfEven(scores.Overall, 2));
        Check(exact.GetProperty("per_question_type"), printed.GetProperty("per_question_type"), scores.ByQuestionType);
        Check(exact.GetProperty("per_answer_type"), printed.GetProperty("per_answer_type"), scores.ByAnswerType);

        static void Check(JsonElement exact, JsonElement printed, IReadOnlyDictionary<string, double> ours)
        {
            Assert.Equal(exact.EnumerateObject().Select(entry => entry.Name).Order(), ours.Keys.Order());
            foreach (var entry in exact.EnumerateObject())
            {
                ScorerFiles.Close(entry.Value.GetDouble(), ours[entry.Name]);
                Assert.Equal(printed.Number(entry.Name), ExactRounding.HalfEven(ours[entry.Name], 2));
            }
        }
    }

    [GoldenFact(Folder)]
    public void Graded_samples_give_the_same_numbers_as_the_files()
    {
        var benchmark = new VqaV2();
        var questions = JsonSerializer.Deserialize<JsonElement>(File.ReadAllBytes(ScorerFiles.At("vqav2", "files", "questions.json")));
        Assert.NotEqual(0, questions.GetProperty("questions").GetArrayLength());
        var results = VqaV2Files.ReadResults(ScorerFiles.At("vqav2", "files", "results.json"));
        var seen = 0;
        foreach (var line in ScorerFiles.Lines("vqav2", "cases.jsonl").Where(line => line.GetProperty("answers_have_ids").GetBoolean()))
        {
            var id = line.GetProperty("question_id").GetInt64();
            var sample = new Sample { Id = $"{id}", Turns = [new Turn(line.Text("question"), "")], Answers = line.Texts("answers"), Category = line.Text("question_type") };
            ScorerFiles.Close(line.Number("accuracy"), benchmark.Sum([benchmark.GradeOne(sample, results[id])]));
            seen++;
        }
        Assert.NotEqual(0, seen);
    }

    [GoldenFact(Folder)]
    public void The_upload_is_llava_s()
    {
        var (answers, broken) = LlavaQuestions.ReadAnswersLeniently(ScorerFiles.At("vqav2", "files", "submission", "merge.jsonl"));
        var list = Directory.EnumerateFiles(ScorerFiles.At("vqav2", "files", "submission"), "llava_vqav2*.jsonl").Single();
        var questions = LlavaQuestions.Read(list);
        var counts = ScorerFiles.Expected("vqav2").GetProperty("submission");
        Assert.Equal(counts.GetProperty("error_line").GetInt32(), broken);
        Assert.Equal(counts.GetProperty("total_results").GetInt32(), answers.Select(answer => answer.Id).Distinct().Count());
        Assert.Equal(counts.GetProperty("total_split").GetInt32(), questions.Count);
        var expected = Golden.Json("scorers", "vqav2", "files", "submission", "expected_upload.json").EnumerateArray()
            .Select(item => (item.GetProperty("question_id").GetInt64(), item.Text("answer")));
        Assert.Equal(expected, VqaV2.Submission(questions, answers));
    }

    [Fact]
    public void A_missing_or_strange_answer_is_named()
    {
        VqaAnnotation[] annotations = [new(5, 1, "what", "other", "a", [new VqaAnswer("a", null, 1)])];
        var missing = Assert.Throws<InvalidDataException>(() => VqaV2.Score(annotations, new Dictionary<long, string>()));
        Assert.Contains("question 5", missing.Message, StringComparison.Ordinal);
        var strange = Assert.Throws<InvalidDataException>(() => VqaV2.Score(annotations, new Dictionary<long, string> { [5] = "a", [6] = "b" }));
        Assert.Contains("question 6", strange.Message, StringComparison.Ordinal);
    }
}
