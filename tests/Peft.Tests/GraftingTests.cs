using Steering.Models;
using Steering.Tests;
using static TorchSharp.torch;

namespace Steering.Peft.Tests;

public sealed class GraftingTests
{
    public static TheoryData<string, long> PaperCounts
    {
        get
        {
            var data = new TheoryData<string, long>();
            if (!File.Exists(Golden.Folder("counts.csv"))) return data;
            foreach (var line in File.ReadLines(Golden.Folder("counts.csv")).Skip(1).Select(line => line.Split(',')))
            {
                if (line[0] == "phi-2") data.Add(line[1], long.Parse(line[2]));
            }
            return data;
        }
    }

    /// <summary>The paper's settings by the names that golden/counts.csv gives them; null where the method is not built here.</summary>
    private static IPeftMethod? ByName(string name) => name.Split(' ', '=') switch
    {
        ["full"] => new FullTuning(),
        ["lora", "r", var rank] => new Lora(int.Parse(rank), 2 * int.Parse(rank), 0.05),
        ["mores", "r", var rank] => new MoReS(int.Parse(rank)),
        _ => null,
    };

    [GoldenTheory("methods")]
    [MemberData(nameof(PaperCounts))]
    public void Trainable_parameters_at_Phi_2s_size_are_the_papers(string name, long expected)
    {
        if (ByName(name) is not { } method) return;
        using var model = CausalLanguageModel.OnMeta(PhiConfig.Phi2);
        Assert.Equal(expected, Grafting.Apply(model, method, seed: 0).Count);
    }

    [Fact]
    public void Printed_counts_of_full_tuning_lora_and_mores_B_come_out()
    {
        Assert.Equal([2_779_683_840, 188_743_680, 163_872], new IPeftMethod[] { new FullTuning(), new Lora(128, 256, 0.05), new MoReS(1) }.Select(method =>
        {
            using var model = CausalLanguageModel.OnMeta(PhiConfig.Phi2);
            return Grafting.Apply(model, method, seed: 0).Count;
        }));
    }

    public static TheoryData<string> Methods => [.. All.Keys];

    private static Dictionary<string, IPeftMethod> All { get; } = new(StringComparer.Ordinal)
    {
        ["full"] = new FullTuning(),
        ["lora"] = new Lora(2, 4, 0),
        ["mores"] = new MoReS(2),
        ["mores on text, ends apart, no rotation"] = new MoReS(2) { Tokens = SteeredTokens.VisualAndTextApart, SharesWeights = false, IsOrthogonal = false },
        ["connector only"] = new ConnectorOnly(),
    };

    [Theory]
    [MemberData(nameof(Methods))]
    public void What_asks_for_gradients_is_exactly_what_was_listed(string name)
    {
        using var model = Toy.Model();
        var grafted = Grafting.Apply(model, All[name], seed: 0);
        var listed = grafted.All.Select(one => one.Parameter.Handle).Order();
        Assert.Equal(listed, model.parameters().Where(parameter => parameter.requires_grad).Select(parameter => parameter.Handle).Order());
        Assert.Equal(grafted.Count + grafted.ConnectorCount, model.parameters().Where(parameter => parameter.requires_grad).Sum(parameter => parameter.numel()));
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void An_adapter_file_gives_the_same_answers_on_a_fresh_model(string name)
    {
        var folder = Directory.CreateTempSubdirectory("adapter");
        try
        {
            using var scope = NewDisposeScope();
            var path = Path.Combine(folder.FullName, "adapter.safetensors");
            using var model = Toy.Model();
            var grafted = Grafting.Apply(model, All[name], seed: 8);
            using (no_grad())
            {
                foreach (var one in grafted.All) one.Parameter.add_(0.01);
            }
            AdapterFile.Save(path, grafted);
            using var again = Toy.Model();
            var loaded = AdapterFile.Load(path, again, AdapterFile.ReadMethod(path));
            Assert.Equal(All[name], loaded.Method);
            Assert.Equal(All[name], AdapterFile.ReadMethod(path));
            model.eval();
            again.eval();
            Assert.True(Near.BitEqual(model.call(Toy.Input()), again.call(Toy.Input())));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
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
    public void Two_methods_cannot_share_a_place()
    {
        using var model = Toy.Model();
        Grafting.Apply(model, new MoReS(2), seed: 0);
        Assert.Throws<InvalidOperationException>(() => Grafting.Apply(model, new MoReS(1), seed: 0));
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
