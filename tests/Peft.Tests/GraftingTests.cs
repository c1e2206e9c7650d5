using Steering.Models;
using static TorchSharp.torch;

namespace Steering.Peft.Tests;

public sealed class GraftingTests
{
    [Fact]
    public void Printed_counts_of_full_tuning_lora_and_mores_B_come_out()
    {
        Assert.Equal([2_779_683_840, 188_743_680, 163_872], new IPeftMethod[] { new FullTuning(), new Lora(128, 256, 0.05), new MoReS(1) }.Select(method =>
        {
            using var model = CausalLanguageModel.OnMeta(PhiConfig.Phi2);
            return Grafting.Apply(model, method, seed: 0).Count;
        }));
    }

    [Fact]
    public void An_adapter_of_another_method_or_of_other_parameters_is_refused_with_both()
    {
        var folder = Directory.CreateTempSubdirectory("adapter");
        try
        {
            var path = Path.Combine(folder.FullName, "adapter.safetensors");
            using var model = Toy.Model();
            AdapterFile.Save(path, Grafting.Apply(model, new MoReS(2), seed: 8));
            foreach (var method in (IPeftMethod[])[new MoReS(3), new ConnectorOnly()])
            {
                using var again = Toy.Model();
                var error = Assert.Throws<InvalidDataException>(() => AdapterFile.Load(path, again, method));
                Assert.Contains("MoReS", error.Message, StringComparison.Ordinal);
                Assert.Contains(method.GetType().Name, error.Message, StringComparison.Ordinal);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void An_adapter_of_another_base_is_refused_with_both_fingerprints()
    {
        var folder = Directory.CreateTempSubdirectory("adapter");
        try
        {
            var path = Path.Combine(folder.FullName, "adapter.safetensors");
            using var model = Toy.Model(seed: 1);
            using var other = Toy.Model(seed: 2);
            AdapterFile.Save(path, Grafting.Apply(model, new MoReS(2), seed: 8));
            var foreign = Weights.Fingerprint(other.Language);
            var error = Assert.Throws<InvalidDataException>(() => AdapterFile.Load(path, other, new MoReS(2)));
            Assert.Contains(foreign, error.Message, StringComparison.Ordinal);
            Assert.Contains(Weights.Fingerprint(model.Language), error.Message, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void An_adapter_of_another_connector_is_refused_with_both_kinds()
    {
        var folder = Directory.CreateTempSubdirectory("adapter");
        try
        {
            var path = Path.Combine(folder.FullName, "adapter.safetensors");
            using var model = Toy.Model();
            using var other = new Llava(CausalLanguageModel.Untrained(Toy.Config, 1), Connector.Untrained("mlp2x_gelu", Toy.VisionWidth, Toy.Config.Width, 1));
            AdapterFile.Save(path, Grafting.Apply(model, new MoReS(2), seed: 8));
            var error = Assert.Throws<InvalidDataException>(() => AdapterFile.Load(path, other, new MoReS(2)));
            Assert.Contains("linear", error.Message, StringComparison.Ordinal);
            Assert.Contains("mlp2x_gelu", error.Message, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Logits_are_computed_only_where_a_label_is()
    {
        using var scope = NewDisposeScope();
        using var model = Toy.Model();
        var input = Toy.Input();
        var labels = Toy.Labels(input);
        var (logits, targets) = model.LabelLogits(input, labels);
        Assert.Equal(labels.ne(Llava.Ignore).sum().item<long>(), targets.size(0));
        Assert.Equal([targets.size(0), Toy.Config.Vocabulary], logits.shape);
    }

    [Theory]
    [InlineData("f4+l5", 64, new[] { 0, 1, 2, 3, 59, 60, 61, 62, 63 })]   // methods.md §1.4
    [InlineData("f4+l5", 6, new[] { 0, 1, 2, 3, 4, 5 })]
    [InlineData("uniform3", 11, new[] { 0, 5, 10 })]
    [InlineData("uniform1", 11, new[] { 0 })]
    [InlineData("all", 3, new[] { 0, 1, 2 })]
    [InlineData("25%", 12, new[] { 0, 5, 10 })]
    [InlineData("1%", 12, new[] { 0 })]
    [InlineData("100%", 3, new[] { 0, 1, 2 })]
    public void Positions_are_chosen_as_written(string text, int count, int[] expected) => Assert.Equal(expected, VisualPositions.Choose(text, count));

    [Theory]
    [InlineData("first")]
    [InlineData("f4")]
    [InlineData("uniform0")]
    [InlineData("0%")]
    [InlineData("101%")]
    public void Unknown_positions_are_refused(string text) => Assert.Throws<ArgumentException>(() => VisualPositions.Check(text));

    [Theory]
    [InlineData("all", new[] { 0, 1, 2, 3, 4, 5 })]
    [InlineData("all-but-last", new[] { 0, 1, 2, 3, 4 })]
    [InlineData("0,2-4", new[] { 0, 2, 3, 4 })]
    [InlineData("every2", new[] { 0, 2, 4 })]
    [InlineData("every3", new[] { 0, 3 })]
    public void Layers_are_chosen_as_written(string text, int[] expected) =>
        Assert.Equal(expected, Enumerable.Range(0, 6).Where(layer => LayerChoice.Contains(text, layer, 6)));

    [Fact]
    public void Weights_of_their_own_need_two_ends() =>
        Assert.Throws<ArgumentException>(() => Grafting.Apply(Toy.Model(), new MoReS(2, "uniform3") { SharesWeights = false }, seed: 0));

    [Fact]
    public void A_layer_that_the_model_lacks_is_refused() => Assert.Throws<ArgumentException>(() => LayerChoice.Contains("7", 0, 6));
}
