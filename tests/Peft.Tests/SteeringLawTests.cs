using Steering.Models;
using static TorchSharp.torch;

namespace Steering.Peft.Tests;

public sealed class SteeringLawTests
{
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
