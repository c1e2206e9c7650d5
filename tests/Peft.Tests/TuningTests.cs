using Steering.Models;

namespace Steering.Peft.Tests;

/// <summary>Methods that graft nothing: the backbone's own parameters are trained, or none.</summary>
public sealed class TuningTests
{
    internal sealed class Full : IMethodCases
    {
        public IEnumerable<IPeftMethod> Samples => [new FullTuning()];

        public bool StartsAtTheBase(IPeftMethod sample) => true;

        public IPeftMethod? OfGolden(GoldenFolder folder) => folder.Method.IsCalled("full") ? new FullTuning() : null;

        public IPeftMethod? OfCounts(string name) => name == "full" ? new FullTuning() : null;
    }

    internal sealed class Partial : IMethodCases
    {
        public IEnumerable<IPeftMethod> Samples => [new PartialTuning(1)];

        public bool StartsAtTheBase(IPeftMethod sample) => true;
    }

    internal sealed class Nothing : IMethodCases
    {
        public IEnumerable<IPeftMethod> Samples => [new Frozen(), new ConnectorOnly()];

        public bool StartsAtTheBase(IPeftMethod sample) => true;
    }

    [Fact]
    public void Partial_tuning_trains_the_blocks_from_one_on_and_nothing_before_or_behind_them()
    {
        using var model = Toy.Model();
        var trained = Grafting.Apply(model, new PartialTuning(1), seed: 0).Language.Select(one => one.Name).ToHashSet(StringComparer.Ordinal);
        var expected = model.Language.named_parameters().Select(pair => pair.name).Where(name => name.Contains(".layers.1.", StringComparison.Ordinal) || name.Contains(".layers.2.", StringComparison.Ordinal));
        Assert.Equal(expected.Order(StringComparer.Ordinal), trained.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("vision_model.encoder.layers.3.mlp.fc1.weight", 3, true)]
    [InlineData("vision_model.encoder.layers.13.mlp.fc1.weight", 3, true)]
    [InlineData("encoder.layer.2.norm1.weight", 3, false)]
    [InlineData("vision_model.embeddings.position_embedding.weight", 0, false)]
    [InlineData("vision_model.post_layernorm.weight", 0, false)]
    public void A_block_is_known_by_the_number_in_its_name(string name, int from, bool trained) => Assert.Equal(trained, new PartialTuning(from).Unfreezes(name));

    [Fact]
    public void A_published_tower_tuned_from_its_last_two_blocks_counts_two_blocks()
    {
        var method = new PerPart(Vision: new PartialTuning(ClipConfig.Large336.Layers - 2));
        const long block = (4 * ((1024 * 1024) + 1024)) + (2 * 1024 * 4096) + 4096 + 1024 + (4 * 1024);
        Assert.Equal(new TrainableCount(0, 20_979_712, 2 * block), TrainableCount.Of(LlamaConfig.Vicuna7B, "mlp2x_gelu", ClipConfig.Large336, method));   // connector: methods.md §1.12
    }
}
