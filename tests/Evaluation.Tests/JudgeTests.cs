using System.Text.Json;
using Steering.Data;
using Steering.Data.Shards;
using Steering.Data.Sources;
using Steering.Evaluation;
using Steering.Evaluation.Benchmarks;
using Steering.Evaluation.Judges;

namespace Steering.Tests;

/// <summary>Judges behind an endpoint on this machine, and what becomes of their verdicts.</summary>
public sealed class JudgeTests : IDisposable
{
    private const string KeyVariable = "STEERING_TEST_JUDGE_KEY";
    private const string Secret = "sk-secret-1234";
    private static readonly ChatPatience Short = new(TimeoutSeconds: 20, Tries: 3, BackOffSeconds: 0.01);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("judge-");

    public JudgeTests() => Environment.SetEnvironmentVariable(KeyVariable, Secret);

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task An_endpoint_is_asked_with_the_official_prompt_and_its_verdicts_come_back_in_order()
    {
        using var server = new JudgeServer((body, _) => JudgeServer.Says(Prompt(body).Contains("| answer 3 |", StringComparison.Ordinal) ? "0.3" : "1.0"));
        var items = Items(6);
        var verdicts = await Judge(server).JudgeAsync(new MmVet(), items, default);
        Assert.Equal(items.Select(item => item.Sample.Id), verdicts.Select(verdict => verdict.Id));
        Assert.Equal(items.Select((_, i) => i == 3 ? "0.3" : "1"), verdicts.Select(verdict => verdict.Decision));
        var (authorization, path, body) = server.Requests.First();
        Assert.Equal(("Bearer " + Secret, "/v1/chat/completions", "judge-model"), (authorization, path, body.GetProperty("model").GetString()));
        Assert.Equal((0.0, 3), (body.GetProperty("temperature").GetDouble(), body.GetProperty("max_tokens").GetInt32()));
        Assert.Contains(server.Requests, request => Prompt(request.Body) == MmVetJudgement.Prompt("question 3", "truth", "answer 3", again: false));
    }

    [Fact]
    public async Task Hallusion_s_second_question_is_asked_of_wrong_answers_about_edited_pictures_only()
    {
        using var server = new JudgeServer((body, _) => JudgeServer.Says(Prompt(body).Contains("response1:", StringComparison.Ordinal) ? "Same" : Prompt(body).Contains("answer:no", StringComparison.Ordinal) ? "incorrect" : "correct"));
        (Sample, string)[] answers = [(Hallusion("VD_map_1_0_0_1"), "no"), (Hallusion("VD_map_2_0_1_1"), "no"), (Hallusion("VD_map_2_0_2_1"), "yes")];
        var benchmark = new HallusionBench();
        var verdicts = await Judge(server).JudgeAsync(benchmark, benchmark.Pose(answers), default);
        Assert.Equal(["0", "0 same", "1"], verdicts.Select(verdict => verdict.Decision));
        Assert.Equal([1, 2, 1], verdicts.Select(verdict => verdict.Calls));
        Assert.DoesNotContain(server.Requests, request => request.Body.TryGetProperty("temperature", out _));
    }

    [Fact]
    public async Task A_busy_or_stumbling_judge_is_asked_again_and_one_that_stays_so_leaves_the_judgement_missing()
    {
        using var server = new JudgeServer((_, number) => number switch
        {
            1 => (429, "slow down", "0"),
            2 => (500, "oops", null),
            3 => JudgeServer.Says("0.5"),
            4 => (400, "no such content", null),
            _ => (503, "gone", null),
        });
        var judge = Judge(server) with { AtOnce = 1 };
        var verdicts = await judge.JudgeAsync(new MmVet(), Items(3), default);
        Assert.Equal(["0.5", null, null], verdicts.Select(verdict => verdict.Decision));
        Assert.Contains("400 no such content", verdicts[1].Failure, StringComparison.Ordinal);
        Assert.Contains("503 gone (3 tries)", verdicts[2].Failure, StringComparison.Ordinal);
        Assert.Equal(7, server.Requests.Count);
    }

    [Fact]
    public async Task A_judge_that_never_answers_is_given_up_after_its_time()
    {
        using var server = new JudgeServer((_, _) => null);
        var judge = Judge(server) with { Patience = new ChatPatience(TimeoutSeconds: 0.2, Tries: 2, BackOffSeconds: 0.01) };
        var verdict = Assert.Single(await judge.JudgeAsync(new MmVet(), Items(1), default));
        Assert.Null(verdict.Decision);
        Assert.Contains("no reply in 0.2 s (2 tries)", verdict.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_key_stops_at_once_and_no_key_is_written_anywhere()
    {
        using var server = new JudgeServer((_, _) => (401, $"the key {Secret} is wrong", null));
        var judge = Judge(server);
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => judge.JudgeAsync(new MmVet(), Items(2), default));
        Assert.Contains("Check the key", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, refused.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, judge.ToString() + judge.Label + JsonSerializer.Serialize(judge), StringComparison.Ordinal);
        var missing = await Assert.ThrowsAsync<InvalidOperationException>(() => (judge with { KeyVariable = "STEERING_TEST_NO_SUCH_KEY" }).JudgeAsync(new MmVet(), Items(1), default));
        Assert.Contains("STEERING_TEST_NO_SUCH_KEY", missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failed_judgement_has_no_score_and_the_number_is_of_the_others()
    {
        var (samples, answers) = await FilesAsync(4);
        var path = At("verdicts.jsonl");
        VerdictFile.Write(path, [new("v1_0", "1", "1", 1), new("v1_1", null, "", 3, "gone"), new("v1_2", "0", "0", 1), new("v1_3", "0.5", "0.5", 1)]);
        var scores = await ScoreFile.GradeAsync(new MmVet(), samples, answers, path, default);
        Assert.Equal(["v1_1"], scores.Missing);
        Assert.Equal(50, scores.Value);
        Assert.Equal(["1", "0", "0.5"], scores.Items.Select(item => item.Verdict));
        scores.Write(At("scores.json"));
        Assert.Equal(["v1_1"], ScoreFile.Read(At("scores.json")).Missing);
        VerdictFile.Write(path, [new("v1_0", "1", "1", 1)]);
        Assert.Contains("v1_1", (await Assert.ThrowsAsync<InvalidDataException>(() => ScoreFile.GradeAsync(new MmVet(), samples, answers, path, default))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task By_the_offline_rule_verdicts_and_the_benchmark_s_own_grading_are_one()
    {
        var (samples, answers) = await FilesAsync(3);
        await Judging.RunAsync(new MmVet(), new RuleJudge(), samples, answers, At("verdicts.jsonl"), Nothing, (_, _) => { }, default);
        var judged = await ScoreFile.GradeAsync(new MmVet(), samples, answers, At("verdicts.jsonl"), default);
        var ruled = await ScoreFile.GradeAsync(new MmVet(), samples, answers, null, default);
        Assert.Equal(ruled.Items.Select(item => item.Score), judged.Items.Select(item => item.Score));
        Assert.Contains("not the official", new RuleJudge().Label, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_judging_that_was_interrupted_asks_only_about_the_rest()
    {
        var (samples, answers) = await FilesAsync(40);
        VerdictFile.Write(At("verdicts.jsonl"), Enumerable.Range(0, 32).Select(i => new Verdict($"v1_{i}", "0.9", "0.9", 1)));
        using var server = new JudgeServer((_, _) => JudgeServer.Says("0.1"));
        var kept = 0;
        var memory = new JudgeMemory(() => _folder.FullName, () => true, (_, _) => ++kept > 0);
        await Judging.RunAsync(new MmVet(), Judge(server), samples, answers, At("all.jsonl"), memory, (_, _) => { }, default);
        Assert.Equal(8, server.Requests.Count);
        Assert.Equal((32, 8), (VerdictFile.Read(At("all.jsonl")).Count(verdict => verdict.Decision == "0.9"), VerdictFile.Read(At("all.jsonl")).Count(verdict => verdict.Decision == "0.1")));
        Assert.Equal(1, kept);
    }

    [Fact]
    public async Task Where_nothing_could_be_judged_no_verdicts_are_written()
    {
        var (samples, answers) = await FilesAsync(3);
        using var server = new JudgeServer((_, _) => (400, "bad model", null));
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => Judging.RunAsync(new MmVet(), Judge(server), samples, answers, At("v.jsonl"), Nothing, (_, _) => { }, default));
        Assert.Contains("bad model", error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(At("v.jsonl")));
    }

    private static JudgeMemory Nothing => new(() => null, () => false, (_, _) => false);

    private static OpenAiJudge Judge(JudgeServer server) => new(server.Address, "judge-model", KeyVariable) { Patience = Short };

    private static List<JudgedAnswer> Items(int count) => [.. Enumerable.Range(0, count).Select(i => new JudgedAnswer(MmVetSample(i), $"answer {i}", null))];

    private static Sample MmVetSample(int number) =>
        new() { Id = $"v1_{number}", Image = "a.png", Turns = [new Turn($"question {number}", "truth")], Answers = ["truth"], Category = "ocr_rec" };

    private static Sample Hallusion(string id) => new() { Id = id, Image = "a.png", Turns = [new Turn("Is it?", "yes")], Answers = ["yes", "It is."], Category = "VD" };

    private static string Prompt(JsonElement body) => body.GetProperty("messages")[0].GetProperty("content").GetString()!;

    private async Task<(string Samples, string Answers)> FilesAsync(int count)
    {
        await SampleShards.WriteAsync(At("samples.parquet"), Enumerable.Range(0, count).Select(MmVetSample));
        LlavaQuestions.WriteAnswers(At("answers.jsonl"), Enumerable.Range(0, count).Select(i => new LlavaAnswer($"v1_{i}", "", i % 2 == 0 ? "the truth" : "a lie")), "m", idsAreText: true);
        return (At("samples.parquet"), At("answers.jsonl"));
    }

    private string At(string name) => Path.Combine(_folder.FullName, name);
}
