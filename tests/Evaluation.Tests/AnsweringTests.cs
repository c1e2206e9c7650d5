using Steering.Data;
using Steering.Data.Text;
using Steering.Models;
using Steering.Peft;
using static TorchSharp.torch;

namespace Steering.Evaluation.Tests;

public sealed class AnsweringTests
{
    [Fact]
    public void A_tuned_model_is_asked_in_the_template_it_was_tuned_in_and_an_aligned_one_in_any()
    {
        var folder = Directory.CreateTempSubdirectory("template");
        try
        {
            using var model = new Llava(CausalLanguageModel.Untrained(Toy.Config, 3), Connector.Untrained("linear", 6, Toy.Config.Width, 3));
            var grafted = ConnectorTraining.Graft(model, seed: 1);
            var (aligned, tuned) = (Path.Combine(folder.FullName, "aligned"), Path.Combine(folder.FullName, "tuned"));
            AdapterFile.Save(aligned, grafted, ChatTemplate.Pretrain.ToJson());
            AdapterFile.Save(tuned, grafted, ChatTemplate.Phi.ToJson());
            BenchmarkAnswers.RequireTemplate(aligned, ChatTemplate.Llama);
            BenchmarkAnswers.RequireTemplate(tuned, ChatTemplate.Phi);
            var error = Assert.Throws<InvalidDataException>(() => BenchmarkAnswers.RequireTemplate(tuned, ChatTemplate.Llama));
            Assert.Contains("endoftext", error.Message, StringComparison.Ordinal);
            Assert.Contains("</s>", error.Message.Replace("\\u003C", "<", StringComparison.Ordinal).Replace("\\u003E", ">", StringComparison.Ordinal), StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Answers_do_not_depend_on_the_batch_and_come_back_in_order()
    {
        using var model = new Llava(CausalLanguageModel.Untrained(Toy.Config, 3), Connector.Untrained("linear", 6, Toy.Config.Width, 3));
        manual_seed(7);
        using var features = new FeatureTable(["a", "b", "c"], randn(3, 5, 6));
        var questions = Questions().ToList();
        var alone = new Answering(model, new GreedyOptions(7, EndOfText: 11), features, batch: 1).Answer(questions);
        foreach (var batch in new[] { 2, 5, 64 })
        {
            Assert.Equal(alone, new Answering(model, new GreedyOptions(7, EndOfText: 11), features, batch).Answer(questions));
        }
        Assert.True(alone.Select(answer => string.Join(',', answer)).Distinct().Count() > questions.Count / 3, "Equal answers everywhere would hide a wrong order.");
    }

    [Fact]
    public void A_question_whose_picture_and_slot_do_not_go_together_is_refused()
    {
        using var model = new Llava(CausalLanguageModel.Untrained(Toy.Config, 3), Connector.Untrained("linear", 6, Toy.Config.Width, 3));
        var answering = new Answering(model, new GreedyOptions(3, EndOfText: null), pictures: null, batch: 4);
        Assert.Throws<InvalidDataException>(() => answering.Answer([new EncodedQuestion([1, 2], Image: 0)]));
        Assert.Throws<InvalidDataException>(() => answering.Answer([new EncodedQuestion([1, ConversationEncoder.ImageSlot, 2], Image: null)]));
    }

    /// <summary>Pictures in no order, two beginnings before the picture, and text-only questions among them.</summary>
    private static IEnumerable<EncodedQuestion> Questions()
    {
        for (var i = 0; i < 24; i++)
        {
            int[] text = [.. Enumerable.Range(0, 1 + (i * 5 % 7)).Select(t => 12 + ((i * 13) + (t * 17)) % 40)];
            yield return (i % 4) switch
            {
                3 => new EncodedQuestion([2, .. text], null),
                2 => new EncodedQuestion([2, 3, ConversationEncoder.ImageSlot, .. text], i % 3),
                _ => new EncodedQuestion([2, ConversationEncoder.ImageSlot, .. text], (i + 1) % 3),
            };
        }
    }
}
