using Steering.Tests;
using static TorchSharp.torch;

namespace Steering.Peft.Tests;

/// <summary>Every method computes where its model is: on a device that refuses every other device's tensors, to the CPU's own numbers.</summary>
public sealed class ShadowTests
{
    public static TheoryData<string, string> All => MethodLawTests.All;

    [Fact]
    public void The_shadow_refuses_other_devices_and_computes_as_the_CPU()
    {
        using var scope = NewDisposeScope();
        var (here, there) = (ones(2, 3), ones(2, 3, device: Shadow.Device));
        foreach (var mix in (Func<Tensor>[])[() => here + there, () => there.matmul(here.t()), () => cat([there, here], 0), () => there.index_select(0, tensor(new long[] { 1 })), () => where(here.eq(1), there, there)])
            Assert.Contains("on the same device", Assert.ThrowsAny<Exception>(mix).Message, StringComparison.Ordinal);
        Assert.Equal(Shadow.Device.type, (there + 1).device_type);
        Assert.Equal(12f, (there * tensor(2.0)).sum().item<float>());
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_step_of_every_method_stays_on_its_models_device_and_has_the_CPUs_numbers(string family, string text) =>
        Assert.Equal(Step(family, text, CPU), Step(family, text, Shadow.Device));

    /// <summary>Loss of a training step, and sums over what it made of everything that is trained.</summary>
    private static IReadOnlyList<double> Step(string family, string text, Device device)
    {
        using var scope = NewDisposeScope();
        var method = AllMethods.Sample(text);
        using var model = Toy.ModelFor(method, family, device: device);
        var grafted = Grafting.Apply(model, method, seed: 3);
        using var optimiser = optim.AdamW(grafted.All.Select(one => one.Parameter).ToList(), lr: 0.1);
        model.train();
        var input = Toy.InputFor(model);
        var labels = Toy.Labels(input).to(device);
        var loss = model.Loss(input.To(device), labels).Sum;
        loss.backward();
        nn.utils.clip_grad_norm_(grafted.All.Select(one => one.Parameter), 1);
        optimiser.step();
        return [loss.item<float>(), .. grafted.All.Select(one => one.Parameter.detach().cpu().to(ScalarType.Float64).abs().sum().item<double>())];
    }
}
