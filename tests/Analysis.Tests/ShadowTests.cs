using Steering.Data;
using Steering.Models;
using Steering.Peft;
using Steering.Tests;
using static TorchSharp.torch;

namespace Steering.Analysis.Tests;

/// <summary>Attention and landscapes of a model on a device that refuses other devices' tensors: the CPU's numbers.</summary>
public sealed class ShadowTests
{
    private static readonly IPeftMethod Method = new MoReS(2, "all");

    [Fact]
    public void Attention_is_the_CPUs()
    {
        var (here, there) = (Look(CPU), Look(Shadow.Device));
        Assert.Equal(here.Numbers.Count, there.Numbers.Count);
        foreach (var (one, other) in here.Attention.Zip(there.Attention)) Assert.All(one.Picture().Zip(other.Picture()), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
    }

    [Fact]
    public void A_landscape_is_the_CPUs() =>
        Assert.All(Losses(CPU).Zip(Losses(Shadow.Device)), pair => Assert.Equal(pair.First, pair.Second, 1e-4));

    private static Collator Collator(Device device) => new(0, device, Toy.Config.Positions);

    private static SeenAnswer Look(Device device)
    {
        using var features = Toy.Features();
        using var model = Toy.Model(Method, device);
        return new AnswerReader(model, Collator(device), features).Read(Toy.Row);
    }

    private static IReadOnlyList<double> Losses(Device device)
    {
        using var scope = NewDisposeScope();
        using var features = Toy.Features();
        using var model = Toy.Model(device: device);
        var grafted = Grafting.Apply(model, Method, seed: 2);
        model.eval();
        var batch = Collator(device).Collate([Toy.Row], features);
        return new LossLandscape([.. grafted.All], () => model.Loss(new LlavaInput(batch.Ids_BT, batch.Features_NVC, batch.Layout), batch.Labels_BT).Sum.item<float>()).Map(1, [-1, 0, 1], seed: 3).Losses;
    }
}
