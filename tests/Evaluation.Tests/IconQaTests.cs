using System.Globalization;
using System.Text.Json;
using Steering.Data;
using Steering.Data.Sources;
using Steering.Evaluation;
using Steering.Evaluation.Benchmarks;

namespace Steering.Tests;

public sealed class IconQaTests
{
    private const string Folder = "scorers/iconqa";

    public static TheoryData<string> Kinds => [.. Golden.Cases("scorers/iconqa/files")];

    [GoldenTheory(Folder), MemberData(nameof(Kinds))]
    public void Every_answer_line_is_judged_as_in_the_original(string kind)
    {
        var lines = ScorerFiles.Lines("iconqa", "cases.jsonl").Where(line => line.Text("kind") == kind).ToList();
        var answers = Answers(kind, "answers.jsonl");
        Assert.Equal(lines.Count, answers.Count);
        var truths = Problems(kind).ToDictionary(problem => problem.Id, problem => problem.Answer);
        IBenchmark benchmark = kind == "txt" ? new IconQaText() : new IconQaBlank();
        foreach (var ((line, answer), right) in lines.Zip(answers).Zip(IconQa.Score(Problems(kind), answers)))
        {
            Assert.Equal(line.Text("truth_as_text"), truths[line.Text("question_id")]);
            Assert.Equal((line.Text("question_id"), line.Text("prediction")), (answer.Id, answer.Text));
            Assert.Equal(line.GetProperty("correct").GetBoolean(), right);
            var sample = new Sample { Id = answer.Id, Turns = [new Turn("?", "")], Answers = [truths[answer.Id]] };
            Assert.Equal(right ? 1 : 0, benchmark.Grade(sample, answer.Text));
        }
    }

    [GoldenTheory(Folder), MemberData(nameof(Kinds))]
    public void The_accuracy_is_the_original_s(string kind)
    {
        var expected = ScorerFiles.Expected("iconqa").GetProperty(kind);
        var right = IconQa.Score(Problems(kind), Answers(kind, "answers.jsonl"));
        var correct = right.Count(one => one);
        Assert.Equal((expected.GetProperty("count").GetInt32(), expected.GetProperty("correct").GetInt32()), (right.Count, correct));
        ScorerFiles.Close(expected.Number("accuracy"), 100.0 * correct / right.Count);
        Assert.Equal(
            expected.Text("printed"),
            string.Create(CultureInfo.InvariantCulture, $"Total: {right.Count}, Correct: {correct}, Accuracy: {ExactRounding.HalfEven(100.0 * correct / right.Count, 2):F2}%"));
        var truths = expected.GetProperty("truths").EnumerateObject().Select(entry => (entry.Name, entry.Value.GetString()!));
        Assert.Equal(truths, Problems(kind).Select(problem => (problem.Id, problem.Answer)));
    }

    [GoldenTheory(Folder), MemberData(nameof(Kinds))]
    public void Where_the_original_stops_there_is_a_reason_and_no_number(string kind)
    {
        var stops = ScorerFiles.Expected("iconqa").GetProperty(kind).EnumerateObject()
            .Where(entry => entry.Value.ValueKind == JsonValueKind.Object && entry.Value.TryGetProperty("raises", out _)).ToList();
        Assert.NotEmpty(stops);
        foreach (var stop in stops)
        {
            var error = Assert.Throws<InvalidDataException>(() => IconQa.Score(Problems(kind), Answers(kind, $"answers_{stop.Name}.jsonl")));
            Assert.True(error.Message.Length > 40, error.Message);
        }
    }

    [Theory]
    [InlineData("7.0", "7.0")]
    [InlineData("1e22", "1e+22")]
    [InlineData("123456789012345680.0", "1.2345678901234568e+17")]
    [InlineData("123456.789", "123456.789")]
    [InlineData("0.00012345", "0.00012345")]
    [InlineData("-1.5e-7", "-1.5e-07")]
    [InlineData("5e-324", "5e-324")]
    [InlineData("1e400", "inf")]
    [InlineData("-0", "0")]
    [InlineData("0.0", "0.0")]
    [InlineData("[true, null, \"it's\", \"a\\\"'\", \"\\n\\u200b\"]", "[True, None, \"it's\", 'a\"\\'', '\\n\\u200b']")]
    public async Task A_truth_is_the_text_that_python_prints(string json, string text)
    {
        using var folder = new RawSet("test/fill_in_blank/1/image.png");
        await File.WriteAllTextAsync(folder["test/fill_in_blank/1/data.json"], $$"""{"question": "?", "answer": {{json}}}""");
        Assert.Equal(text, Assert.Single(await folder.ReadAsync(RawFormat.IconQaBlank)).Answers[0]);
    }

    [Fact]
    public async Task A_folder_reads_back_as_written_and_what_is_broken_is_named()
    {
        using var folder = new RawSet("iconqa_data/iconqa/test/choose_txt/12/image.png", "iconqa_data/iconqa/test/fill_in_blank/7/image.png");
        var root = Path.GetDirectoryName(folder["iconqa_data/iconqa/x"])!;
        Sample text = new() { Id = "12", Image = "test/choose_txt/12/image.png", Turns = [new Turn("What shape?", "1")], Answers = ["1"], Choices = ["circle", "star"], Category = IconQaFiles.Text };
        Sample blank = new() { Id = "7", Image = "test/fill_in_blank/7/image.png", Turns = [new Turn("How many? (_)", "7")], Answers = ["7"], Category = IconQaFiles.Blank };
        IconQaFiles.Write(root, [text, blank]);
        Assert.Equivalent(text, Assert.Single(await folder.ReadAsync(RawFormat.IconQaText)), strict: true);
        Assert.Equivalent(blank, Assert.Single(await folder.ReadAsync(RawFormat.IconQaBlank)), strict: true);

        File.Delete(folder["iconqa_data/iconqa/test/choose_txt/12/image.png"]);
        Assert.Contains("'12'", (await Assert.ThrowsAsync<FileNotFoundException>(() => folder.ReadAsync(RawFormat.IconQaText))).Message, StringComparison.Ordinal);
        await File.WriteAllTextAsync(folder["iconqa_data/iconqa/test/fill_in_blank/7/data.json"], """{"question": "?"}""");
        Assert.Contains("has no 'answer'", (await Assert.ThrowsAsync<InvalidDataException>(() => folder.ReadAsync(RawFormat.IconQaBlank))).Message, StringComparison.Ordinal);
        Directory.Delete(folder["iconqa_data/iconqa/test/fill_in_blank"], recursive: true);
        Assert.Contains("fill_in_blank", (await Assert.ThrowsAsync<DirectoryNotFoundException>(() => folder.ReadAsync(RawFormat.IconQaBlank))).Message, StringComparison.Ordinal);
    }

    private static IReadOnlyList<IconQaProblem> Problems(string kind) => IconQaFiles.ReadProblems(ScorerFiles.At("iconqa", "files", kind, "test"));

    private static IReadOnlyList<LlavaAnswer> Answers(string kind, string file) => LlavaQuestions.ReadAnswers(ScorerFiles.At("iconqa", "files", kind, file));
}
