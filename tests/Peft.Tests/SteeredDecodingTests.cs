using Steering.Models;
using Steering.Tensors;
using static TorchSharp.torch;

namespace Steering.Peft.Tests;

public sealed class SteeredDecodingTests
{
    private const int NewTokens = 6;

    [Fact]
    public void Steered_answers_in_a_batch_equal_answers_one_at_a_time_and_differ_from_unsteered_ones()
    {
        var (steered, plain) = (Model(steer: true), Model(steer: false));
        using var first = steered;
        using var second = plain;
        var decoder = new GreedyDecoder(steered, new GreedyOptions(NewTokens, EndOfText: null));
        var together = decoder.Answer(Prompts, Features);
        Assert.Equal(Prompts.Select(prompt => decoder.Answer([prompt], Features)[0]), together);
        Assert.NotEqual(new GreedyDecoder(plain, new GreedyOptions(NewTokens, EndOfText: null)).Answer(Prompts, Features), together);
    }

    [Fact]
    public void Steering_acts_on_the_prompt_only_so_cached_answers_equal_reading_everything_again()
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        using var model = Model(steer: true);
        var prompt = Prompts[2];
        var cached = new GreedyDecoder(model, new GreedyOptions(NewTokens, EndOfText: null)).Answer([prompt], Features)[0];
        List<int> behind = [.. prompt.AfterImage];
        foreach (var token in cached)
        {
            // Visual tokens are steered wherever they are read; what was answered so far is text and is not.
            var input = Whole(prompt.BeforeImage, prompt.Image ?? 0, behind);
            var last = model.call(input).narrow(1, input.Ids_BT.size(1) - 1, 1);
            Assert.Equal(model.Language.Logits(last).argmax(-1).item<long>(), token);
            behind.Add(token);
        }
    }

    private static List<EncodedPrompt> Prompts { get; } =
        [.. Enumerable.Range(0, 7).Select(i => new EncodedPrompt([3, 4], i % 3, [.. Enumerable.Range(0, 1 + (i % 4)).Select(t => 5 + (i * 7 + t * 11) % 40)]))];

    public static TheoryData<string> OnQuestions => [.. ByName.Keys];

    private static Dictionary<string, IPeftMethod> ByName { get; } = new IPeftMethod[]
    {
        new MoReS(4, "f2+l2", Dropout: 0) { Tokens = SteeredTokens.Text },
        new MoReS(4, "f2+l2", Dropout: 0) { Tokens = SteeredTokens.VisualAndText },
        new MoReS(4, "uniform5", Dropout: 0) { Tokens = SteeredTokens.VisualAndText },
        new MoReS(4, "f2+l2", Dropout: 0) { Tokens = SteeredTokens.VisualAndTextApart },
        new Mrt(4, 4, 2, Editors: MrtEditors.Prefix | MrtEditors.Suffix),
        new Mrt(4, 4, 2, Editors: MrtEditors.Connector | MrtEditors.Suffix),
    }.ToDictionary(method => $"{method}", StringComparer.Ordinal);

    [Theory]
    [MemberData(nameof(OnQuestions))]
    public void Steered_questions_answer_in_a_batch_as_they_do_when_everything_is_read_again(string method)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        using var model = Model(steer: false);
        Grafting.Apply(model, ByName[method], seed: 9);
        model.eval();
        List<EncodedPrompt> prompts = [.. Prompts.Select(prompt => prompt with { Question = new QuestionSpan(0, prompt.AfterImage.Count, prompt.AfterImage.Count) })];
        var decoder = new GreedyDecoder(model, new GreedyOptions(NewTokens, EndOfText: null));
        var together = decoder.Answer(prompts, Features);
        Assert.NotEqual(new GreedyDecoder(Model(steer: false), new GreedyOptions(NewTokens, EndOfText: null)).Answer(prompts, Features), together);
        for (var i = 0; i < prompts.Count; i++)
        {
            List<int> behind = [.. prompts[i].AfterImage];
            foreach (var token in together[i])
            {
                var input = Whole(prompts[i].BeforeImage, prompts[i].Image ?? 0, behind);
                var asked = prompts[i].Question.Shifted(prompts[i].BeforeImage.Count + Toy.VisualTokens);
                var last = model.call(input with { Layout = input.Layout with { Questions = [asked] } }).narrow(1, input.Ids_BT.size(1) - 1, 1);
                Assert.Equal(model.Language.Logits(last).argmax(-1).item<long>(), token);
                behind.Add(token);
            }
        }
    }

    [Fact]
    public void Positions_chosen_by_hand_are_steered_on_either_side_of_the_picture_and_no_others()
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        using var model = Model(steer: true);
        var decoder = new GreedyDecoder(model, new GreedyOptions(NewTokens, EndOfText: null));
        var nothing = Prompts.Select(prompt => prompt with { Chosen = [[]] }).ToList();
        Assert.Equal(new GreedyDecoder(Model(steer: false), new GreedyOptions(NewTokens, EndOfText: null)).Answer(Prompts, Features), decoder.Answer(nothing, Features));
        var prompt = Prompts[3] with { Chosen = [[1, 4, 2 + Toy.VisualTokens]] };
        List<int> behind = [.. prompt.AfterImage];
        foreach (var token in decoder.Answer([prompt], Features)[0])
        {
            var input = Whole(prompt.BeforeImage, prompt.Image ?? 0, behind);
            var last = model.call(input with { Layout = input.Layout with { Chosen = new TokenChoice([[prompt.Chosen[0]]]) } }).narrow(1, input.Ids_BT.size(1) - 1, 1);
            Assert.Equal(model.Language.Logits(last).argmax(-1).item<long>(), token);
            behind.Add(token);
        }
    }

    private static Llava Model(bool steer)
    {
        var model = Toy.Model();
        if (steer) Grafting.Apply(model, new MoReS(4, "all"), seed: 9);
        model.eval();
        return model;
    }

    private static Tensor Features(IReadOnlyList<int> rows)
    {
        using var scope = NewDisposeScope();
        manual_seed(5);
        return randn(3, Toy.VisualTokens, Toy.VisionWidth).index_select(0, tensor(rows.Select(row => (long)row).ToArray())).MoveToOuterDisposeScope();
    }

    private static LlavaInput Whole(IReadOnlyList<int> before, int image, List<int> behind)
    {
        var ids = new long[1, before.Count + Toy.VisualTokens + behind.Count];
        for (var i = 0; i < before.Count; i++) ids[0, i] = before[i];
        for (var i = 0; i < behind.Count; i++) ids[0, before.Count + Toy.VisualTokens + i] = behind[i];
        var ids_BT = tensor(ids);
        var isVisual = zeros_like(ids_BT).to_type(ScalarType.Bool);
        isVisual.narrow(1, before.Count, Toy.VisualTokens).fill_(true);
        return new LlavaInput(ids_BT, Features([image]), new TokenLayout(ones_like(isVisual), isVisual, [before.Count], [Toy.VisualTokens]));
    }
}
