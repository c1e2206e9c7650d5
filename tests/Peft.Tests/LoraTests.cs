using static TorchSharp.torch;

namespace Steering.Peft.Tests;

public sealed class LoraTests
{
    internal sealed class Cases : IMethodCases
    {
        public IEnumerable<IPeftMethod> Samples => [new Lora(2, 4, 0), new Lora(3, 6, 0, "q_proj,v_proj")];

        public bool StartsAtTheBase(IPeftMethod sample) => true;

        public IPeftMethod? OfGolden(GoldenFolder folder) => folder.Method.IsCalled("lora") && folder.Peft is { } peft ? PeftFolder.ReadMethod(peft) : null;

        public IPeftMethod? OfCounts(string name) => AllMethods.Number(name, "lora r=") is { } rank ? new Lora(rank, 2 * rank, 0.05) : null;
    }

    [Fact]
    public void Dropout_acts_on_the_update_alone_and_in_training_alone()
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        using var model = Toy.Model();
        Grafting.Apply(model, new Lora(4, 8, Dropout: 0.9), seed: 1);
        var input = Toy.Input();
        model.train();
        // B is zero at the start: whatever is dropped on its way to A, nothing changes.
        Assert.True(Near.BitEqual(model.call(input), model.call(input)));
        foreach (var (name, parameter) in model.named_parameters()) if (name.Contains("lora_B", StringComparison.Ordinal)) parameter.add_(0.1);
        Assert.False(Near.BitEqual(model.call(input), model.call(input)));
        model.eval();
        Assert.True(Near.BitEqual(model.call(input), model.call(input)));
    }

    [Fact]
    public void A_name_of_no_map_grafts_nothing_and_all_grafts_every_map()
    {
        using var model = Toy.Model();
        var sites = model.Language.LinearSites.Count();
        Assert.Empty(Grafting.Apply(model, new Lora(1, 1, 0, "proj"), seed: 0).Language);
        Assert.Equal(2 * sites, Grafting.Apply(model, new Lora(1, 1, 0), seed: 0).Language.Count);
    }
}
