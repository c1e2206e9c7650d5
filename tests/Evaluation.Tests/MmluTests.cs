using Steering.Data.Shards;
using Steering.Data.Sources;
using Steering.Evaluation;
using Steering.Evaluation.Benchmarks;

namespace Steering.Tests;

public sealed class MmluTests
{
    private const string Folder = "scorers/mmlu";

    [GoldenFact(Folder)]
    public void Texts_and_likelihoods_are_those_of_the_harness()
    {
        var expected = ScorerFiles.Expected("mmlu").GetProperty("lm_eval");
        var subjects = expected.GetProperty("subjects").EnumerateObject().Select(entry => entry.Name).ToList();
        var benchmark = new Mmlu { ByLikelihood = true };
        var zero = Samples(subjects, 0).ToDictionary(sample => sample.Id);
        var two = Samples(subjects, 2).ToDictionary(sample => sample.Id);
        var graded = new List<Graded>();
        foreach (var line in ScorerFiles.Lines("mmlu", "cases.jsonl"))
        {
            var id = $"{line.Text("subject")}-{line.GetProperty("index").GetInt32()}";
            var (context, continuations) = benchmark.Endings(zero[id]);
            Assert.Equal(line.Text("context_zero_shot"), context);
            Assert.Equal(line.Texts("continuations"), continuations);
            if (line.TryGetProperty("context_two_shots", out var longer)) Assert.Equal(longer.GetString(), benchmark.Endings(two[id]).Context);
            var item = benchmark.GradeOne(zero[id], LikelihoodAnswer.Write([.. line.GetProperty("lls").EnumerateArray().Select(value => value.GetDouble())]));
            Assert.Equal(line.Number("acc"), item.Score);
            graded.Add(item);
        }
        Assert.Equal(zero.Count, graded.Count);
        ScorerFiles.Close(100 * expected.Number("weighted_by_size"), benchmark.Sum(graded));
        var beside = benchmark.Beside(graded).ToDictionary(entry => entry.Name, entry => entry.Value);
        ScorerFiles.Close(100 * expected.Number("unweighted"), beside["mean of subjects"]);
        foreach (var subject in expected.GetProperty("subjects").EnumerateObject()) ScorerFiles.Close(100 * subject.Value.Number("acc"), beside[subject.Name]);
    }

    [GoldenFact(Folder)]
    public void Letters_are_asked_and_scored_as_deepeval_does_with_the_first_subject_s_examples()
    {
        var expected = ScorerFiles.Expected("mmlu").GetProperty("deepeval");
        foreach (var run in ScorerFiles.Lines("mmlu", "deepeval.jsonl").GroupBy(line => line.Text("run")))
        {
            var benchmark = run.Key == "schema" ? new Mmlu { Request = "" } : new Mmlu();
            var samples = Samples([.. run.Select(line => line.Text("task")).Distinct()], expected.GetProperty(run.Key).GetProperty("n_shots").GetInt32());
            var graded = new List<Graded>();
            foreach (var task in run.GroupBy(line => line.Text("task")))
            {
                foreach (var (sample, line) in samples.Where(sample => sample.Category == task.Key).Zip(task))
                {
                    LetteredCases.Check(line, benchmark.Ask(sample).Question);
                    Assert.Equal(line.Text("expected"), sample.Answers[0]);
                    var item = benchmark.GradeOne(sample, line.Text("prediction"));
                    Assert.Equal(line.Number("score"), item.Score);
                    graded.Add(item);
                }
            }
            LetteredCases.Check(expected.GetProperty(run.Key), graded, benchmark);
        }
    }

    [Fact]
    public async Task Its_files_read_back_as_written_and_their_faults_are_named()
    {
        var folder = Directory.CreateTempSubdirectory("mmlu");
        try
        {
            MmluRow[] rows = [new(" which? ", "high_school_biology", ["a", "b", "c", "d"], 3)];
            var path = Path.Combine(folder.FullName, "high_school_biology_test.jsonl");
            MmluFiles.Write(path, rows);
            Assert.Equal(RowDigest.Of(MmluFiles.ToSamples([(rows, [])], 0)), RowDigest.Of(await RawFolder.ReadAsync(folder.FullName, RawFormat.Mmlu, default)));
            Assert.Contains(" about high school biology.\n\nwhich?\nA. a", new Mmlu().Endings(Assert.Single(MmluFiles.Read(folder.FullName))).Context, StringComparison.Ordinal);
            await File.WriteAllTextAsync(path, (await File.ReadAllTextAsync(path)).Replace("\"answer\":3", "\"answer\":4", StringComparison.Ordinal));
            Assert.Contains("answer is 4", (await Assert.ThrowsAsync<InvalidDataException>(() => RawFolder.ReadAsync(folder.FullName, RawFormat.Mmlu, default))).Message, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static IReadOnlyList<Data.Sample> Samples(IReadOnlyList<string> subjects, int shots) =>
        MmluFiles.ToSamples([.. subjects.Select(subject => (Rows(subject, "test"), Rows(subject, "dev")))], shots);

    private static IReadOnlyList<MmluRow> Rows(string subject, string split) => MmluFiles.ReadRows(ScorerFiles.At("mmlu", "files", $"{subject}_{split}.jsonl"));
}
