using Steering.Data;
using Steering.Models;
using Steering.Peft;
using Steering.Tensors;
using static TorchSharp.torch;

namespace Steering.Analysis.Tests;

/// <summary>What holds for every model's attention.</summary>
public sealed class AttentionLawTests
{
    private const int SteeredTokens = 5;

    [Fact]
    public void The_four_parts_share_the_whole_attention_in_every_layer()
    {
        foreach (var layer in Toy.Look().Attention) Assert.Equal(1, Enum.GetValues<Modality>().Sum(layer.Share), 1e-5);
    }

    [Fact]
    public void The_pictures_tokens_add_up_to_its_share()
    {
        foreach (var layer in Toy.Look().Attention)
        {
            Assert.Equal(Toy.Visual, layer.Picture().Length);
            Assert.Equal(layer.Share(Modality.Visual), layer.Picture().Sum(weight => (double)weight), 1e-6);
        }
    }

    [Fact]
    public void The_second_pass_sees_what_the_answers_tokens_saw_while_it_was_decoded()
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var method = Steering();
        var seen = Toy.Look(method).Attention;
        using var features = Toy.Features();
        using var model = Toy.Model(method);
        var batch = Toy.Collator.Collate([new TrainingRow(new Data.Text.EncodedConversation(Toy.Prompt, [.. Toy.Prompt.Select(_ => false)]), 0)], features);
        using var cache = new KeyValueCache(Toy.Config.Layers);
        _ = model.Language.call(new LanguageInput(model.Embed(new LlavaInput(batch.Ids_BT, batch.Features_NVC, batch.Layout))) { Cache = cache, Layout = batch.Layout });
        for (var step = 0; step < Toy.Answer.Count; step++)
        {
            using var trace = new Trace(states: false, attentions: true);
            _ = model.Language.call(new LanguageInput(model.Language.Tokens.call(tensor(new long[] { Toy.Answer[step] }).unsqueeze(0))) { Cache = cache, Trace = trace });
            for (var layer = 0; layer < seen.Count; layer++)
            {
                var decoded = trace.Attentions[layer][0].mean([0])[0].data<float>().ToArray();
                for (var key = 0; key < decoded.Length; key++) Assert.Equal(decoded[key], seen[layer].Row(step)[key], 1e-5);
            }
        }
    }

    [Fact]
    public void A_probe_keeps_the_answers_rows_alone_of_each_layer()
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        using var model = Toy.Model();
        using var features = Toy.Features();
        using var probe = new AttentionProbe(Toy.Spans);
        var batch = Toy.Collator.Collate([Toy.Row], features);
        _ = model.call(new LlavaInput(batch.Ids_BT, batch.Features_NVC, batch.Layout) { Trace = probe.Trace });
        Assert.Equal(Toy.Config.Layers, probe.Trace.Attentions.Count);
        Assert.All(probe.Trace.Attentions, kept => Assert.Equal([Toy.Answer.Count, Toy.Spans.End], kept.shape));
        Assert.Empty(probe.Trace.States);
    }

    [Fact]
    public void Looking_leaves_no_tensor_behind()
    {
        using var features = Toy.Features();
        using var model = Toy.Model(Steering());
        var reader = new AnswerReader(model, Toy.Collator, features);
        reader.Read(Toy.Row);
        var watch = new LeakWatch();
        for (var i = 0; i < 3; i++) reader.Read(Toy.Row);
        watch.ThrowIfGrown("three looks");
    }

    [Fact]
    public void With_its_editors_off_a_steered_model_attends_as_the_model_it_was_grafted_on()
    {
        var (plain, steered) = (Toy.Look(), Toy.Look(Steering()));
        Assert.All(plain.Numbers, layer => Assert.Null(layer.VisualUnedited));
        for (var layer = 0; layer < plain.Numbers.Count; layer++) Assert.Equal(plain.Numbers[layer].Visual, steered.Numbers[layer].VisualUnedited!.Value, 1e-6);
        Assert.Equal(plain.Numbers[0].Visual, steered.Numbers[0].Visual);   // the first block reads what nothing has steered yet
        Assert.NotEqual(plain.Numbers[^1].Visual, steered.Numbers[^1].Visual);
    }

    [Fact]
    public void Norms_are_those_of_the_tokens_that_are_steered()
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var method = Steering();
        Assert.All(Toy.Look(method).Numbers, layer => Assert.Equal(SteeredTokens, layer.Steered));
        Assert.All(Toy.Look(method).Numbers, layer => Assert.InRange(layer.Grown, 0, SteeredTokens));
        Assert.All(Toy.Look(new Lora(2, 4, 0)).Numbers, layer => Assert.Equal((0, 0, null, null), (layer.Steered, layer.Grown, layer.NormGrowth, layer.VisualUnedited)));

        using var features = Toy.Features();
        using var model = Toy.Model(method);
        using var probe = new AttentionProbe(Toy.Spans);
        using var trace = new Trace(states: true, attentions: false);
        var batch = Toy.Collator.Collate([Toy.Row], features);
        var input = new LlavaInput(batch.Ids_BT, batch.Features_NVC, batch.Layout);
        _ = model.call(input with { Trace = probe.Trace });
        _ = model.call(input with { Trace = trace });
        for (var layer = 0; layer < Toy.Config.Layers; layer++)
        {
            var after = trace.States[layer + 1][0].norm(dim: 1).data<float>().ToArray();
            Assert.Equal([.. new[] { 0, 1, 2, 7, 8 }.Select(token => after[Toy.Spans.Visual + token])], probe.Steered[layer].After);
            Assert.NotEqual(probe.Steered[layer].Before, probe.Steered[layer].After);
        }
    }

    [Fact]
    public void What_is_written_is_read_again()
    {
        var seen = Toy.Look(Steering());
        var path = Path.GetTempFileName();
        try
        {
            AttentionFile.Write(path, [new SampleAttention("q \"1\"", "a/b.png", Toy.Answer.Count, seen.Numbers)]);
            var read = Assert.Single(AttentionFile.ReadSamples(path));
            Assert.Equal(("q \"1\"", "a/b.png", Toy.Answer.Count, seen.Numbers.Count), (read.Id, read.Image, read.Tokens, read.Layers.Count));
            foreach (var (wrote, got) in seen.Numbers.Zip(read.Layers))
            {
                Assert.Equal(wrote.Lmar, got.Lmar);
                Assert.Equal(wrote with { Lmar = got.Lmar }, got);
            }
            File.AppendAllText(path, "{\n");
            Assert.Contains("line 2", Assert.Throws<InvalidDataException>(() => AttentionFile.ReadSamples(path)).Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_sample_without_an_answer_has_no_spans() => Assert.Throws<ArgumentException>(() => (Toy.Spans with { End = Toy.Spans.Answer }).Checked());

    private static MoReS Steering() => new(Rank: 2, Positions: "f3+l2", Dropout: 0);
}
