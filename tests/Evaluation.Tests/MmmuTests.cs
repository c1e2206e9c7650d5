using System.Globalization;
using System.Text.Json;
using Steering.Data;
using Steering.Data.Sources;
using Steering.Evaluation;
using Steering.Evaluation.Benchmarks;

namespace Steering.Tests;

public sealed class MmmuTests
{
    private const string Folder = "scorers/mmmu";

    [GoldenFact(Folder)]
    public void Every_reply_is_read_as_the_original_does()
    {
        var lines = ScorerFiles.Lines("mmmu", "cases.jsonl");
        Assert.NotEmpty(lines);
        foreach (var line in lines)
        {
            var (sample, reply) = (ToSample(line), line.Text("response"));
            if (sample.Choices.Count > 0)
            {
                Assert.Equal(line.Text("parsed"), MmmuReading.Letter(reply, sample.Choices) ?? Mmmu.Random);
                Assert.Equal(line.Text("parsed") == Mmmu.Random ? Mmmu.Random : "", new Mmmu().Verdict(sample, reply));
            }
            else
            {
                var open = MmmuReading.Open(reply);
                Assert.Equal(line.GetProperty("parsed_open").Texts("strings").Order(StringComparer.Ordinal), open.Texts.Order(StringComparer.Ordinal));
                Assert.Equal(line.GetProperty("parsed_open").GetProperty("numbers").EnumerateArray().Select(Number).Order(), open.Numbers.Order());
            }
            var correct = line.GetProperty("correct");
            Assert.Equal(correct.ValueKind == JsonValueKind.True ? 1 : 0, new Mmmu().Grade(sample, reply));
        }
    }

    [GoldenFact(Folder)]
    public void Accuracies_with_every_random_draw_wrong_are_the_original_s()
    {
        var expected = ScorerFiles.Expected("mmmu").GetProperty("random_counts_as_wrong");
        var benchmark = new Mmmu();
        var graded = ScorerFiles.Lines("mmmu", "cases.jsonl").ConvertAll(line => benchmark.GradeOne(ToSample(line), line.Text("response")));
        ScorerFiles.Close(100 * expected.Number("overall"), benchmark.Sum(graded));
        var beside = benchmark.Beside(graded).ToDictionary(entry => entry.Name, entry => entry.Value);
        foreach (var subject in expected.GetProperty("per_subject").EnumerateObject())
        {
            ScorerFiles.Close(100 * subject.Value.Number("accuracy"), beside[subject.Name]);
            Assert.Equal(subject.Value.GetProperty("count").GetInt32(), graded.Count(item => item.Category == subject.Name));
        }
        foreach (var discipline in expected.GetProperty("per_discipline").EnumerateObject())
        {
            if (discipline.Value.GetProperty("count").GetInt32() == 0) Assert.DoesNotContain(discipline.Name, beside.Keys);
            else ScorerFiles.Close(100 * discipline.Value.Number("accuracy"), beside[discipline.Name]);
        }
        var all = ScorerFiles.Expected("mmmu");
        ScorerFiles.Close(100 * all.Number("random_cases") / all.Number("cases"), beside["no letter"]);
    }

    [GoldenFact(Folder)]
    public void The_printed_table_over_final_answers_is_the_original_s()
    {
        var scores = Mmmu.Score(
            MmmuFiles.ReadAnswers(ScorerFiles.At("mmmu", "files", "total_val_output.json")), MmmuFiles.ReadTruths(ScorerFiles.At("mmmu", "files", "answer_dict_val.json")));
        List<MmmuScore> ours =
        [
            .. scores.Disciplines.SelectMany(discipline => (MmmuScore[])[MmmuScores.Of("Overall-" + discipline.Discipline, discipline.Subjects), .. discipline.Subjects]), scores.Overall,
        ];
        var theirs = ScorerFiles.Expected("mmmu").GetProperty("main_eval_only_printed").EnumerateObject().ToList();
        Assert.Equal(theirs.Select(entry => (entry.Name, entry.Value.GetProperty("num").GetInt32(), entry.Value.Number("acc"))), ours.Select(one => (one.Subject, one.Count, ExactRounding.HalfEven(one.Accuracy, 3))));
    }

    [GoldenFact(Folder)]
    public void The_publishers_own_files_of_replies_give_the_same_letters()
    {
        var cases = ScorerFiles.Lines("mmmu", "cases.jsonl").ToDictionary(line => line.Text("id"));
        var seen = 0;
        foreach (var subject in Golden.Cases("scorers/mmmu/files/parse_and_eval"))
        {
            foreach (var item in Golden.Json("scorers", "mmmu", "files", "parse_and_eval", subject, "output.json").EnumerateArray())
            {
                Assert.Equal(subject, MmmuFiles.Subject(item.Text("id")));
                Assert.Equal(cases[item.Text("id")].GetProperty("correct").ValueKind == JsonValueKind.True ? 1 : 0, new Mmmu().Grade(ToSample(item), item.Text("response")));
                seen++;
            }
        }
        Assert.Equal(cases.Count, seen);
    }

    [Fact]
    public async Task The_folder_of_the_released_evaluation_reads_back_as_written_and_its_faults_are_named()
    {
        var folder = Directory.CreateTempSubdirectory("mmmu");
        try
        {
            Sample[] samples =
            [
                new() { Id = "validation_Art_Theory_1", Image = "validation_Art_Theory_1.png", Turns = [new Turn("what?\n(A) red\n(B) blue\n", "B")], Answers = ["B"], Choices = ["red", "blue"], Category = "Art_Theory" },
                new() { Id = "validation_Math_2", Image = "m.png", Turns = [new Turn("how many?", "4")], Answers = ["4", "four"], Category = "Math" },
                new() { Id = "validation_Math_3", Turns = [new Turn("which?", MmmuFiles.SeveralPictures)], Answers = ["A"], Choices = ["<image 1>", "<image 2>"], Category = "Math" },
            ];
            MmmuFiles.Write(folder.FullName, samples);
            Directory.CreateDirectory(Path.Combine(folder.FullName, "all_images"));
            foreach (var sample in samples.Where(sample => sample.Image is not null)) await File.WriteAllTextAsync(Path.Combine(folder.FullName, "all_images", sample.Image!), "");
            var read = await RawFolder.ReadAsync(folder.FullName, RawFormat.Mmmu, default);
            Assert.Equal(Data.Shards.RowDigest.Of(samples), Data.Shards.RowDigest.Of(read));
            Assert.Equal(0, new Mmmu().Grade(read[2], "A"));
            Assert.Equal(1, new Mmmu().Grade(read[0], "(B)"));

            var answers = Path.Combine(folder.FullName, "answer_dict_val.json");
            await File.WriteAllTextAsync(answers, """{"validation_Math_2": {"question_type": "short-answer", "ground_truth": "4"}}""");
            Assert.Contains("validation_Art_Theory_1", (await Assert.ThrowsAsync<InvalidDataException>(() => RawFolder.ReadAsync(folder.FullName, RawFormat.Mmmu, default))).Message, StringComparison.Ordinal);
            File.Delete(answers);
            await Assert.ThrowsAsync<FileNotFoundException>(() => RawFolder.ReadAsync(folder.FullName, RawFormat.Mmmu, default));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void The_upload_of_the_test_split_has_a_letter_for_every_choice_and_is_drawn_equally_each_time()
    {
        Sample[] samples =
        [
            new() { Id = "test_Art_1", Image = "a.png", Turns = [new Turn("?", "?")], Answers = ["?"], Choices = ["red", "blue"] },
            new() { Id = "test_Art_2", Image = "a.png", Turns = [new Turn("?", "?")], Answers = ["?"], Choices = ["red", "blue"] },
            new() { Id = "test_Art_3", Image = "a.png", Turns = [new Turn("?", "?")], Answers = ["?"] },
            new() { Id = "test_Art_4", Turns = [new Turn("?", MmmuFiles.SeveralPictures)], Answers = ["?"] },
        ];
        var answers = new Dictionary<string, string> { ["test_Art_1"] = "it is (B)", ["test_Art_2"] = "no idea", ["test_Art_3"] = "42 m", ["test_Art_4"] = "x" };
        var upload = Mmmu.Submission(samples, answers, seed: 1);
        Assert.Equal(["B", "42 m", MmmuFiles.SeveralPictures], [upload[0].Answer, upload[2].Answer, upload[3].Answer]);
        Assert.Contains(upload[1].Answer, new[] { "A", "B" });
        Assert.Equal(upload, Mmmu.Submission(samples, answers, seed: 1));
        var path = Path.GetTempFileName();
        MmmuFiles.WriteAnswers(path, upload);
        Assert.Equal(upload, MmmuFiles.ReadAnswers(path).Select(pair => (pair.Key, pair.Value)));
        File.Delete(path);
        answers.Remove("test_Art_3");
        Assert.Contains("test_Art_3", Assert.Throws<InvalidDataException>(() => Mmmu.Submission(samples, answers, seed: 1)).Message, StringComparison.Ordinal);
    }

    private static double Number(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number ? value.GetDouble() : value.GetString() switch { "nan" => double.NaN, "inf" => double.PositiveInfinity, "-inf" => double.NegativeInfinity, var text => double.Parse(text!, CultureInfo.InvariantCulture) };

    private static Sample ToSample(JsonElement line)
    {
        var answer = line.GetProperty("answer");
        List<string> accepted = answer.ValueKind == JsonValueKind.Array ? line.Texts("answer") : [answer.GetString()!];
        return new Sample
        {
            Id = line.Text("id"),
            Image = "a.png",
            Turns = [new Turn("?", accepted[0])],
            Answers = accepted,
            Category = MmmuFiles.Subject(line.Text("id")),
            Choices = line.Text("question_type") == MmmuFiles.MultipleChoice ? line.Texts("all_choices").ConvertAll(letter => line.GetProperty("index2ans").Text(letter)) : [],
        };
    }
}
