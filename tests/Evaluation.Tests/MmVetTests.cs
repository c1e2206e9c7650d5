using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Steering.Data;
using Steering.Data.Shards;
using Steering.Data.Sources;
using Steering.Evaluation;
using Steering.Evaluation.Benchmarks;
using Steering.Evaluation.Judges;

namespace Steering.Tests;

public sealed class MmVetTests
{
    private const string Folder = "scorers/mmvet";
    private const string RateLimit = "<rate limit>";

    [GoldenFact(Folder)]
    public void Tables_over_one_and_several_runs_and_over_a_sub_set_are_the_original_s()
    {
        var expected = ScorerFiles.Expected("mmvet");
        var questions = Questions();
        var (one, three) = (Grades("*-1runs.json"), Grades("*-3runs.json"));
        var subset = Golden.Json("scorers", "mmvet", "files", "bard_set.json").EnumerateArray().Select(id => id.GetString()!).ToHashSet();
        Check(expected.GetProperty("one_run"), questions, one, 1);
        Check(expected.GetProperty("three_runs"), questions, three, 1);
        Check(expected.GetProperty("three_runs_4_decimals"), questions, three, 4);
        Check(expected.GetProperty("sub_set"), [.. questions.Where(question => subset.Contains(question.Id))], three, 1);
    }

    [GoldenFact(Folder)]
    public void Graded_items_give_the_same_numbers_and_capability_sets_as_the_files()
    {
        var expected = ScorerFiles.Expected("mmvet").GetProperty("one_run");
        var benchmark = new MmVet();
        var questions = Questions().ToDictionary(question => question.Id);
        var lines = ScorerFiles.Lines("mmvet", "cases.jsonl");
        Assert.Equal(questions.Count, lines.Count);
        foreach (var line in lines) Assert.Equal(line.Text("capability_set"), questions[line.Text("id")].Category);
        var graded = lines.ConvertAll(line => benchmark.GradeOne(questions[line.Text("id")], "", line.GetProperty("score_one_run").GetRawText()));
        Assert.Equal(expected.Number("total"), ExactRounding.HalfEven(benchmark.Sum(graded), 1), 0.1);
        var beside = benchmark.Beside(graded).ToDictionary(entry => entry.Name, entry => entry.Value);
        foreach (var entry in expected.GetProperty("capabilities").EnumerateObject()) Assert.Equal(entry.Value.GetDouble(), beside[entry.Name], 0.05 + 1e-9);
        foreach (var entry in expected.GetProperty("integrations").EnumerateObject()) Assert.Equal(entry.Value.GetDouble(), beside["only " + entry.Name], 0.05 + 1e-9);
    }

    [GoldenFact(Folder)]
    public async Task The_judge_is_asked_again_as_often_and_as_warm_as_the_original_asks()
    {
        var lines = ScorerFiles.Lines("mmvet", "judge_retries.jsonl");
        Assert.NotEmpty(lines);
        foreach (var line in lines)
        {
            var replies = line.Texts("judge_outputs");
            var temperatures = new List<double>();
            var reply = await MmVetJudgement.ConverseAsync("q", "a", "p", Chat, default);
            var score = line.GetProperty("score");
            Assert.Equal(score.ValueKind == JsonValueKind.String ? double.NaN : score.GetDouble(), reply.Score);
            Assert.Equal((line.Text("stored_content"), line.GetProperty("calls").GetInt32()), (reply.Content, reply.Calls));
            Assert.Equal(line.GetProperty("temperatures").EnumerateArray().Select(one => one.GetDouble()), temperatures);

            Task<string> Chat(JudgeCall call, CancellationToken cancel)
            {
                Assert.Equal(ScorerFiles.Expected("mmvet").GetProperty("judge_prompt_sha256").GetProperty("max_tokens").GetInt32(), call.MaxTokens);
                temperatures.Add(call.Temperature!.Value);
                var text = replies[temperatures.Count - 1];
                return text == RateLimit ? throw new RateLimitException(text) : Task.FromResult(text);
            }
        }
    }

    [GoldenFact(Folder)]
    public async Task Replies_without_a_score_make_the_judgement_missing_where_the_original_counts_nought()
    {
        var item = new JudgedAnswer(new Sample { Id = "v1_7", Turns = [new Turn("q", "a")], Answers = ["a"] }, "p", null);
        foreach (var line in ScorerFiles.Lines("mmvet", "judge_retries.jsonl").Where(line => !line.Texts("judge_outputs").Contains(RateLimit)))
        {
            var replies = new Queue<string>(line.Texts("judge_outputs"));
            var unread = line.GetProperty("calls").GetInt32() == 6 || line.GetProperty("score").ValueKind == JsonValueKind.String;
            var verdict = await new MmVet().JudgeAsync(item, (_, _) => Task.FromResult(replies.Dequeue()), default);
            Assert.Equal(unread, verdict.Decision is null);
            Assert.Equal(unread, verdict.Failure.Length > 0);
            if (!unread) Assert.Equal(line.Number("score"), new MmVet().Score(item.Sample, verdict.Decision!));
        }
    }

    [GoldenFact(Folder)]
    public void Prompts_are_the_original_s_word_for_word()
    {
        var expected = ScorerFiles.Expected("mmvet").GetProperty("judge_prompt_sha256");
        foreach (var (name, again) in new[] { ("first_call", false), ("retry", true) })
        {
            var prompt = MmVetJudgement.Prompt(expected.Text("question"), expected.Text("answer"), expected.Text("prediction"), again);
            Assert.Equal(expected.GetProperty(name + "_characters").GetInt32(), prompt.Length);
            Assert.Equal(expected.Text(name), Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(prompt))));
        }
    }

    [GoldenFact(Folder)]
    public void The_evaluator_s_file_is_llava_s()
    {
        var path = Path.GetTempFileName();
        MmVetFiles.WriteAnswers(path, LlavaQuestions.ReadAnswers(ScorerFiles.At("mmvet", "files", "llava_answers.jsonl")));
        var ours = JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(path))!;
        Assert.Equal(JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(ScorerFiles.At("mmvet", "files", "expected_converted.json")))!, ours);
        File.Delete(path);
    }

    [Fact]
    public async Task The_published_file_reads_back_as_written()
    {
        var folder = Directory.CreateTempSubdirectory("mmvet");
        try
        {
            Sample[] samples = [new() { Id = "v1_0", Image = "v1_0.png", Turns = [new Turn("what?", "a<AND>b")], Answers = ["a<AND>b"], Category = "ocr_rec" }];
            MmVetFiles.Write(Path.Combine(folder.FullName, "mm-vet.json"), samples);
            Directory.CreateDirectory(Path.Combine(folder.FullName, "images"));
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "images", "v1_0.png"), "");
            Assert.Equal(RowDigest.Of(samples), RowDigest.Of(await RawFolder.ReadAsync(folder.FullName, RawFormat.MmVet, default)));
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "mm-vet.json"), """{"v1_0": {"imagename": "v1_0.png", "question": "q", "capability": []}}""");
            Assert.Contains("'answer'", (await Assert.ThrowsAsync<InvalidDataException>(() => RawFolder.ReadAsync(folder.FullName, RawFormat.MmVet, default))).Message, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static IReadOnlyList<Sample> Questions() => MmVetFiles.Read(ScorerFiles.At("mmvet", "files", "mm-vet.json"));

    private static IReadOnlyDictionary<string, IReadOnlyList<double>> Grades(string pattern) =>
        MmVetFiles.ReadGrades(Directory.EnumerateFiles(ScorerFiles.At("mmvet", "files"), pattern).Single());

    private static void Check(JsonElement expected, IReadOnlyList<Sample> questions, IReadOnlyDictionary<string, IReadOnlyList<double>> grades, int decimals)
    {
        var scores = MmVet.Score(questions, grades, decimals);
        Equal(expected.GetProperty("capabilities"), scores.Capabilities);
        Equal(expected.GetProperty("integrations"), scores.Sets);
        Assert.Equal((expected.Number("total"), expected.Number("std")), (scores.Total, scores.Deviation));
        Assert.Equal(expected.GetProperty("runs").EnumerateArray().Select(run => run.GetDouble()), scores.Runs);
        Assert.Equal(expected.GetProperty("questions").GetInt32(), questions.Count);
    }

    private static void Equal(JsonElement expected, IReadOnlyDictionary<string, double> ours)
    {
        Assert.Equal(expected.EnumerateObject().Select(entry => entry.Name).Order(), ours.Keys.Order());
        foreach (var entry in expected.EnumerateObject()) Assert.Equal(entry.Value.GetDouble(), ours[entry.Name]);
    }
}
