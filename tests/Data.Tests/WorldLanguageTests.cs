using Steering.Data.IconWorld;
using Steering.Data.Text;

namespace Steering.Data.Tests;

public sealed class WorldLanguageTests
{
    private static readonly World s_world = WorldCases.Tiny;

    private static List<LanguageItem> Draw(double progress, int count, IReadOnlyList<QuestionKind> kinds, LanguageMixture? mixture = null)
    {
        var chance = Chance.Of(1, "language");
        var sampler = new LanguageSampler(s_world, kinds, mixture ?? new LanguageMixture());
        return [.. Enumerable.Range(0, count).Select(_ => sampler.Next(chance, progress))];
    }

    [Fact]
    public void Forms_follow_the_mixture()
    {
        var late = Draw(0.8, 4000, QuestionKinds.All).CountBy(item => item.Form).ToDictionary(pair => pair.Key, pair => pair.Value / 4000.0);
        Assert.InRange(late[LanguageForm.Text], 0.02, 0.045);
        Assert.InRange(late[LanguageForm.Checklist], 0.09, 0.14);
        Assert.InRange(late[LanguageForm.Caption], 0.035, 0.075);
        var early = Draw(0.1, 2000, QuestionKinds.All).CountBy(item => item.Form).ToDictionary(pair => pair.Key, pair => pair.Value / 2000.0);
        Assert.InRange(early[LanguageForm.Checklist], 0.34, 0.45);
        Assert.DoesNotContain(LanguageForm.Text, early.Keys);
    }

    /// <summary>A kind that is listed and never drawn would be new to the model in tuning, against what the list says.</summary>
    [Fact]
    public void Every_kind_that_is_listed_is_asked()
    {
        var world = WorldCases.Load(60, words: 20);
        foreach (var kind in QuestionKinds.All)
        {
            var sampler = new LanguageSampler(world, [kind], new LanguageMixture());
            var chance = Chance.Of(1, "every kind");
            Assert.Contains(Enumerable.Range(0, 400), _ => sampler.Next(chance, 0.8).Turns.Count > 0);
        }
    }

    [Fact]
    public void Kinds_that_are_left_out_are_never_asked()
    {
        var kinds = new[] { QuestionKind.Exist, QuestionKind.Color, QuestionKind.ChoiceName };
        foreach (var progress in new[] { 0.1, 0.4, 0.9 })
        {
            var questions = Draw(progress, 400, kinds).SelectMany(item => item.Turns).Select(turn => turn.Question).ToList();
            Assert.NotEmpty(questions);
            Assert.All(questions, question => Assert.Matches("^(is there an? |what color is the |the .* has which color|which of these is in the picture)", question));
        }
    }

    [Fact]
    public void Cells_are_64_bags_that_begin_with_the_marker_and_name_their_object()
    {
        var chance = Chance.Of(2, "cells");
        var composer = new SceneComposer(s_world);
        var written = new WrittenScene(s_world);
        for (var i = 0; i < 50; i++)
        {
            var scene = composer.Compose(chance, 4, s_world.Pool(ConceptPool.All), SceneManner.Training);
            var cells = written.FullCells(scene);
            var labels = PatchLabels.Of(s_world, scene);
            Assert.Equal(64, cells.Count);
            Assert.All(cells.Zip(labels), pair =>
            {
                Assert.Equal(WrittenScene.Marker, pair.First[0]);
                Assert.Equal(pair.Second < 0, pair.First.Count == 1);
                if (pair.Second >= 0) Assert.Equal(s_world.Name(scene.Objects[pair.Second].Concept), pair.First[1]);
            });
        }
        Assert.All(Draw(0.1, 200, QuestionKinds.All).Where(item => item.Cells is not null), item => Assert.DoesNotContain(item.Cells ?? [], cell => cell.Count == 0));
    }

    [Fact]
    public void Checklists_are_half_present_and_copy_rows_come_only_where_asked_for()
    {
        var entries = Draw(0.2, 1500, QuestionKinds.All).SelectMany(item => item.Checklist).ToList();
        Assert.InRange(entries.Count(entry => entry.IsPresent) * 1.0 / entries.Count, 0.45, 0.6);
        Assert.DoesNotContain(Draw(0.2, 500, QuestionKinds.All), item => item.Form == LanguageForm.Copy);
        var rows = Draw(0.2, 500, QuestionKinds.All, new LanguageMixture { Copy = 0.4 }).FindAll(item => item.Form == LanguageForm.Copy);
        Assert.InRange(rows.Count, 150, 250);
        Assert.All(rows, row => Assert.InRange(row.Copied.Count, 3, 7));
    }

    [Fact]
    public void The_tokenizers_text_holds_every_name_behind_a_space_often()
    {
        var lines = TokenizerText.Lines(s_world, 1, (question, answer) => $"USER: {question} ASSISTANT: {answer}", PromptForm.Plain);
        var text = string.Join('\n', lines);
        Assert.All(s_world.Concepts, concept => Assert.True(text.Split(" " + concept.Name).Length > 100, concept.Name));
        Assert.Equal(lines, TokenizerText.Lines(s_world, 1, (question, answer) => $"USER: {question} ASSISTANT: {answer}", PromptForm.Plain));
    }

    [Fact]
    public void A_vocabulary_of_800_has_one_token_for_every_name_color_place_and_answer_behind_a_space()
    {
        var lines = TokenizerText.Lines(s_world, 1, (question, answer) => $"USER: {question} ASSISTANT: {answer}", PromptForm.Llava);
        var tokenizer = new BpeTrainer(800, 2, ["<pad>", "<eos>"]).Train(lines);
        string[] words =
        [
            .. s_world.Concepts.Select(concept => concept.Name), .. Paints.All.Select(paint => paint.Word()), "top", "middle", "bottom", "left", "center", "right",
            "yes", "no", "zero", "one", "two", "three", "four", "A", "B", "C", "D",
        ];
        Assert.Equal(800, tokenizer.VocabularySize);
        Assert.Equal([], words.Where(word => tokenizer.EncodeToIds(" " + word).Count != 1));
        Assert.True(tokenizer.EncodeToIds(PromptForm.Llava.ShortAnswerRequest).Count <= 12);
    }
}
