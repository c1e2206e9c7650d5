using System.Text.Json;
using Steering.Models;
using static TorchSharp.torch;

namespace Steering.Peft.Tests;

public sealed class SteeringLawTests
{
    internal sealed class Cases : IMethodCases
    {
        public IEnumerable<IPeftMethod> Samples =>
        [
            new MoReS(2, Dropout: 0),
            new MoReS(1, "uniform3", 0, "0-1"),
            new MoReS(2, Dropout: 0) { Tokens = SteeredTokens.VisualAndTextApart, SharesWeights = false, IsOrthogonal = false },
        ];

        public IPeftMethod? OfCounts(string name) => AllMethods.Number(name, "mores r=") is { } rank ? new MoReS(rank) : null;

        public IPeftMethod? OfGolden(GoldenFolder folder)
        {
            var method = folder.Method;
            if (!method.IsCalled("mores")) return null;
            var layers = string.Join(',', method.GetProperty("layers").EnumerateArray().Select(layer => layer.GetInt32()));
            var groups = method.GetProperty("positions");
            return Positions(groups, folder.Batch) is not { } positions ? null : new MoReS(method.GetProperty("rank").GetInt32(), positions, Dropout: 0, layers)
            {
                SharesWeights = groups.GetArrayLength() == 1,
                IsOrthogonal = method.GetProperty("orthogonal").GetBoolean(),
            };
        }

        /// <summary>The text that chooses the case's positions, found by trying all that fit: one group, or the first and the last apart.</summary>
        private static string? Positions(JsonElement groups, JsonElement batch)
        {
            var visual = batch.GetProperty("visual_tokens").GetInt32();
            int[] starts = [.. batch.GetProperty("visual_start").EnumerateArray().Select(value => value.GetInt32())];
            int[][][] wanted = [.. groups.EnumerateArray().Select(rows => rows.EnumerateArray().Select(row => row.EnumerateArray().Select(value => value.GetInt32()).ToArray()).ToArray())];
            return Candidates(visual, wanted.Length > 1).FirstOrDefault(text => starts.Select((start, row) => (start, row)).All(pair =>
                wanted.Zip(Chosen(text, visual, wanted.Length > 1)).All(group => group.First[pair.row].SequenceEqual(pair.start < 0 ? [] : group.Second.Select(offset => pair.start + offset)))));
        }

        private static IReadOnlyList<int>[] Chosen(string text, int visual, bool apart)
        {
            if (!apart) return [VisualPositions.Choose(text, visual)];
            var (first, last) = VisualPositions.ChooseEnds(text, visual);
            return [first, last];
        }

        private static IEnumerable<string> Candidates(int visual, bool apart)
        {
            if (!apart) yield return "all";
            foreach (var first in Enumerable.Range(0, visual + 1))
            {
                foreach (var last in Enumerable.Range(0, visual + 1 - first)) yield return $"f{first}+l{last}";
            }
            foreach (var count in Enumerable.Range(1, apart ? 0 : visual)) yield return $"uniform{count}";
        }
    }

    [Theory]
    [InlineData("f4+l5")]
    [InlineData("uniform3")]
    [InlineData("all")]
    public void Steering_leaves_text_tokens_and_text_only_rows_bit_equal_at_the_edited_layer(string positions)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        using var plain = Toy.Model();
        using var steered = Toy.Model();
        const int layer = 1;
        Grafting.Apply(steered, new MoReS(2, positions, Dropout: 0, Layers: $"{layer}"), seed: 3);
        using var before = new Trace(states: true, attentions: false);
        using var after = new Trace(states: true, attentions: false);
        plain.eval();
        steered.eval();
        var input = Toy.Input();
        plain.call(input with { Trace = before });
        steered.call(input with { Trace = after });
        var chosen = VisualPositions.Choose(positions, Toy.VisualTokens);
        for (var row = 0; row < input.Layout.Rows; row++)
        {
            for (var t = 0; t < input.Ids_BT.size(1); t++)
            {
                var moves = input.Layout.VisualStart[row] >= 0 && chosen.Contains(t - input.Layout.VisualStart[row]);
                var (left, right) = (before.States[layer + 1][row, t], after.States[layer + 1][row, t]);
                Assert.Equal(!moves, Near.BitEqual(left, right));
            }
        }
    }

    [Theory]
    [InlineData(SteeredTokens.Text)]
    [InlineData(SteeredTokens.VisualAndText)]
    [InlineData(SteeredTokens.VisualAndTextApart)]
    public void Text_is_steered_only_where_it_was_asked_for(SteeredTokens tokens)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        using var plain = Toy.Model();
        using var steered = Toy.Model();
        const int layer = 1;
        Grafting.Apply(steered, new MoReS(2, "f1+l2", Dropout: 0, Layers: $"{layer}") { Tokens = tokens }, seed: 3);
        using var before = new Trace(states: true, attentions: false);
        using var after = new Trace(states: true, attentions: false);
        var input = Toy.Input();
        plain.call(input with { Trace = before });
        steered.call(input with { Trace = after });
        for (var row = 0; row < input.Layout.Rows; row++)
        {
            var (question, start, count) = (input.Layout.Questions[row], input.Layout.VisualStart[row], input.Layout.VisualCount[row]);
            List<int> text = [.. VisualPositions.Choose("f1+l2", question.End - question.Start).Select(offset => question.Start + offset)];
            List<int> visual = [.. VisualPositions.Choose("f1+l2", count).Select(offset => start + offset)];
            List<int> joined = count == 0 ? text : [.. VisualPositions.Choose("f1+l2", question.End - start).Select(offset => start + offset)];
            var expected = tokens switch { SteeredTokens.Text => text, SteeredTokens.VisualAndText => joined, _ => [.. visual, .. text] };
            var moved = Enumerable.Range(0, (int)input.Ids_BT.size(1)).Where(t => !Near.BitEqual(before.States[layer + 1][row, t], after.States[layer + 1][row, t]));
            Assert.Equal(expected.Order(), moved);
        }
    }

    [Fact]
    public void Text_cannot_be_steered_where_nobody_says_where_it_stands()
    {
        using var scope = NewDisposeScope();
        using var model = Toy.Model();
        Grafting.Apply(model, new MoReS(2) { Tokens = SteeredTokens.Text }, seed: 3);
        var input = Toy.Input();
        var error = Assert.Throws<ArgumentException>(() => model.call(input with { Layout = input.Layout with { Questions = [] } }));
        Assert.Contains("collator", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.3)]
    public void Gradients_are_the_same_to_the_last_bit_when_backward_computes_the_blocks_again(double dropout)
    {
        using var scope = NewDisposeScope();
        using var model = Toy.Model();
        var grafted = Grafting.Apply(model, new MoReS(4, Dropout: dropout), seed: 3);
        model.train();
        var kept = Gradients(model, grafted, recompute: false);
        var again = Gradients(model, grafted, recompute: true);
        Assert.True(Near.BitEqual(kept.Loss, again.Loss));
        foreach (var (one, i) in grafted.All.Select((one, i) => (one, i)))
        {
            Assert.True(Near.Difference(kept.Of[i], again.Of[i]) == 0, $"{one.Name}: the gradient differs.");   // 0 and −0 are one gradient
            var isLast = one.Name.Contains($"layers.{Toy.Config.Layers - 1}.", StringComparison.Ordinal);
            Assert.Equal(isLast, again.Of[i].abs().max().item<float>() == 0);
        }
        Assert.Equal(dropout > 0, !Near.BitEqual(kept.Loss, Gradients(model, grafted, recompute: true, seed: 12).Loss));
        Assert.True(Near.BitEqual(kept.Next, again.Next), "Random numbers behind the step differ.");
    }

    private static (Tensor Loss, List<Tensor> Of, Tensor Next) Gradients(Llava model, Grafted grafted, bool recompute, long seed = 11)
    {
        foreach (var one in grafted.All) one.Parameter.grad?.zero_();
        var input = Toy.Input() with { Recompute = recompute };
        var labels = Toy.Labels(input);
        manual_seed(seed);
        var loss = model.Loss(input, labels).Sum;
        loss.backward();
        return (loss.detach(), [.. grafted.All.Select(one => (one.Parameter.grad ?? zeros_like(one.Parameter)).clone())], rand(3));
    }

    [Fact]
    public void A_text_only_batch_is_bit_equal_to_the_frozen_model()
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        using var plain = Toy.Model();
        using var steered = Toy.Model();
        Grafting.Apply(steered, new MoReS(2), seed: 3);
        var input = Toy.Input();
        var layout = input.Layout with { VisualStart = [-1, -1, -1], VisualCount = [0, 0, 0] };
        var text = input with { Features_NVC = null, Layout = layout };
        Assert.True(Near.BitEqual(plain.call(text), steered.call(text)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void The_state_inside_the_subspace_becomes_W_h_plus_b_and_its_complement_stays(int rank)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        using var model = Toy.Model();
        var grafted = Grafting.Apply(model, new MoReS(rank, "all", Dropout: 0, Layers: "0"), seed: 3);
        using var before = new Trace(states: true, attentions: false);
        using var after = new Trace(states: true, attentions: false);
        using var plain = Toy.Model();
        var input = Toy.Input();
        plain.call(input with { Trace = before });
        model.call(input with { Trace = after });
        var basis = Orthogonal.Columns(grafted.Language.Single(one => one.Name.EndsWith("raw", StringComparison.Ordinal)).Parameter);
        var weight = grafted.Language.Single(one => one.Name.EndsWith("weight", StringComparison.Ordinal)).Parameter;
        var bias = grafted.Language.Single(one => one.Name.EndsWith("bias", StringComparison.Ordinal)).Parameter;
        var (h, moved) = (before.States[1][0, 3], after.States[1][0, 3]);
        Near.Equal(matmul(weight, h) + bias, matmul(basis.t(), moved), 1e-5, "inside");
        Near.Equal(h - matmul(basis, matmul(basis.t(), h)), moved - matmul(basis, matmul(basis.t(), moved)), 1e-5, "complement");
    }

    [Fact]
    public void R_stays_orthonormal_while_it_is_trained()
    {
        using var scope = NewDisposeScope();
        using var model = Toy.Model();
        var grafted = Grafting.Apply(model, new MoReS(4, Layers: "all-but-last"), seed: 3);
        using var optimiser = optim.AdamW(grafted.Language.Select(one => one.Parameter).ToList(), lr: 0.1);
        var raws = grafted.Language.Where(one => one.Name.EndsWith("raw", StringComparison.Ordinal)).ToList();
        var start = raws.Select(one => one.Parameter.detach().clone()).ToList();
        var input = Toy.Input();
        for (var step = 0; step < 20; step++)
        {
            optimiser.zero_grad();
            model.Loss(input, Toy.Labels(input)).Sum.backward();
            optimiser.step();
        }
        foreach (var (raw, first) in raws.Zip(start))
        {
            Assert.True(Near.Difference(raw.Parameter, first) > 0.01, $"{raw.Name} was not trained.");
            var basis = Orthogonal.Columns(raw.Parameter);
            Near.Equal(eye(4), matmul(basis.t(), basis), 1e-5, raw.Name);
        }
    }

    [Fact]
    public void The_last_blocks_editor_gets_no_gradient_and_the_others_do()
    {
        using var scope = NewDisposeScope();
        using var model = Toy.Model();
        var grafted = Grafting.Apply(model, new MoReS(2), seed: 3);
        var input = Toy.Input();
        model.Loss(input, Toy.Labels(input)).Sum.backward();
        foreach (var one in grafted.Language)
        {
            var isLast = one.Name.Contains($"layers.{Toy.Config.Layers - 1}.", StringComparison.Ordinal);
            Assert.Equal(isLast, one.Parameter.grad is null || one.Parameter.grad.abs().max().item<float>() == 0);
        }
    }
}
