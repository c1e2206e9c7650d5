using Steering.Models;
using Steering.Tensors;
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
    public void A_step_of_every_method_stays_on_its_models_device_and_has_the_CPUs_numbers(string family, string text)
    {
        foreach (var recompute in (bool[])[false, true])
            Assert.All(Step(family, text, recompute, CPU).Zip(Step(family, text, recompute, Shadow.Device)), pair => Assert.InRange(pair.Second, pair.First - Slack(pair.First), pair.First + Slack(pair.First)));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Every_method_reads_and_answers_on_its_models_device(string family, string text) =>
        Assert.Equal(Answers(family, text, CPU), Answers(family, text, Shadow.Device));

    private static double Slack(double value) => 1e-5 + (1e-4 * Math.Abs(value));

    /// <summary>Loss of a training step, and the length of every gradient.</summary>
    private static IReadOnlyList<double> Step(string family, string text, bool recompute, Device device)
    {
        using var scope = NewDisposeScope();
        using var model = Toy.ModelFor(AllMethods.Sample(text), family, device: device);
        var grafted = Grafting.Apply(model, AllMethods.Sample(text), seed: 3);
        model.train();
        var input = Toy.InputFor(model);
        var labels = Toy.Labels(input).to(device);
        var loss = model.Loss(input.To(device) with { Recompute = recompute }, labels).Sum;
        loss.backward();
        using var optimiser = optim.AdamW(grafted.All.Select(one => one.Parameter).ToList());
        optimiser.step();
        return [loss.item<float>(), .. grafted.All.Select(one => one.Parameter.grad is { } gradient ? gradient.norm().item<float>() : 0.0)];
    }

    private static IEnumerable<IReadOnlyList<int>> Answers(string family, string text, Device device)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        using var model = Toy.ModelFor(AllMethods.Sample(text), family, device: device);
        Grafting.Apply(model, AllMethods.Sample(text), seed: 3);
        model.eval();
        using var trace = new Trace(states: false, attentions: true);
        var input = Toy.InputFor(model);
        using var read = model.call(input.To(device) with { Trace = trace });
        Assert.Equal(device.type, read.device_type);
        List<EncodedPrompt> prompts = [.. Enumerable.Range(0, 4).Select(i => new EncodedPrompt([3, 4], i % 2, [.. Enumerable.Range(0, 2 + (i % 3)).Select(t => 5 + (i * 7 + t * 11) % 40)]) { Question = new QuestionSpan(0, 2, 2) })];
        return new GreedyDecoder(model, new GreedyOptions(5, EndOfText: null)).Answer(prompts, rows => Features(model, input, rows));
    }

    /// <summary>As tables give them: on the CPU, unless the model's own tower sees.</summary>
    private static Tensor Features(Llava model, LlavaInput input, IReadOnlyList<int> rows)
    {
        using var chosen = tensor(rows.Select(row => (long)row).ToArray());
        return model.Vision is { } tower ? tower.Features(input.Pixels_NCHW!.index_select(0, chosen).to(tower.Device)) : input.Features_NVC!.index_select(0, chosen);   // a model with a tower has pixels
    }
}
