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

public sealed class HallusionBenchTests
{
    private const string Folder = "scorers/hallusionbench";
    private const string Main = "main";
    private const string ResultFile = "HallusionBench_result.json";

    public static TheoryData<string> Scenarios => [Main, .. Golden.Cases("scorers/hallusionbench/files")];

    [GoldenTheory(Folder), MemberData(nameof(Scenarios))]
    public void Counts_and_accuracies_are_the_original_s(string scenario)
    {
        var expected = ScorerFiles.Expected("hallusionbench").GetProperty(scenario);
        var results = Read(scenario);
        var all = Check(expected.GetProperty("all"), results);
        Check(expected.GetProperty("vd"), [.. results.Where(item => item.Key.Category == "VD")]);
        Check(expected.GetProperty("vs"), [.. results.Where(item => item.Key.Category == "VS")]);
        ScorerFiles.Close(expected.Number("aAcc"), all.Questions.Accuracy);
        ScorerFiles.Close(expected.Number("qAcc"), all.Pairs.Accuracy);
        ScorerFiles.Close(expected.Number("fAcc"), all.Figures.Accuracy);
        ScorerFiles.Close(expected.Number("easy"), all.EasyPairs.Accuracy);
        if (expected.GetProperty("hard").ValueKind == JsonValueKind.Null) Assert.Contains("0/0", Assert.Throws<DivideByZeroException>(() => all.HardPairs.Accuracy).Message, StringComparison.Ordinal);
        else ScorerFiles.Close(expected.Number("hard"), all.HardPairs.Accuracy);
        var shares = expected.GetProperty("failure_share");
        if (shares.ValueKind == JsonValueKind.Null)
        {
            Assert.Contains("0/0", Assert.Throws<DivideByZeroException>(() => all.FailureCauses.Shares).Message, StringComparison.Ordinal);
            return;
        }
        var (language, vision, mixed) = all.FailureCauses.Shares;
        ScorerFiles.Close(shares.Number("LH"), language);
        ScorerFiles.Close(shares.Number("VI"), vision);
        ScorerFiles.Close(shares.Number("Mix"), mixed);
        if (!expected.GetProperty("script_printed").TryGetProperty("leaderboard", out var printed)) return;
        foreach (var (name, value) in new[] { ("aAcc", all.Questions), ("qAcc", all.Pairs), ("fAcc", all.Figures), ("easy", all.EasyPairs), ("hard", all.HardPairs) })
            Assert.Equal(printed.Number(name), ExactRounding.HalfEven(value.Accuracy, 4));
        Assert.Equal(expected.GetProperty("script_printed").GetProperty("bias").Number("LH"), ExactRounding.HalfEven(language, 4));
    }

    [GoldenTheory(Folder), MemberData(nameof(Scenarios))]
    public void Graded_items_give_the_same_numbers_as_the_files(string scenario)
    {
        var expected = ScorerFiles.Expected("hallusionbench").GetProperty(scenario);
        var benchmark = new HallusionBench();
        List<Graded> graded =
        [
            .. Read(scenario).Select(item => benchmark.GradeOne(
                new Sample { Id = item.Key.ToString(), Turns = [new Turn("?", "")], Answers = ["yes", ""], Category = item.Key.Category }, "", item.Check + (item.Same == "1" ? " same" : ""))),
        ];
        var beside = benchmark.Beside(graded).ToDictionary(entry => entry.Name, entry => entry.Value);
        foreach (var name in new[] { "aAcc", "qAcc", "fAcc", "easy" }) ScorerFiles.Close(expected.Number(name), beside[name]);
        ScorerFiles.Close(expected.GetProperty("hard").ValueKind == JsonValueKind.Null ? 0 : expected.Number("hard"), benchmark.Sum(graded));
        if (expected.GetProperty("failure_share").ValueKind == JsonValueKind.Null) Assert.DoesNotContain(beside.Keys, name => name.StartsWith("failures", StringComparison.Ordinal));
        else ScorerFiles.Close(expected.GetProperty("failure_share").Number("LH"), beside["failures of language"]);
    }

    [GoldenFact(Folder)]
    public void A_verdict_becomes_right_or_wrong_as_in_the_original()
    {
        var benchmark = new HallusionBench();
        var lines = ScorerFiles.Lines("hallusionbench", "cases.jsonl");
        Assert.NotEmpty(lines);
        foreach (var line in lines)
        {
            var key = new HallusionKey(
                line.Text("category"), line.Text("subcategory"), Id(line, "visual_input"), Id(line, "set_id"), Id(line, "figure_id"), Id(line, "question_id"));
            var sample = new Sample { Id = key.ToString(), Turns = [new Turn("?", "")], Answers = ["yes", ""] };
            Assert.Equal(key, HallusionKey.Parse(sample.Id));
            Assert.Equal(line.Number("correct"), benchmark.Score(sample, Id(line, "judge")));
        }
    }

    [GoldenFact(Folder)]
    public void A_judge_s_words_are_read_as_in_the_original()
    {
        foreach (var line in ScorerFiles.Lines("hallusionbench", "judge_words.jsonl")) Assert.Equal(line.Text("correctness"), HallusionJudgement.ReadCheck(line.Text("judge_output")));
        foreach (var line in ScorerFiles.Lines("hallusionbench", "same_words.jsonl")) Assert.Equal(line.Text("same") == "1", HallusionJudgement.ReadSame(line.Text("judge_output")));
        var prompts = ScorerFiles.Expected("hallusionbench").GetProperty("judge_prompt_sha256");
        var check = prompts.GetProperty("correctness");
        Assert.Equal(check.Text("utf8_sha256"), Sha256(HallusionJudgement.CheckPrompt(check.Text("question"), check.Text("reference"), check.Text("prediction"))));
        var same = prompts.GetProperty("same");
        Assert.Equal(same.Text("utf8_sha256"), Sha256(HallusionJudgement.SamePrompt(same.Text("response1"), same.Text("response2"))));
    }

    [Fact]
    public async Task The_published_file_reads_back_as_written_and_its_faults_are_named()
    {
        var folder = Directory.CreateTempSubdirectory("hallusion");
        try
        {
            Sample[] samples =
            [
                new() { Id = "VD_illusion_1_0_0_1", Image = "VD/illusion/0_0.png", Turns = [new Turn("Is it longer?", "no")], Answers = ["no", "They are equal."], Category = "VD" },
                new() { Id = "VS_map_0_2_0_1", Turns = [new Turn("Is it north?", "yes")], Answers = ["yes", "It is."], Category = "VS" },
            ];
            var path = Path.Combine(folder.FullName, "HallusionBench.json");
            HallusionBenchFiles.Write(path, samples);
            var picture = Path.Combine(folder.FullName, "hallusion_bench", "VD", "illusion", "0_0.png");
            Directory.CreateDirectory(Path.GetDirectoryName(picture)!);
            await File.WriteAllTextAsync(picture, "");
            Assert.Equal(RowDigest.Of(samples), RowDigest.Of(await RawFolder.ReadAsync(folder.FullName, RawFormat.HallusionBench, default)));
            File.Delete(picture);
            await Assert.ThrowsAsync<FileNotFoundException>(() => RawFolder.ReadAsync(folder.FullName, RawFormat.HallusionBench, default));
            HallusionBenchFiles.Write(path, [samples[1], samples[1]]);
            Assert.Contains("twice", Assert.Throws<InvalidDataException>(() => HallusionBenchFiles.Read(path)).Message, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_result_whose_original_is_not_there_or_whose_verdict_is_none_is_named()
    {
        var item = new HallusionResult(new HallusionKey("VD", "map", "2", "1", "1", "0"), "1", "0", "1");
        Assert.Contains("original", Assert.Throws<InvalidDataException>(() => new HallusionScores([item])).Message, StringComparison.Ordinal);
        Assert.Contains("verdict", Assert.Throws<InvalidDataException>(() => new HallusionScores([item with { Check = "right" }])).Message, StringComparison.Ordinal);
        Assert.Contains("twice", Assert.Throws<InvalidDataException>(() => new HallusionScores([item, item])).Message, StringComparison.Ordinal);
    }

    private static IReadOnlyList<HallusionResult> Read(string scenario) =>
        HallusionBenchFiles.ReadResults(scenario == Main ? ScorerFiles.At("hallusionbench", "files", ResultFile) : ScorerFiles.At("hallusionbench", "files", scenario, ResultFile));

    private static HallusionScores Check(JsonElement expected, IReadOnlyList<HallusionResult> results)
    {
        var scores = new HallusionScores(results);
        Equal(expected.GetProperty("question"), scores.Questions);
        Causes(expected.GetProperty("question"), "", scores.QuestionCauses);
        Equal(expected.GetProperty("pair"), scores.Pairs);
        Causes(expected.GetProperty("pair"), "", scores.PairCauses);
        Causes(expected.GetProperty("pair"), "_cg", scores.FailureCauses);
        Equal(expected.GetProperty("pair_easy"), scores.EasyPairs);
        Equal(expected.GetProperty("pair_hard"), scores.HardPairs);
        var figure = expected.GetProperty("figure");
        Assert.Equal((figure.GetProperty("total").GetInt32(), figure.GetProperty("correct").GetInt32(), figure.GetProperty("wrong").GetInt32(), figure.GetProperty("inconsistent").GetInt32()),
            (scores.Figures.Total, scores.Figures.Correct, scores.Figures.Wrong, scores.Figures.Inconsistent));
        ScorerFiles.Close(figure.Number("score"), scores.Figures.Share);
        var bias = expected.GetProperty("bias");
        if (bias.TryGetProperty("raises", out _)) Assert.Contains("0/0", Assert.Throws<DivideByZeroException>(() => scores.FalsePositives).Message, StringComparison.Ordinal);
        else
        {
            ScorerFiles.Close(bias.Number("diff"), scores.YesDifference);
            ScorerFiles.Close(bias.Number("fp"), scores.FalsePositives);
        }
        return scores;
    }

    private static void Equal(JsonElement expected, HallusionCount count)
    {
        Assert.Equal((expected.GetProperty("total").GetInt32(), expected.GetProperty("correct").GetInt32(), expected.GetProperty("wrong").GetInt32()), (count.Total, count.Correct, count.Total - count.Correct));
        if (expected.TryGetProperty("total_q", out var questions)) Assert.Equal(questions.GetInt32(), count.Questions);
    }

    private static void Causes(JsonElement expected, string suffix, HallusionCauses causes) => Assert.Equal(
        (expected.GetProperty("LH" + suffix).GetInt32(), expected.GetProperty("VI" + suffix).GetInt32(), expected.GetProperty("Mix" + suffix).GetInt32()),
        (causes.Language, causes.Vision, causes.Mixed));

    private static string Id(JsonElement line, string name) => line.GetProperty(name).ToString();

    private static string Sha256(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
