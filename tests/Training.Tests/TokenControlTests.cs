using Steering.Data;
using Steering.Data.Text;
using Steering.Evaluation;
using Steering.Models;
using Steering.Peft;
using Steering.Tensors;
using Xunit.Abstractions;
using static TorchSharp.torch;

namespace Steering.Training.Tests;

/// <summary>
/// A toy world whose pictures show an object of a class on two patches and a ground of a class on one: a model learns to tell both, then
/// editors learn to turn one class of object into another where they act on the object's patches.
/// </summary>
public sealed class TokenControlTests(ITestOutputHelper output)
{
    private const int Visual = 9;
    private const int Width = 12;
    private const int Classes = 3;
    private const int Pictures = 90;
    private const int HeldOut = 72;
    private const int From = 0;
    private const int To = 1;
    private static readonly int[] What = [5, 6];
    private static readonly int[] InOtherWords = [7, 8, 6];
    private static readonly int[] Ground = [9, 10];

    [Fact]
    public void Editors_on_an_objects_tokens_flip_its_answer_and_leave_the_rest_and_random_tokens_do_not()
    {
        using var scope = NewDisposeScope();
        using var features = Features();
        using var model = new Llava(CausalLanguageModel.Untrained(Toy.Config with { Layers = 3 }, 1), Connector.Untrained("linear", Width, Toy.Config.Width, 1));
        List<int> seen = [.. Enumerable.Range(0, HeldOut)];
        var knowledge = Toy.Recipe with { Epochs = 10, Batch = 12, Rate = 4e-3, ConnectorRate = 4e-3 };
        var all = seen.SelectMany(picture => new[] { Row(picture, What, Object(picture)), Row(picture, InOtherWords, Object(picture)), Row(picture, Ground, GroundOf(picture)) });
        new Trainer(knowledge, Toy.Collator, features).Train(model, Grafting.Apply(model, new FullTuning(), seed: 1), [.. all]);

        var frozen = model.named_parameters().Select(pair => (pair.name, pair.parameter, Copy: pair.parameter.detach().clone())).ToList();
        var grafted = Grafting.Apply(model, new Mrt(VisionRank: 4, TextRank: 4, Editors: MrtEditors.Connector | MrtEditors.Prefix), seed: 2);
        var edited = seen.Where(picture => ClassOf(picture) == From).SelectMany(picture => new[]
        {
            Row(picture, What, 30 + To, Tokens(picture)),
            Row(picture, Ground, GroundOf(picture), Tokens(picture)),
        });
        var flipping = Toy.Recipe with { Epochs = 8, Batch = 6, Rate = 1e-2, ConnectorRate = null };
        new Trainer(flipping, Toy.Collator, features).Train(model, grafted, [.. edited]);
        foreach (var (name, parameter, copy) in frozen) Assert.True(Near.BitEqual(copy, parameter), $"{name} moved.");

        List<int> fresh = [.. Enumerable.Range(HeldOut, Pictures - HeldOut).Where(picture => ClassOf(picture) == From)];
        var control = new TokenControl(new Answering(model, new GreedyOptions(1, EndOfText: null), features, batch: 8), draws: 3, seed: 5);
        var score = control.Measure(
            [.. fresh.Select(picture => Question(picture, What))],
            [.. fresh.Select(picture => Question(picture, InOtherWords))],
            [.. fresh.Select(picture => Question(picture, Ground))],
            Visual);
        output.WriteLine($"{score}");
        Assert.True(score.Flipped >= 0.8, $"{score}");
        Assert.True(score.Unedited <= 0.2, $"{score}");
        Assert.True(score.Random <= score.Flipped - 0.5, $"{score}");
        Assert.True(score.Reworded >= 0.5, $"{score}");
        Assert.True(score.Kept >= 0.8, $"{score}");
    }

    [Fact]
    public void Random_tokens_are_as_many_others_of_the_same_kind()
    {
        using var chance = Seed.Stream(1, "test");
        var question = new ControlQuestion(
            new EncodedQuestion([3, 4, ConversationEncoder.ImageSlot, 5, 6, 7, 8], 0) { Question = new QuestionSpan(3, 6, 7) }, [2, 4, 11], [1]);
        for (var draw = 0; draw < 20; draw++)
        {
            var other = TokenControl.Like(question, Visual, chance);
            Assert.Equal(3, other.Count);
            Assert.Empty(other.Intersect(question.Tokens));
            Assert.Equal(2, other.Count(token => token is >= 2 and < 11));
            Assert.All(other, token => Assert.InRange(token, 2, 13));
        }
        Assert.Throws<ArgumentException>(() => TokenControl.Like(question with { Tokens = [11, 12] }, Visual, chance));
    }

    private static int ClassOf(int picture) => picture % Classes;

    private static int Object(int picture) => 30 + ClassOf(picture);

    private static int GroundOf(int picture) => 40 + (picture / Classes % Classes);

    /// <summary>The object's two patches wander over the first eight; the ground is the last.</summary>
    private static int Patch(int picture) => picture * 5 % 7;

    /// <summary>Positions of the object's patches: two tokens stand before the picture.</summary>
    private static List<int> Tokens(int picture) => [2 + Patch(picture), 3 + Patch(picture)];

    private static FeatureTable Features()
    {
        manual_seed(8);
        var (kinds, grounds) = (randn(Classes, Width) * 2, randn(Classes, Width) * 2);
        var features = randn(Pictures, Visual, Width) * 0.3;
        for (var picture = 0; picture < Pictures; picture++)
        {
            features[picture].narrow(0, Patch(picture), 2).add_(kinds[ClassOf(picture)]);
            features[picture, Visual - 1].add_(grounds[picture / Classes % Classes]);
        }
        return new FeatureTable([.. Enumerable.Range(0, Pictures).Select(i => $"{i}.png")], features);
    }

    private static TrainingRow Row(int picture, int[] question, int answer, List<int>? tokens = null)
    {
        List<int> ids = [3, 4, ConversationEncoder.ImageSlot, .. question, answer];
        return new TrainingRow(new EncodedConversation(ids, [.. ids.Select((_, i) => i == ids.Count - 1)]) { Chosen = tokens is null ? null : [tokens] }, picture);
    }

    private static ControlQuestion Question(int picture, int[] question) =>
        new(new EncodedQuestion([3, 4, ConversationEncoder.ImageSlot, .. question], picture) { Question = new QuestionSpan(3, 3 + question.Length, 3 + question.Length) }, Tokens(picture), [30 + To]);
}
