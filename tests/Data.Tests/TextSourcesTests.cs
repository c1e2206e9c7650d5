using Steering.Data;
using Steering.Data.Sources;

namespace Steering.Tests;

/// <summary>The benchmarks' own file formats: what is written reads back the same, and a broken file is named with its fault.</summary>
public sealed class TextSourcesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("steering-sources").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Llava_rows_read_back_as_written()
    {
        Sample[] rows =
        [
            new() { Id = "7", Image = "a/b.png", Turns = [new Turn("<image>\nWhat \"is\" it?\n", "a café 🦊"), new Turn("and?", "")] },
            new() { Id = "text", Turns = [new Turn("hello", "there")] },
        ];
        var path = At("rows.json");
        LlavaJson.Write(path, rows);
        Equal(rows, await RowsAsync(path));
        Assert.Contains("café", await File.ReadAllTextAsync(path), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Numeric_ids_and_a_first_message_from_the_model_are_taken_as_llava_takes_them()
    {
        var path = At("rows.json");
        await File.WriteAllTextAsync(path, """
            [{"id": 12, "image": null, "model": "x", "conversations": [{"from": "gpt", "value": "hi"}, {"from": "human", "value": "q"}, {"from": "gpt", "value": "a"}]}]
            """);
        var row = Assert.Single(await RowsAsync(path));
        Assert.Equal(("12", null, new Turn("q", "a")), (row.Id, row.Image, row.Turns.Single()));
    }

    [Theory]
    [InlineData("[{\"id\":\"1\",\"conversations\":[{\"from\":\"human\",\"value\":\"q\"},\n{\"from\":\"gpt\"", "line 2")]
    [InlineData("{\"id\":\"1\"}", "line 1")]
    [InlineData("[{\"id\":\"1\",\"conversations\":[{\"from\":\"human\",\"value\":\"q\"},{\"from\":\"gpt\",\"value\":\"a\"}]},\n{\"id\":\"2\"}]", "[1] has no 'conversations'")]
    [InlineData("[{\"id\":\"1\",\"conversations\":[{\"from\":\"human\",\"value\":3},{\"from\":\"gpt\",\"value\":\"a\"}]}]", "[0].conversations[0].value is 3")]
    [InlineData("[{\"id\":\"1\",\"conversations\":[{\"from\":\"human\",\"value\":\"q\"}]}]", "[0].conversations has 1 messages")]
    [InlineData("[{\"id\":[],\"conversations\":[]}]", "[0].id is []")]
    [InlineData("[{\"id\":1,\"image\":[\"a\",\"b\"],\"conversations\":[]}]", "[0].image is [")]
    public async Task A_broken_llava_file_is_named_with_its_fault(string json, string named)
    {
        var path = At("rows.json");
        await File.WriteAllTextAsync(path, json);
        var error = await Assert.ThrowsAsync<InvalidDataException>(() => RowsAsync(path));
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Vqav2_files_read_back_as_written()
    {
        Sample[] rows =
        [
            Vqa("11", 5, "what is it?", "fox", "what is", [.. Enumerable.Repeat("fox", 6), .. Enumerable.Repeat("red fox", 4)]),
            Vqa("12", 5, "how many?", "2", "how many", [.. Enumerable.Repeat("2", 10)]),
        ];
        VqaV2Files.Write(At("q.json"), At("a.json"), rows, "val2014", "a test");
        Equal(rows, VqaV2Files.Read(At("q.json"), At("a.json"), ".png"));
        Assert.Equal(["other", "number"], VqaV2Files.ReadAnnotations(At("a.json")).Select(annotation => annotation.AnswerType));
        VqaV2Files.WriteResults(At("r.json"), [(11, "fox"), (12, "two")]);
        Assert.Equal("two", VqaV2Files.ReadResults(At("r.json"))[12]);

        VqaV2Files.Write(At("q1.json"), At("a1.json"), rows[..1], "val2014", "a test");
        Assert.Contains("question 12", Assert.Throws<InvalidDataException>(() => VqaV2Files.Read(At("q.json"), At("a1.json"))).Message, StringComparison.Ordinal);
        Assert.Contains("lacks", Assert.Throws<InvalidDataException>(() => VqaV2Files.Read(At("q1.json"), At("a.json"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Scienceqa_files_read_back_as_written()
    {
        Sample[] test =
        [
            new() { Id = "4", Image = "test/4/image.png", Turns = [new Turn("which?", "B")], Answers = ["B"], Choices = ["a", "b"], Category = "natural science" },
            new() { Id = "9", Turns = [new Turn("and?", "A")], Answers = ["A"], Choices = ["x", "y", "z"], Category = "language science" },
        ];
        ScienceQaFiles.Write(At("problems.json"), At("pid_splits.json"), [("train", []), ("test", test)]);
        Equal(test, ScienceQaFiles.Read(At("problems.json"), At("pid_splits.json"), "test"));
        Assert.Empty(ScienceQaFiles.Read(At("problems.json"), At("pid_splits.json"), "train"));
        Assert.Contains("'val'", Assert.Throws<InvalidDataException>(() => ScienceQaFiles.Read(At("problems.json"), At("pid_splits.json"), "val")).Message, StringComparison.Ordinal);
        File.WriteAllText(At("problems.json"), """{"4": {"question": "q", "choices": ["a"], "answer": 1}, "9": {}}""");
        Assert.Contains("4.answer", Assert.Throws<InvalidDataException>(() => ScienceQaFiles.Read(At("problems.json"), At("pid_splits.json"), "test")).Message.Replace("['4']", "4", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public void Pope_files_read_back_as_written()
    {
        var rows = PopeFiles.Categories.SelectMany(category => Enumerable.Range(1, 3).Select(number => new Sample
        {
            Id = $"{category}-{number}",
            Image = $"{number}.png",
            Turns = [new Turn("Is there a fox in the image?", number == 2 ? "no" : "yes")],
            Answers = [number == 2 ? "no" : "yes"],
            Category = category,
        })).ToList();
        PopeFiles.Write(_folder, rows, sample => sample.Turns[0].Question + "!");
        Equal(rows, PopeFiles.Read(At("coco")));
        var questions = LlavaQuestions.Read(At("llava_pope_test.jsonl"));
        Assert.Equal(Enumerable.Range(1, 9).Select(number => $"{number}"), questions.Select(question => question.Id));
        Assert.All(questions, question => Assert.EndsWith("!", question.Text, StringComparison.Ordinal));

        File.AppendAllText(At("coco", "coco_pope_popular.json"), "{\"question_id\": 4, \"image\": ");
        var broken = Assert.Throws<InvalidDataException>(() => PopeFiles.Read(At("coco")));
        Assert.Contains("coco_pope_popular.json:4:", broken.Message, StringComparison.Ordinal);
        File.Delete(At("coco", "coco_pope_popular.json"));
        Assert.Contains("coco_pope_popular.json", Assert.Throws<FileNotFoundException>(() => PopeFiles.Read(At("coco"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Answer_files_read_back_as_written_and_converters_skip_broken_lines()
    {
        LlavaQuestions.WriteAnswers(At("answers.jsonl"), [new LlavaAnswer("3", "p", "a\nb"), new LlavaAnswer("4", "p", "")], "tiny");
        Assert.Equal([new LlavaAnswer("3", "p", "a\nb"), new LlavaAnswer("4", "p", "")], LlavaQuestions.ReadAnswers(At("answers.jsonl")));
        File.AppendAllText(At("answers.jsonl"), "\n{\"question_id\"");
        // The empty line and the cut one: LLaVA's converters fail on both and go on.
        Assert.Equal(2, LlavaQuestions.ReadAnswersLeniently(At("answers.jsonl")).Broken);
        Assert.Throws<InvalidDataException>(() => LlavaQuestions.ReadAnswers(At("answers.jsonl")));
    }

    [Fact]
    public void A_missing_image_is_named_with_its_row()
    {
        var rows = new[] { new Sample { Id = "5", Image = "gone.png", Turns = [new Turn("q", "a")] } };
        var error = Assert.Throws<FileNotFoundException>(() => SampleImages.Require("rows.json", rows, _folder));
        Assert.Contains("'5'", error.Message, StringComparison.Ordinal);
        Assert.Contains("gone.png", error.Message, StringComparison.Ordinal);
        File.WriteAllText(At("gone.png"), "");
        SampleImages.Require("rows.json", rows, _folder);
    }

    private static Sample Vqa(string id, long image, string question, string answer, string type, IReadOnlyList<string> answers) => new()
    {
        Id = id,
        Image = VqaV2Files.ImageName("val2014", image, ".png"),
        Turns = [new Turn(question, answer)],
        Answers = answers,
        Category = type,
    };

    private static void Equal(IReadOnlyList<Sample> expected, IReadOnlyList<Sample> actual)
    {
        Assert.Equal(expected.Select(Flat), actual.Select(Flat));

        static string Flat(Sample sample) =>
            System.Text.Json.JsonSerializer.Serialize(sample);
    }

    private static async Task<List<Sample>> RowsAsync(string path)
    {
        var rows = new List<Sample>();
        await foreach (var row in LlavaJson.ReadAsync(path)) rows.Add(row);
        return rows;
    }

    private string At(params string[] parts) => Path.Combine([_folder, .. parts]);
}
