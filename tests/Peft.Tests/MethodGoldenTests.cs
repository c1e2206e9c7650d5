using Steering.Tests;
using Xunit.Abstractions;
using static TorchSharp.torch;

namespace Steering.Peft.Tests;

/// <summary>
/// Our methods against peft 0.10 (LoRA), plain torch (MoReS) and transformers (full tuning): golden/methods, every folder of every backbone.
/// Folders of methods or backbones that are not built here are left aside, with the reason in the test's output.
/// </summary>
public sealed class MethodGoldenTests(ITestOutputHelper output)
{
    private const string Folder = "methods";
    private const double Noise = 1e-6;

    public static TheoryData<string, string> Cases
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var backbone in Golden.Cases(Folder))
            {
                foreach (var name in Golden.Cases(Path.Combine(Folder, backbone))) data.Add(backbone, name);
            }
            return data;
        }
    }

    [WholeGoldenFact(Folder)]
    public void Full_tuning_lora_and_mores_are_among_the_cases()
    {
        var supported = Cases.Select(row => GoldenCase.Open((string)row[0], (string)row[1], out _)).OfType<GoldenCase>().ToList();
        Assert.Contains(supported, one => one.Method is FullTuning);
        Assert.Contains(supported, one => one.Method is Lora);
        Assert.Contains(supported, one => one.Method is MoReS);
    }

    [WholeGoldenFact(Folder)]
    public void No_case_of_mores_is_left_aside()
    {
        var cases = Cases.Select(row => (Backbone: (string)row[0], Name: (string)row[1]))
            .Where(one => Golden.Json(Folder, one.Backbone, one.Name, "meta.json").GetProperty("method").GetProperty("name").GetString() == "mores").ToList();
        Assert.NotEmpty(cases);
        Assert.All(cases, one =>
        {
            Assert.NotNull(GoldenCase.Open(one.Backbone, one.Name, out var reason));
            Assert.Empty(reason);
        });
    }

    [GoldenTheory(Folder)]
    [MemberData(nameof(Cases))]
    public void Recomputing_in_backward_gives_every_gradient_to_the_last_bit(string backbone, string name)
    {
        if (GoldenCase.Open(backbone, name, out var reason) is not { } golden)
        {
            output.WriteLine($"{backbone}/{name}: left aside, {reason}");
            return;
        }
        using var scope = NewDisposeScope();
        using var model = golden.Model();
        var grafted = Grafting.Apply(model, golden.Method, seed: 0);
        model.eval();
        var trained = golden.Fill(grafted);
        golden.Loss(model).backward();
        var kept = trained.Select(one => one.Parameter.grad?.clone()).ToList();
        foreach (var one in trained) one.Parameter.grad?.zero_();
        (golden with { Recompute = true }).Loss(model).backward();
        for (var i = 0; i < trained.Count; i++)
        {
            if (kept[i] is { } expected) Assert.True(Near.Difference(expected, trained[i].Parameter.grad ?? zeros_like(expected)) == 0, $"{trained[i].Name}: the gradient differs.");
        }
    }

    [GoldenTheory(Folder)]
    [MemberData(nameof(Cases))]
    public void Logits_loss_gradients_and_five_steps_agree(string backbone, string name)
    {
        if (GoldenCase.Open(backbone, name, out var reason) is not { } golden)
        {
            output.WriteLine($"{backbone}/{name}: left aside, {reason}");
            return;
        }
        using var scope = NewDisposeScope();
        using var model = golden.Model();
        var grafted = Grafting.Apply(model, golden.Method, seed: 0);
        model.eval();   // golden cases have no dropout
        var trained = golden.Fill(grafted);
        Assert.Equal(golden.Meta.GetProperty("trainable").GetInt64(), trained.Sum(one => one.Parameter.numel()));
        using var outputs = golden.Outputs();
        var tolerance = golden.Meta.GetProperty("tolerance");

        Near.Equal(outputs.Load("logits"), golden.Logits(model), golden.Mask, tolerance.GetProperty("logits").GetDouble(), "logits");
        var loss = golden.Loss(model);
        Near.Equal(outputs.Load("loss"), loss, tolerance.GetProperty("loss").GetDouble(), "loss");
        loss.backward();
        foreach (var one in trained)
        {
            var expected = outputs.Load("grad." + one.Name);
            Near.Equal(expected, one.Parameter.grad ?? zeros_like(expected), Math.Max(1e-5, 1e-4 * expected.abs().max().item<float>()), $"gradient of {one.Name}");
        }
        golden.Train(model, trained);
        foreach (var one in trained)
        {
            // Adam divides a gradient by its own size: where the first one is rounding noise (a key's bias, which softmax ignores), the noise decides the way.
            var certain = outputs.Load("grad." + one.Name).abs().gt(Noise).flatten().nonzero().flatten();
            var (expected, actual) = (outputs.Load("after." + one.Name).flatten(), one.Parameter.detach().flatten());
            Near.Equal(expected.index_select(0, certain), actual.index_select(0, certain), tolerance.GetProperty("after").GetDouble(), $"{one.Name} after the steps");
        }
    }
}
