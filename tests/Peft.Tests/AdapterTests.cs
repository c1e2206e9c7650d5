using static TorchSharp.torch;

namespace Steering.Peft.Tests;

public sealed class AdapterTests
{
    internal sealed class Cases : IMethodCases
    {
        public IEnumerable<IPeftMethod> Samples => [new Adapter(4, Dropout: 0)];

        public IPeftMethod? OfGolden(GoldenFolder folder) => folder.Method.IsCalled("adapter") ? new Adapter(folder.Method.GetProperty("bottleneck").GetInt32(), Dropout: 0) : null;

        public IPeftMethod? OfCounts(string name) => AllMethods.Number(name, "adapter b=") is { } bottleneck ? new Adapter(bottleneck) : null;
    }

    [Fact]
    public void It_starts_near_the_base_but_not_at_it_and_zero_weights_are_the_base()
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        using var plain = Toy.Model();
        using var model = Toy.Model();
        var grafted = Grafting.Apply(model, new Adapter(8, Dropout: 0), seed: 1);
        var deviation = cat(grafted.Language.Select(one => one.Parameter.flatten()).ToArray(), 0).std().item<float>();
        Assert.InRange(deviation, 0.019, 0.021);   // N(0, 0.02²)
        var input = Toy.Input();
        Assert.False(Near.BitEqual(plain.call(input), model.call(input)));
        foreach (var one in grafted.Language) one.Parameter.zero_();
        Assert.True(Near.BitEqual(plain.call(input), model.call(input)));
    }
}
