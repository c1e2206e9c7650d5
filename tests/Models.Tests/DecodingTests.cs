using TorchSharp;
using static TorchSharp.torch;

namespace Steering.Models.Tests;

public sealed class DecodingTests
{
    private static readonly GreedyOptions Options = new(MaxNewTokens: 9, EndOfText: 17);

    [Fact]
    public void Answers_in_a_batch_equal_answers_one_at_a_time()
    {
        using var model = Tiny.Model(seed: 3);
        var prompts = Prompts(withImage: true).ToList();
        var decoder = new GreedyDecoder(model, Options);
        var together = decoder.Answer(prompts, Tiny.Features);
        var alone = prompts.Select(prompt => decoder.Answer([prompt], Tiny.Features)[0]);
        Assert.Equal(alone, together);
        Assert.True(together.Select(answer => answer.Count).Distinct().Count() > 1, "Rows must end at different times, or padding and dropping out are not tested.");
    }

    [Fact]
    public void Answers_without_pictures_in_a_batch_equal_answers_one_at_a_time()
    {
        using var model = Tiny.Model(seed: 4);
        var prompts = Prompts(withImage: false).ToList();
        var decoder = new GreedyDecoder(model, Options);
        Assert.Equal(prompts.Select(prompt => decoder.Answer([prompt], Tiny.NoFeatures)[0]), decoder.Answer(prompts, Tiny.NoFeatures));
    }

    public static TheoryData<string> Families => ["phi", "llama"];

    [Theory]
    [MemberData(nameof(Families))]
    public void Cached_decoding_equals_reading_the_whole_text_again(string family)
    {
        using var scope = NewDisposeScope();
        using var model = family == "phi" ? Tiny.Model(seed: 5) : Tiny.Around(CausalLanguageModel.Untrained(Tiny.LlamaConfig, seed: 5));
        var prompt = new EncodedPrompt([], null, [5, 9, 44, 2, 70]);
        var cached = new GreedyDecoder(model, Options with { EndOfText = null }).Answer([prompt], Tiny.NoFeatures)[0];
        List<long> text = [.. prompt.AfterImage];
        foreach (var token in cached)
        {
            using var _ = no_grad();
            var h_BTD = model.Language.call(new LanguageInput(model.Language.Tokens.call(tensor(text.ToArray()).unsqueeze(0))));
            var next = model.Language.Logits(h_BTD.narrow(1, text.Count - 1, 1)).argmax(-1).item<long>();
            Assert.Equal(next, token);
            text.Add(next);
        }
    }

    [Fact]
    public void Decoding_leaves_no_tensor_behind()
    {
        using var model = Tiny.Model(seed: 3);
        var prompts = Prompts(withImage: true).ToList();
        var decoder = new GreedyDecoder(model, Options);
        decoder.Answer(prompts, Tiny.Features);
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        for (var i = 0; i < 3; i++) decoder.Answer(prompts, Tiny.Features);
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    /// <summary>Ten questions about four images, of lengths 1 to 6.</summary>
    private static IEnumerable<EncodedPrompt> Prompts(bool withImage)
    {
        var random = new Random(11);
        for (var i = 0; i < 10; i++)
        {
            int[] question = [.. Enumerable.Range(0, 1 + (i % 6)).Select(_ => random.Next(Tiny.Config.Vocabulary))];
            yield return withImage ? new EncodedPrompt([7, 8], i * 3 % 4, question) : new EncodedPrompt([], null, question);
        }
    }
}
