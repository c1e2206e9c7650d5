using System.Globalization;
using Steering.Data;
using Steering.Data.Sources;
using Steering.Evaluation;
using Steering.Evaluation.Benchmarks;

namespace Steering.Tests;

public sealed class TextVqaTests
{
    private const string Folder = "scorers/textvqa";

    [GoldenFact(Folder)]
    public void Every_answer_line_scores_as_in_the_original()
    {
        var lines = ScorerFiles.Lines("textvqa", "cases.jsonl");
        var answers = LlavaQuestions.ReadAnswers(ScorerFiles.At("textvqa", "files", "answers.jsonl"));
        Assert.Equal(lines.Count, answers.Count);
        var scores = TextVqa.Score(Questions, answers);
        var benchmark = new TextVqa();
        foreach (var (line, answer, score) in lines.Zip(answers, scores))
        {
            Assert.Equal(line.Text("question_key"), TextVqa.QuestionOf(line.Text("prompt")));
            Assert.Equal(line.Text("prediction_processed"), Normalisation.EvalAi(answer.Text));
            Assert.Equal(line.Texts("answers_processed"), line.Texts("answers").Select(Normalisation.EvalAi));
            ScorerFiles.Close(line.Number("score"), score);
            var sample = new Sample { Id = "1", Turns = [new Turn("?", "")], Answers = line.Texts("answers") };
            ScorerFiles.Close(100 * line.Number("score"), benchmark.Sum([benchmark.GradeOne(sample, answer.Text)]));
        }
    }

    [GoldenFact(Folder)]
    public void The_accuracy_is_the_original_s()
    {
        var expected = ScorerFiles.Expected("textvqa");
        var scores = TextVqa.Score(Questions, LlavaQuestions.ReadAnswers(ScorerFiles.At("textvqa", "files", "answers.jsonl")));
        Assert.Equal(expected.GetProperty("samples").GetInt32(), scores.Count);
        ScorerFiles.Close(expected.Number("accuracy"), scores.Average());
        Assert.Equal(expected.Text("printed_accuracy"), ExactRounding.HalfEven(100 * scores.Average(), 2).ToString("F2", CultureInfo.InvariantCulture) + "%");
    }

    [GoldenFact(Folder)]
    public void The_question_is_found_in_every_prompt_or_its_form_is_named()
    {
        var lines = ScorerFiles.Lines("textvqa", "prompts.jsonl");
        Assert.NotEmpty(lines);
        foreach (var line in lines)
        {
            if (line.TryGetProperty("raises", out _)) Assert.Contains("none of the forms", Assert.Throws<InvalidDataException>(() => TextVqa.QuestionOf(line.Text("prompt"))).Message, StringComparison.Ordinal);
            else Assert.Equal(line.Text("question"), TextVqa.QuestionOf(line.Text("prompt")));
        }
    }

    [Fact]
    public async Task A_folder_reads_back_as_written_and_what_is_broken_is_named()
    {
        using var folder = new RawSet("train_images/a0.png");
        var file = folder["TextVQA_0.5.1_val.json"];
        TextVqaFiles.Write(file, [new TextVqaQuestion("7", "a0", "What brand?", [.. Enumerable.Repeat("acme", 6), .. Enumerable.Repeat("apex", 4)])]);
        var sample = Assert.Single(await folder.ReadAsync(RawFormat.TextVqa));
        Assert.Equal(("7", "a0.png", "What brand?", "acme", 10), (sample.Id, sample.Image, sample.Turns[0].Question, sample.Turns[0].Answer, sample.Answers.Count));

        var list = folder["llava_textvqa_val_v051_ocr.jsonl"];
        LlavaQuestions.Write(list, [new LlavaQuestion("a0", "a0.png", "what BRAND?\nReference OCR token: ACME, 10\nShort.", "")], idsAreText: true);
        sample = Assert.Single(await folder.ReadAsync(RawFormat.TextVqaOcr));
        Assert.Equal("<image>\nWhat brand?\nReference OCR token: ACME, 10" + VqaV2.ShortAnswer, new TextVqa().Ask(sample).Question);

        LlavaQuestions.Write(list, [new LlavaQuestion("a0", "a0.png", "what?\nReference OCR token: ACME, 10\nShort.", "")], idsAreText: true);
        Assert.Contains("What brand?", (await Assert.ThrowsAsync<InvalidDataException>(() => folder.ReadAsync(RawFormat.TextVqaOcr))).Message, StringComparison.Ordinal);
        File.Delete(folder["train_images/a0.png"]);
        Assert.Contains("a0.jpg", (await Assert.ThrowsAsync<FileNotFoundException>(() => folder.ReadAsync(RawFormat.TextVqa))).Message, StringComparison.Ordinal);
        await File.WriteAllTextAsync(file, """{"data": [{"question_id": 1, "image_id": "a0", "question": "?", "answers": ["x"]}]}""");
        Assert.Contains("data[0].answers", (await Assert.ThrowsAsync<InvalidDataException>(() => folder.ReadAsync(RawFormat.TextVqa))).Message, StringComparison.Ordinal);
    }

    private static IReadOnlyList<TextVqaQuestion> Questions => TextVqaFiles.ReadQuestions(ScorerFiles.At("textvqa", "files", "TextVQA_0.5.1_val.json"));
}
