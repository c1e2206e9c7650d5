using System.Text.Json;
using Steering.Data;
using Steering.Data.Sources;
using Steering.Evaluation;
using Steering.Evaluation.Benchmarks;

namespace Steering.Tests;

public sealed class MmeTests
{
    private const string Folder = "scorers/mme";

    [GoldenFact(Folder)]
    public void Every_answer_is_read_as_the_original_does()
    {
        var lines = ScorerFiles.Lines("mme", "cases.jsonl");
        var files = lines.Select(line => line.Text("subtask")).Distinct().ToDictionary(subtask => subtask, Results);
        foreach (var line in lines)
        {
            Assert.Equal(line.Text("parsed"), Mme.Parse(line.Text("prediction_with_line_end")));
            var ours = files[line.Text("subtask")][line.GetProperty("line").GetInt32() - 1];
            Assert.Equal((line.Text("image"), line.Text("ground_truth"), line.Text("parsed")), (ours.Image, ours.Truth, Mme.Parse(ours.Prediction)));
            var sample = new Sample { Id = "1", Turns = [new Turn("?", "")], Answers = [line.Text("ground_truth").ToLowerInvariant()] };
            Assert.Equal(line.GetProperty("correct").GetBoolean() ? 1 : 0, new Mme().Grade(sample, ours.Prediction));
        }
        Assert.Equal(lines.Count, files.Values.Sum(file => file.Count));
    }

    [GoldenFact(Folder)]
    public void Subtasks_and_totals_are_the_original_s()
    {
        var expected = ScorerFiles.Expected("mme");
        var scores = new Dictionary<string, double>();
        foreach (var subtask in expected.GetProperty("subtasks").EnumerateObject())
        {
            var ours = Mme.Score(Results(subtask.Name), subtask.Name);
            Check(subtask.Value, ours);
            scores[subtask.Name] = ours.Score;
        }
        Assert.Equal(MmeFiles.Perception.Concat(MmeFiles.Cognition).Order(), scores.Keys.Order());
        ScorerFiles.Close(expected.GetProperty("totals").Number("perception"), MmeFiles.Perception.Sum(subtask => scores[subtask]));
        ScorerFiles.Close(expected.GetProperty("totals").Number("cognition"), MmeFiles.Cognition.Sum(subtask => scores[subtask]));
    }

    [GoldenFact(Folder)]
    public void Where_the_original_stops_there_is_a_reason_and_no_number()
    {
        foreach (var file in ScorerFiles.Expected("mme").GetProperty("alone").EnumerateObject())
        {
            MmeScores Score() => Mme.Score(MmeFiles.ReadResults(ScorerFiles.At("mme", "files_bad", file.Name + ".txt")), file.Name);
            if (file.Value.TryGetProperty("raises", out _))
            {
                Assert.Contains(file.Name, Assert.Throws<InvalidDataException>(Score).Message, StringComparison.Ordinal);
                continue;
            }
            Check(file.Value, Score());
            Assert.Equal(file.Value.Texts("parsed"), Score().Items.Select(item => item.Parsed));
        }
    }

    [GoldenFact(Folder)]
    public void Graded_samples_give_the_same_numbers_as_files_whose_pairs_are_pictures()
    {
        var benchmark = new Mme();
        var graded = new List<Graded>();
        var seen = new List<string>();
        foreach (var subtask in ScorerFiles.Expected("mme").GetProperty("subtasks").EnumerateObject())
        {
            var lines = Results(subtask.Name);
            var pictures = lines.Chunk(2).Select(pair => pair[0].Image).ToList();
            if (lines.Chunk(2).Any(pair => pair[0].Image != pair[1].Image) || pictures.Distinct().Count() != pictures.Count) continue;
            List<Graded> items = [.. lines.Select((line, i) => benchmark.GradeOne(
                new Sample { Id = $"{subtask.Name}{i}", Image = line.Image, Turns = [new Turn("?", "")], Answers = [line.Truth.ToLowerInvariant()], Category = subtask.Name }, line.Prediction))];
            ScorerFiles.Close(subtask.Value.Number("score"), (benchmark with { Subtasks = [subtask.Name] }).Sum(items));
            graded.AddRange(items);
            seen.Add(subtask.Name);
        }
        Assert.NotEmpty(seen);
        ScorerFiles.Close(
            seen.Intersect(MmeFiles.Perception).Sum(subtask => ScorerFiles.Expected("mme").GetProperty("subtasks").GetProperty(subtask).Number("score")), benchmark.Sum(graded));
        Assert.Equal(benchmark.Sum(graded), benchmark.Sum([.. graded, .. graded]), 1e-9);
    }

    [Fact]
    public async Task Both_layouts_read_as_samples_and_what_is_broken_is_named()
    {
        using var folder = new RawSet("count/1.png", "posters/images/tt01.jpg");
        Sample Ask(int number, string answer) => new() { Id = $"count/1-{number}", Image = "count/1.png", Turns = [new Turn($"Is there {number}?", answer)], Answers = [answer], Category = "count" };
        MmeFiles.Write(Path.GetDirectoryName(folder["x"])!, [Ask(1, "yes"), Ask(2, "no")]);
        await File.WriteAllTextAsync(folder["posters/questions_answers_YN/tt01.txt"], "Is it A? Please answer yes or no.\tYes\r\nIs it B? Please answer yes or no.\tNo");
        var samples = await folder.ReadAsync(RawFormat.Mme);
        Assert.Equal(["count/1-1", "count/1-2", "posters/tt01-1", "posters/tt01-2"], samples.Select(sample => sample.Id));
        Assert.Equal(("posters/images/tt01.jpg", "Is it B? Please answer yes or no.", "no", "posters"), (samples[3].Image, samples[3].Turns[0].Question, samples[3].Answers[0], samples[3].Category));
        Assert.Equivalent(Ask(2, "no"), samples[1], strict: true);

        await File.WriteAllTextAsync(folder["count/1.txt"], "Is there 1?\tYes\nIs there 2? No\n");
        Assert.Contains("1.txt:2", (await Assert.ThrowsAsync<InvalidDataException>(() => folder.ReadAsync(RawFormat.Mme))).Message, StringComparison.Ordinal);
        await File.WriteAllTextAsync(folder["count/1.txt"], "Is there 1?\tYes\n");
        Assert.Contains("1 questions", (await Assert.ThrowsAsync<InvalidDataException>(() => folder.ReadAsync(RawFormat.Mme))).Message, StringComparison.Ordinal);
        File.Delete(folder["count/1.txt"]);
        File.Delete(folder["posters/images/tt01.jpg"]);
        Assert.Contains("tt01", (await Assert.ThrowsAsync<FileNotFoundException>(() => folder.ReadAsync(RawFormat.Mme))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Result_files_hold_any_prediction_on_its_line()
    {
        using var folder = new RawSet();
        MmeFiles.WriteResults(folder["count.txt"], [new MmeLine("1.jpg", "a?", "Yes", "Yes,\tof\r\ncourse"), new MmeLine("1.jpg", "b?", "No", "no")]);
        Assert.Equal(200, Mme.Score(MmeFiles.ReadResults(folder["count.txt"]), "count").Score);
    }

    private static IReadOnlyList<MmeLine> Results(string subtask) => MmeFiles.ReadResults(ScorerFiles.At("mme", "files", subtask + ".txt"));

    private static void Check(JsonElement expected, MmeScores ours)
    {
        Assert.Equal(
            new[] { "tp", "fn", "tn", "fp", "other" }.Select(name => expected.GetProperty(name).GetInt32()),
            [ours.TruePositives, ours.FalseNegatives, ours.TrueNegatives, ours.FalsePositives, ours.Other]);
        ScorerFiles.Close(expected.Number("acc"), ours.Accuracy);
        ScorerFiles.Close(expected.Number("acc_plus"), ours.AccuracyPlus);
        ScorerFiles.Close(expected.Number("precision"), ours.Precision);
        ScorerFiles.Close(expected.Number("recall"), ours.Recall);
        ScorerFiles.Close(expected.Number("score"), ours.Score);
    }
}
