using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Steering.Data.Shards;
using Steering.Data.Sources;
using Steering.Evaluation;
using Steering.Evaluation.Benchmarks;

namespace Steering.Tests;

public sealed class HellaSwagTests
{
    private const string Folder = "scorers/hellaswag";

    [GoldenFact(Folder)]
    public void Contexts_and_endings_are_cleaned_as_the_harness_does()
    {
        var table = ScorerFiles.Lines("hellaswag", "preprocess.jsonl");
        Assert.NotEmpty(table);
        foreach (var line in table) Assert.Equal(line.Text("processed"), HellaSwag.Clean(line.Text("raw")));
        var samples = HellaSwagFiles.ToSamples(Rows("validation"), [], shots: 0);
        var cases = ScorerFiles.Lines("hellaswag", "cases.jsonl");
        Assert.Equal(samples.Count, cases.Count);
        foreach (var (line, sample) in cases.Zip(samples))
        {
            var (context, continuations) = new HellaSwag().Endings(sample);
            Assert.Equal(line.Text("context_zero_shot"), context);
            Assert.Equal(line.Text("query"), context);
            Assert.Equal(line.Texts("continuations"), continuations);
            Assert.Equal(line.Texts("choices"), sample.Choices.Select(HellaSwag.Clean));
        }
    }

    [GoldenFact(Folder)]
    public void Likelihoods_are_scored_by_all_three_rules_as_the_harness_does()
    {
        var benchmark = new HellaSwag { ByLikelihood = true };
        var samples = HellaSwagFiles.ToSamples(Rows("validation"), [], shots: 0);
        var likelihoods = ScorerFiles.Lines("hellaswag", "files", "loglikelihoods.jsonl").ToDictionary(line => line.GetProperty("index").GetInt32(), Numbers);
        var graded = new List<Graded>();
        foreach (var (line, index) in ScorerFiles.Lines("hellaswag", "cases.jsonl").Select((line, index) => (line, index)))
        {
            Assert.Equal(Numbers(line), likelihoods[index]);
            var answer = LikelihoodAnswer.Write(likelihoods[index]);
            Assert.Equal(likelihoods[index], LikelihoodAnswer.Read(answer, samples[index].Choices.Count));
            var item = benchmark.GradeOne(samples[index], answer);
            Assert.Equal(line.Number("acc_norm"), item.Score);
            foreach (var rule in new[] { "acc", "acc_norm", "acc_bytes" }) Assert.Equal(line.Number(rule) > 0, item.Verdict!.Split(' ').Contains(rule));
            graded.Add(item);
        }
        var expected = ScorerFiles.Expected("hellaswag").GetProperty("lm_eval");
        ScorerFiles.Close(100 * expected.Number("acc_norm"), benchmark.Sum(graded));
        var beside = benchmark.Beside(graded).ToDictionary(entry => entry.Name, entry => entry.Value);
        foreach (var rule in new[] { "acc", "acc_norm", "acc_bytes" }) ScorerFiles.Close(100 * expected.Number(rule), beside[rule]);
        Assert.Equal(expected.GetProperty("count").GetInt32(), graded.Count);
    }

    [GoldenFact(Folder)]
    public void Letters_are_asked_and_scored_as_deepeval_does()
    {
        var expected = ScorerFiles.Expected("hellaswag").GetProperty("deepeval");
        foreach (var run in ScorerFiles.Lines("hellaswag", "deepeval.jsonl").GroupBy(line => line.Text("run")))
        {
            var benchmark = run.Key == "schema" ? new HellaSwag { Request = "" } : new HellaSwag();
            var samples = HellaSwagFiles.ToSamples(Rows("validation"), Rows("train"), expected.GetProperty(run.Key).GetProperty("n_shots").GetInt32());
            var graded = new List<Graded>();
            foreach (var task in run.GroupBy(line => line.Text("task")))
            {
                var asked = samples.Where(sample => sample.Category == task.Key).Zip(task).ToList();
                Assert.Equal(task.Count(), asked.Count);
                foreach (var (sample, line) in asked)
                {
                    LetteredCases.Check(line, benchmark.Ask(sample).Question);
                    var item = benchmark.GradeOne(sample, line.Text("prediction"));
                    Assert.Equal(line.Text("expected"), sample.Answers[0]);
                    Assert.Equal(line.Number("score"), item.Score);
                    graded.Add(item);
                }
            }
            LetteredCases.Check(expected.GetProperty(run.Key), graded, benchmark);
        }
    }

    [GoldenFact(Folder)]
    public void Letters_are_compared_as_deepeval_does()
    {
        foreach (var line in ScorerFiles.Lines("hellaswag", "exact_match.jsonl"))
        {
            var sample = new Data.Sample { Id = "1", Turns = [new Data.Turn("?", "")], Answers = [line.Text("target")], Choices = ["a", "b", "c", "d"] };
            Assert.Equal(line.Number("score"), new HellaSwag().Grade(sample, line.GetProperty("prediction").GetString() ?? ""));
        }
    }

    [Fact]
    public async Task The_published_file_reads_back_as_written_and_its_faults_are_named()
    {
        var folder = Directory.CreateTempSubdirectory("hellaswag");
        try
        {
            HellaSwagRow[] rows = [new("Sailing", "A man", "he", "A man he", ["runs.", "sits.", "lies.", "flies."], 2)];
            var path = Path.Combine(folder.FullName, "hellaswag_val.jsonl");
            HellaSwagFiles.Write(path, rows);
            Assert.Equal(RowDigest.Of(HellaSwagFiles.ToSamples(rows, [], 0)), RowDigest.Of(await RawFolder.ReadAsync(folder.FullName, RawFormat.HellaSwag, default)));
            HellaSwagFiles.Write(Path.Combine(folder.FullName, "hellaswag_train.jsonl"), rows);
            Assert.StartsWith("A man he\nA. runs.", Assert.Single(await RawFolder.ReadAsync(folder.FullName, RawFormat.HellaSwag, default)).Turns[0].Question, StringComparison.Ordinal);
            await File.WriteAllTextAsync(path, (await File.ReadAllTextAsync(path)).Replace("\"label\":2", "\"label\":\"\"", StringComparison.Ordinal));
            Assert.Contains("label", (await Assert.ThrowsAsync<InvalidDataException>(() => RawFolder.ReadAsync(folder.FullName, RawFormat.HellaSwag, default))).Message, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static IReadOnlyList<HellaSwagRow> Rows(string split) => HellaSwagFiles.ReadRows(ScorerFiles.At("hellaswag", "files", split + ".jsonl"));

    private static double[] Numbers(JsonElement line) => [.. line.GetProperty("lls").EnumerateArray().Select(value => value.GetDouble())];
}

/// <summary>What the goldens of DeepEval's two benchmarks share.</summary>
internal static class LetteredCases
{
    public static void Check(JsonElement line, string prompt)
    {
        if (line.GetProperty("prompt").ValueKind == JsonValueKind.String) Assert.Equal(line.Text("prompt"), prompt);
        Assert.Equal(line.Text("prompt_sha256"), Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(prompt))));
    }

    public static void Check(JsonElement expected, List<Graded> graded, IBenchmark benchmark)
    {
        Assert.Equal(expected.GetProperty("count").GetInt32(), graded.Count);
        ScorerFiles.Close(100 * expected.Number("overall"), benchmark.Sum(graded));
        var beside = benchmark.Beside(graded).ToDictionary(entry => entry.Name, entry => entry.Value);
        foreach (var task in expected.GetProperty("tasks").EnumerateObject()) ScorerFiles.Close(100 * task.Value.GetDouble(), beside[task.Name]);
    }
}
