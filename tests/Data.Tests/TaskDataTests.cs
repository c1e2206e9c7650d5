using System.Text.Json;
using Steering.Data;
using Steering.Data.Sources;
using Steering.Data.Sources.Tasks;

namespace Steering.Tests;

public sealed class TaskDataTests : IDisposable
{
    private const string Golden = "task-data";
    private const ulong Seed = 42;

    private readonly string _folder = Directory.CreateTempSubdirectory("steering-tasks").FullName;

    public static TheoryData<TaskKind, TaskSplit, string, string> Sets => new()
    {
        { TaskKind.ScienceQa, TaskSplit.Train, "scienceQA", "train/scienceQA.json" },
        { TaskKind.ScienceQa, TaskSplit.Eval, "scienceQA", "eval/scienceQA_test.json" },
        { TaskKind.IconQaText, TaskSplit.Train, "iconQA", "train/iconQA_text.json" },
        { TaskKind.IconQaText, TaskSplit.Eval, "iconQA", "eval/iconQA_text_test.json" },
        { TaskKind.IconQaBlank, TaskSplit.Train, "iconQA", "train/iconQA_blank.json" },
        { TaskKind.IconQaBlank, TaskSplit.Eval, "iconQA", "eval/iconQA_blank_test.json" },
        { TaskKind.VizWiz, TaskSplit.Train, "vizwiz", "train/vizwiz.json" },
        { TaskKind.VizWiz, TaskSplit.Eval, "vizwiz", "eval/vizwiz.json" },
        { TaskKind.OkVqa, TaskSplit.Train, "okvqa", "train/okvqa.json" },
        { TaskKind.OkVqa, TaskSplit.Eval, "okvqa", "eval/okvqa.json" },
        { TaskKind.VqaV2, TaskSplit.Train, "vqav2", "train/vqav2_20k.json" },
        { TaskKind.VqaV2, TaskSplit.Eval, "vqav2", "eval/vqav2_5k_test.json" },
    };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [GoldenTheory(Golden), MemberData(nameof(Sets))]
    public async Task Samples_are_the_converters_but_for_their_draws(TaskKind kind, TaskSplit split, string raw, string expected)
    {
        var items = TaskData.Read(kind, Raw(raw), split, Seed);
        List<Sample> theirs = [];
        await foreach (var sample in LlavaJson.ReadAsync(Path.Combine(Tests.Golden.Folder(Golden), "expected", expected))) theirs.Add(sample);
        Assert.NotEmpty(theirs);
        // VQAv2's are a draw of the questions.
        var ours = (kind == TaskKind.VqaV2 ? items.Where(item => theirs.Exists(sample => sample.Id == item.Sample.Id)).OrderBy(item => theirs.FindIndex(sample => sample.Id == item.Sample.Id)) : items.AsEnumerable())
            .Select(item => item.Sample).ToList();
        Assert.Equal(theirs.Select(Frame), ours.Select(Frame));
        var drawn = kind is TaskKind.VizWiz or TaskKind.OkVqa;
        foreach (var (their, our) in theirs.Zip(ours))
        {
            if (!drawn) Assert.Equal(their.Turns[0].Answer, our.Turns[0].Answer);
            else Assert.All(new[] { their, our }, sample => Assert.Contains(sample.Turns[0].Answer, Admitted(kind, raw, split, sample.Id)));
        }
    }

    [GoldenFact(Golden)]
    public void Answers_are_drawn_by_the_seed()
    {
        List<string> Answers(ulong seed) => [.. TaskData.Read(TaskKind.OkVqa, Raw("okvqa"), TaskSplit.Train, seed).Select(item => item.Sample.Turns[0].Answer)];
        Assert.Equal(Answers(1), Answers(1));
        Assert.NotEqual(Answers(1), Answers(2));
    }

    [GoldenFact(Golden)]
    public async Task A_written_set_reads_back_as_llava_s_with_its_pictures()
    {
        var items = TaskData.Draw(TaskKind.IconQaText, TaskData.Read(TaskKind.IconQaText, Raw("iconQA"), TaskSplit.Train, Seed), 3, Seed);
        TaskData.Make(new TaskChoice(TaskKind.IconQaText, TaskSplit.Train, 3, Seed), Raw("iconQA"), Raw("iconQA"), _folder);
        var read = await RawFolder.ReadAsync(_folder, RawFormat.Llava, CancellationToken.None);
        Assert.Equal(items.Select(item => (item.Sample.Id, item.Sample.Image, item.Sample.Turns[0])), read.Select(sample => (sample.Id, sample.Image, sample.Turns[0])));
        var missing = Assert.Throws<FileNotFoundException>(() => TaskData.Write(items, _folder, _folder, "iconQA_text.json"));
        Assert.Contains("3 missing in all", missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Scales_of_one_seed_nest_and_keep_the_order()
    {
        List<TaskItem> items = [.. Enumerable.Range(0, 500).Select(i => new TaskItem(new Sample { Id = $"{i}", Turns = [new Turn("?", "")] }, ""))];
        var (few, many) = (TaskData.Draw(TaskKind.VqaV2, items, 20, Seed), TaskData.Draw(TaskKind.VqaV2, items, 100, Seed));
        Assert.Equal((20, 100), (few.Distinct().Count(), many.Distinct().Count()));
        Assert.Subset(many.ToHashSet(), few.ToHashSet());
        Assert.Equal(many.OrderBy(items.IndexOf), many);
        Assert.NotEqual(few, TaskData.Draw(TaskKind.VqaV2, items, 20, Seed + 1));
    }

    [Fact]
    public void A_scale_beyond_the_set_is_refused_with_what_there_is()
    {
        var error = Assert.Throws<InvalidDataException>(() => TaskData.Draw(TaskKind.ScienceQa, [.. Enumerable.Repeat(new TaskItem(new Sample { Id = "1", Turns = [] }, ""), 6218)], 10_000, Seed));
        Assert.Contains("10000", error.Message, StringComparison.Ordinal);
        Assert.Contains("6218", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_answer_is_drawn_three_times_as_often_where_its_annotator_was_sure()
    {
        Directory.CreateDirectory(_folder);
        VizWizFiles.Write(Path.Combine(_folder, "train.json"), Enumerable.Range(0, 2000).Select(i => new VizWizQuestion(
            $"VizWiz_train_{i:D8}.jpg", "?",
            [new VqaAnswer("sure", "yes", null), new VqaAnswer("unsure", "maybe", null), new VqaAnswer("guess", "no", null), new VqaAnswer("unanswerable", "yes", null)], "other", true)));
        var share = TaskData.Read(TaskKind.VizWiz, _folder, TaskSplit.Train, Seed).CountBy(item => item.Sample.Turns[0].Answer).ToDictionary();
        Assert.Equal(["sure", "unsure"], share.Keys.Order());
        Assert.InRange(share["sure"] / 2000.0, 0.71, 0.79);
    }

    private static string Raw(string name) => Path.Combine(Tests.Golden.Folder(Golden), "raw", name);

    private static (string Id, string? Image, string Question, int Turns) Frame(Sample sample) => (sample.Id, sample.Image, sample.Turns[0].Question, sample.Turns.Count);

    private static List<string> Admitted(TaskKind kind, string raw, TaskSplit split, string id)
    {
        if (kind == TaskKind.OkVqa)
        {
            var subtype = split == TaskSplit.Train ? "train2014" : "val2014";
            return [.. VqaV2Files.ReadAnnotations(Path.Combine(Raw(raw), $"mscoco_{subtype}_annotations.json")).Single(one => $"{one.QuestionId}" == id).Answers.Select(answer => answer.Answer)];
        }
        var path = Path.Combine(Raw(raw), split == TaskSplit.Train ? "train.json" : "val.json");
        var entry = JsonSerializer.Deserialize<JsonElement>(File.ReadAllBytes(path)).EnumerateArray().Single(one => one.GetProperty("image").GetString()!.EndsWith($"_{id}.jpg", StringComparison.Ordinal));
        return entry.GetProperty("answerable").GetInt32() == 0
            ? ["Unanswerable"]
            : [.. entry.GetProperty("answers").EnumerateArray().Where(answer => answer.GetProperty("answer_confidence").GetString() is "yes" or "maybe").Select(answer => answer.GetProperty("answer").GetString()!).Where(answer => answer != "unanswerable")];
    }
}
