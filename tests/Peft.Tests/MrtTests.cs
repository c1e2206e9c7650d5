using Steering.Models;
using Steering.Tensors;
using Steering.Tests;
using static TorchSharp.torch;

namespace Steering.Peft.Tests;

public sealed class MrtTests
{
    private const string VisionFolder = "methods/mrt-vision";

    internal sealed class Cases : IMethodCases
    {
        public IEnumerable<IPeftMethod> Samples => [new Mrt(2, 3, 2), new Mrt(2, 3, 1, Editors: MrtEditors.Connector | MrtEditors.Suffix), new Mrt(2, 2, 2, Editors: MrtEditors.Prefix)];

        public IPeftMethod? OfGolden(GoldenFolder folder) => folder.Method.IsCalled("mrt")
            ? new Mrt(TextRank: folder.Method.GetProperty("rank").GetInt32(), Editors: MrtEditors.Prefix | MrtEditors.Suffix)
            : null;

        public IPeftMethod? OfCounts(string name) => name == "mrt" ? new Mrt() : null;
    }

    [Fact]
    public void The_published_configuration_trains_2417034_parameters()
    {
        var count = TrainableCount.Of(LlamaConfig.Vicuna7B, "linear", ClipConfig.Large224, new Mrt());
        Assert.Equal(new TrainableCount(2_097_408, 49_158, 270_468), count);   // methods.md §4.3
        Assert.Equal(2_417_034, count.Language + count.Connector + count.Vision);
    }

    [GoldenFact(VisionFolder)]
    public void Editors_in_the_vision_tower_agree_with_the_published_modules()
    {
        using var scope = NewDisposeScope();
        var meta = Golden.Json([.. VisionFolder.Split('/'), "meta.json"]);
        var folder = Path.Combine([Golden.Root, .. (meta.GetProperty("backbone").GetString() ?? "").Split('/')]);
        using var weights = Safetensors.Open(Path.Combine(Golden.Folder(VisionFolder), "weights.safetensors"));
        using var inputs = Safetensors.Open(Path.Combine(Golden.Folder(VisionFolder), "inputs.safetensors"));
        using var outputs = Safetensors.Open(Path.Combine(Golden.Folder(VisionFolder), "outputs.safetensors"));
        var tower = (ClipVit)VisionTowers.Load(folder);
        var rank = (int)weights.Shape(weights.Names.First(name => name.EndsWith("bias", StringComparison.Ordinal)))[0];
        using var model = new Llava(CausalLanguageModel.Untrained(Toy.Config, 1), Connector.Untrained("linear", tower.Config.Width, Toy.Config.Width, 1), tower);
        var trained = Grafting.Apply(model, new Mrt(rank, Editors: MrtEditors.Vision), seed: 0).Vision;
        model.eval();
        Assert.Equal(weights.Names.Order(StringComparer.Ordinal), trained.Select(Name));
        using (no_grad())
        {
            foreach (var one in trained) one.Parameter.copy_(weights.Load(Name(one)));
        }
        using var trace = new Trace(states: true, attentions: false);
        tower.call(inputs.Load("pixel_values"), trace);
        var features = trace.States[tower.Config.Layers + 1 + VisionTowers.LlavaSelect];
        Near.Equal(outputs.Load("features"), features, meta.GetProperty("tolerance").GetProperty("features").GetDouble(), "features");
        var loss = (features * inputs.Load("loss_weight")).mean();
        Near.Equal(outputs.Load("loss"), loss, 1e-6, "loss");
        loss.backward();
        foreach (var one in trained)
        {
            Near.Equal(outputs.Load("grad." + Name(one)), one.Parameter.grad ?? zeros_like(one.Parameter), meta.GetProperty("tolerance").GetProperty("gradients").GetDouble(), one.Name);
        }

        static string Name(Trained one) => one.Name[Grafting.VisionPrefix.Length..];
    }

    [Theory]
    [InlineData(20, 6, new[] { 0, 1, 2, 3, 4, 5 }, new[] { 14, 15, 16, 17, 18, 19 })]
    [InlineData(12, 6, new[] { 0, 1, 2, 3, 4, 5 }, new[] { 6, 7, 8, 9, 10, 11 })]
    [InlineData(7, 6, new[] { 0, 1, 2 }, new[] { 4, 5, 6 })]
    [InlineData(1, 6, new int[0], new int[0])]
    public void A_text_too_short_for_two_ends_is_halved(int count, int tokens, int[] first, int[] last)
    {
        var ends = PromptEnds.Of(count, tokens);
        Assert.Equal(first, ends.First);
        Assert.Equal(last, ends.Last);
    }

    [Fact]
    public void Only_the_two_ends_of_the_prompts_text_are_edited_at_a_block()
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        using var plain = Toy.Model();
        using var edited = Toy.Model();
        Grafting.Apply(edited, new Mrt(TextRank: 2, Tokens: 2, Editors: MrtEditors.Prefix | MrtEditors.Suffix), seed: 3);
        using var before = new Trace(states: true, attentions: false);
        using var after = new Trace(states: true, attentions: false);
        var input = Toy.Input();
        plain.call(input with { Trace = before });
        edited.call(input with { Trace = after });
        for (var row = 0; row < input.Layout.Rows; row++)
        {
            var question = input.Layout.Questions[row];
            var (first, last) = PromptEnds.Of(question.Answer - question.Start, 2);
            var moved = Enumerable.Range(0, (int)input.Ids_BT.size(1)).Where(t => !Near.BitEqual(before.States[1][row, t], after.States[1][row, t]));
            Assert.Equal(first.Concat(last).Select(offset => question.Start + offset), moved);
        }
    }

    [Fact]
    public void The_connector_is_frozen_and_its_output_is_edited_as_a_whole()
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        using var plain = Toy.Model();
        using var edited = Toy.Model();
        var grafted = Grafting.Apply(edited, new Mrt(VisionRank: 2, Editors: MrtEditors.Connector), seed: 3);
        Assert.Empty(grafted.Language);
        Assert.Equal((2 * 2 * Toy.Config.Width) + 2, grafted.ConnectorCount);
        var features = Toy.Input().Features_NVC!;   // the toy batch has pictures
        var (left, right) = (plain.Connector.call(features), edited.Connector.call(features));
        Assert.All(Enumerable.Range(0, Toy.VisualTokens), token => Assert.False(Near.BitEqual(left[0, token], right[0, token])));
    }

    /// <summary>The published function's own arithmetic, for its own constants (methods.md §4.1).</summary>
    [Theory]
    [InlineData(60, 293, 298, 308, 313)]     // n = 21
    [InlineData(48, 293, 296, 298, 301)]     // n = 9, halves of 4
    [InlineData(900, 293, 298, 1018, 1023)]  // longer than the model's 1024
    public void Released_positions_count_the_whole_sequence(int tokens, int first, int firstEnd, int last, int lastEnd)
    {
        var chosen = new ReleasedEnds().Choose(new TokenCounts(0, 0, 1, tokens));
        Assert.Equal(Enumerable.Range(first, firstEnd - first + 1), chosen[0]);
        Assert.Equal(Enumerable.Range(last, lastEnd - last + 1), chosen[1]);
        Assert.Null(Quirks.None.Positions(new ReleasedEnds()));
        Assert.NotNull(Quirks.AsReleased.Positions(new ReleasedEnds()));
    }

    [Fact]
    public void A_released_sequence_that_is_too_long_and_short_of_text_is_not_edited() =>
        Assert.All(new ReleasedEnds(Longest: 280).Choose(new TokenCounts(0, 0, 1, 45)), Assert.Empty);
}
