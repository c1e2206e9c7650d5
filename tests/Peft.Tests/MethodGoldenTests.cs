using System.Text.Json;
using Steering.Models;
using Steering.Tests;
using static TorchSharp.torch;

namespace Steering.Peft.Tests;

/// <summary>
/// Our methods against peft 0.10 (LoRA, OFT, IA3), plain torch (MoReS, MRT, Adapter) and transformers (full tuning): golden/methods, every folder of
/// every backbone.
/// </summary>
public sealed class MethodGoldenTests
{
    private const string Folder = "methods";
    private const double Noise = 1e-6;

    public static TheoryData<string, string> Cases => GoldenFolder.Data(folder => AllMethods.OfGolden(folder) is not null);

    public static TheoryData<string, string> MergedCases => GoldenFolder.Data(folder => AllMethods.OfGolden(folder) is not null && folder.HasMerged);

    [WholeGoldenFact(Folder)]
    public void No_case_is_left_aside()
    {
        var strays = GoldenFolder.All.Where(folder => AllMethods.OfGolden(folder) is null).Select(folder => $"{folder.Title}: {folder.Method.GetRawText()}");
        Assert.Empty(strays);
    }

    [GoldenTheory(Folder)]
    [MemberData(nameof(Cases))]
    public void Recomputing_in_backward_gives_every_gradient_to_the_last_bit(string backbone, string name)
    {
        using var scope = NewDisposeScope();
        var folder = new GoldenFolder(backbone, name);
        using var batch = folder.OpenBatch();
        using var model = folder.Model();
        var trained = Grafted(folder, model);
        batch.Loss(model).backward();
        var kept = trained.Select(one => one.Parameter.grad?.clone()).ToList();
        foreach (var one in trained) one.Parameter.grad?.zero_();
        batch.Loss(model, recompute: true).backward();
        for (var i = 0; i < trained.Count; i++)
        {
            if (kept[i] is { } expected) Assert.True(Near.Difference(expected, trained[i].Parameter.grad ?? zeros_like(expected)) == 0, $"{trained[i].Name}: the gradient differs.");
        }
    }

    [GoldenTheory(Folder)]
    [MemberData(nameof(Cases))]
    public void Logits_loss_gradients_and_five_steps_agree(string backbone, string name)
    {
        using var scope = NewDisposeScope();
        var folder = new GoldenFolder(backbone, name);
        using var batch = folder.OpenBatch();
        using var model = folder.Model();
        var trained = Grafted(folder, model);
        Assert.Equal(folder.Meta.GetProperty("trainable").GetInt64(), trained.Sum(one => one.Parameter.numel()));
        using var outputs = folder.Outputs();
        var tolerance = folder.Meta.GetProperty("tolerance");

        Near.Equal(outputs.Load("logits"), batch.Logits(model), batch.Mask, tolerance.GetProperty("logits").GetDouble(), "logits");
        var loss = batch.Loss(model);
        Near.Equal(outputs.Load("loss"), loss, tolerance.GetProperty("loss").GetDouble(), "loss");
        loss.backward();
        foreach (var one in trained)
        {
            var expected = outputs.Load("grad." + one.Name);
            Near.Equal(expected, one.Parameter.grad ?? zeros_like(expected), Math.Max(1e-5, 1e-4 * expected.abs().max().item<float>()), $"gradient of {one.Name}");
        }
        Train(folder.Meta, () => batch.Loss(model), trained);
        foreach (var one in trained)
        {
            // Adam divides a gradient by its own size: where the first one is rounding noise (a key's bias, which softmax ignores), the noise decides the way.
            var certain = outputs.Load("grad." + one.Name).abs().gt(Noise).flatten().nonzero().flatten();
            var (expected, actual) = (outputs.Load("after." + one.Name).flatten(), one.Parameter.detach().flatten());
            Near.Equal(expected.index_select(0, certain), actual.index_select(0, certain), tolerance.GetProperty("after").GetDouble(), $"{one.Name} after the steps");
        }
    }

    [GoldenTheory(Folder)]
    [MemberData(nameof(MergedCases))]
    public void Merged_logits_agree(string backbone, string name)
    {
        using var scope = NewDisposeScope();
        var folder = new GoldenFolder(backbone, name);
        using var batch = folder.OpenBatch();
        using var model = folder.Model();
        Grafted(folder, model);
        Assert.NotEqual(0, Merging.Merge(model));
        Assert.DoesNotContain(model.state_dict().Keys, Weights.IsEdit);
        using var merged = folder.Merged();
        Near.Equal(merged.Load("logits"), batch.Logits(model), batch.Mask, folder.Meta.GetProperty("tolerance").GetProperty("logits").GetDouble(), "merged logits");
    }

    private static IReadOnlyList<Trained> Grafted(GoldenFolder folder, CausalLanguageModel model)
    {
        var grafted = Grafting.Apply(model, AllMethods.OfGolden(folder)!, seed: 0);   // only folders that have a method are cases
        model.eval();   // golden cases have no dropout
        return folder.Fill(grafted);
    }

    /// <summary>The case's AdamW steps; loss and gradient norm are checked before each and after the last.</summary>
    private static void Train(JsonElement meta, Func<Tensor> read, IReadOnlyList<Trained> trained)
    {
        var setting = meta.GetProperty("optimiser");
        var parameters = trained.Select(one => one.Parameter).ToList();
        using var optimiser = optim.AdamW(parameters, lr: setting.GetProperty("rate").GetDouble(), weight_decay: setting.GetProperty("weight_decay").GetDouble());
        double[] losses = [.. meta.GetProperty("losses").EnumerateArray().Select(value => value.GetDouble())];
        double[] norms = [.. meta.GetProperty("gradient_norms_before_clipping").EnumerateArray().Select(value => value.GetDouble())];
        var allowed = meta.GetProperty("tolerance").GetProperty("losses").GetDouble();
        for (var step = 0; step < norms.Length; step++)
        {
            optimiser.zero_grad();
            var loss = read();
            Assert.Equal(losses[step], loss.item<float>(), allowed);
            loss.backward();
            var norm = nn.utils.clip_grad_norm_(parameters, setting.GetProperty("clip_global_norm").GetDouble());
            Assert.Equal(norms[step], norm, Math.Max(allowed, 1e-3 * norms[step]));
            optimiser.step();
        }
        Assert.Equal(losses[^1], read().item<float>(), allowed);
    }
}
