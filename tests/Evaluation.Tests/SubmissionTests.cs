using Steering.Data.Shards;
using Steering.Data.Sources;
using Steering.Evaluation;
using Steering.Evaluation.Benchmarks;

namespace Steering.Tests;

/// <summary>From the raw test split to the file that a server takes.</summary>
public sealed class SubmissionTests
{
    [Fact]
    public async Task Vqav2_s_upload_covers_the_split_though_a_part_was_answered()
    {
        using var folder = new RawSet("test2015/COCO_test2015_000000000005.jpg", "test2015/COCO_test2015_000000000006.jpg");
        await File.WriteAllTextAsync(folder["v2_OpenEnded_mscoco_test2015_questions.json"], """
            {"questions": [{"image_id": 5, "question": "who?", "question_id": 50}, {"image_id": 6, "question": "what?", "question_id": 60}]}
            """);
        await UploadAsync(folder, RawFormat.VqaV2Test, new VqaV2(), [new LlavaAnswer("60", "p", "first"), new LlavaAnswer("60", "p", "The two dogs!")]);
        var results = VqaV2Files.ReadResults(folder["upload.json"]);
        Assert.Equal(("", "2 dogs"), (results[50], results[60]));
    }

    [Fact]
    public async Task Vqav2_s_two_test_lists_lie_in_one_folder()
    {
        using var folder = new RawSet("test2015/COCO_test2015_000000000005.jpg", "test2015/COCO_test2015_000000000006.jpg");
        const string dev = """{"image_id": 5, "question": "who?", "question_id": 50}""", rest = """{"image_id": 6, "question": "what?", "question_id": 60}""";
        await File.WriteAllTextAsync(folder["v2_OpenEnded_mscoco_test2015_questions.json"], $"{{\"questions\": [{dev}, {rest}]}}");
        await File.WriteAllTextAsync(folder["v2_OpenEnded_mscoco_test-dev2015_questions.json"], $"{{\"questions\": [{dev}]}}");
        Assert.Equal(["50", "60"], VqaV2TestLists.Read(folder.Folder, VqaV2TestLists.Whole).Select(sample => sample.Id));
        Assert.Equal(["50"], VqaV2TestLists.Read(folder.Folder, VqaV2TestLists.Dev).Select(sample => sample.Id));
        File.Delete(folder["test2015/COCO_test2015_000000000006.jpg"]);
        Assert.Contains("COCO_test2015_000000000006", Assert.Throws<FileNotFoundException>(() => VqaV2TestLists.Read(folder.Folder, VqaV2TestLists.Whole)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Vizwiz_s_upload_wants_every_answer()
    {
        using var folder = new RawSet("test/t1.jpg", "test/t2.jpg");
        await File.WriteAllTextAsync(folder["test.json"], """[{"image": "t1.jpg", "question": "What?"}, {"image": "t2.jpg", "question": "Who?"}]""");
        LlavaAnswer[] answers = [new("t2.jpg", "p", "A can."), new("t1.jpg", "p", "Unanswerable")];
        await UploadAsync(folder, RawFormat.VizWizTest, new VizWiz(), answers);
        Assert.Equal([("t1.jpg", "unanswerable"), ("t2.jpg", "can")], VizWizFiles.ReadResults(folder["upload.json"]).Select(result => (result.Image, result.Answer)));
        var missing = await Assert.ThrowsAsync<InvalidDataException>(() => UploadAsync(folder, RawFormat.VizWizTest, new VizWiz(), answers[..1]));
        Assert.Contains("t1.jpg", missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mmmu_s_upload_holds_letters_and_open_answers_of_the_test_split()
    {
        using var folder = new RawSet("all_images/1.png");
        await File.WriteAllTextAsync(folder["anns_for_eval.json"], """
            [{"id": "test_Art_1", "prompt": "?", "image": "1.png", "question_type": "multiple-choice", "all_choices": ["A", "B"], "index2ans": {"A": "x", "B": "y"}},
             {"id": "test_Art_2", "prompt": "?", "image": "1.png", "question_type": "open"}]
            """);
        await UploadAsync(folder, RawFormat.Mmmu, new Mmmu(), [new LlavaAnswer("test_Art_2", "p", "1900"), new LlavaAnswer("test_Art_1", "p", "I take (B).")]);
        Assert.Equal([("test_Art_1", "B"), ("test_Art_2", "1900")], MmmuFiles.ReadAnswers(folder["upload.json"]).Select(pair => (pair.Key, pair.Value)));
    }

    [Fact]
    public void Strangers_and_benchmarks_without_server_are_refused()
    {
        LlavaQuestion[] questions = [new("1", "1.jpg", "?", "")];
        Assert.Contains("question 2", Assert.Throws<InvalidDataException>(() => Submissions.Write(new VqaV2(), questions, [new LlavaAnswer("2", "", "x")], "x.json")).Message, StringComparison.Ordinal);
        Assert.Contains("POPE", Assert.Throws<InvalidDataException>(() => Submissions.Write(new Pope(), questions, [], "x.json")).Message, StringComparison.Ordinal);
    }

    private static async Task UploadAsync(RawSet folder, RawFormat format, IBenchmark benchmark, IReadOnlyList<LlavaAnswer> answers)
    {
        await SampleShards.WriteAsync(folder["samples.parquet"], await folder.ReadAsync(format));
        LlavaQuestions.WriteAnswers(folder["answers.jsonl"], answers, "m", idsAreText: true);
        await Submissions.WriteAsync(benchmark, folder["samples.parquet"], folder["answers.jsonl"], folder["upload.json"], CancellationToken.None);
    }
}
