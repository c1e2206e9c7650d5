using Steering.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace Steering.Peft.Tests;

/// <summary>What holds for every method in the assembly, on every family of language models.</summary>
public sealed class MethodLawTests
{
    private const double MergeError = 2e-5;

    public static TheoryData<string, string> All
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var family in Toy.Families.Keys)
            {
                foreach (var sample in AllMethods.Samples) data.Add(family, AllMethods.Text(sample));
            }
            return data;
        }
    }

    [Fact]
    public void Every_method_in_the_assembly_has_an_example_and_no_two_look_alike()
    {
        var types = typeof(IPeftMethod).Assembly.GetTypes().Where(type => type.IsAssignableTo(typeof(IPeftMethod)) && !type.IsAbstract);
        Assert.Equal(types.Select(type => type.Name).Order(StringComparer.Ordinal), AllMethods.Samples.Select(sample => sample.GetType().Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
        Assert.Distinct(AllMethods.Samples.Select(AllMethods.Text));
        Assert.All(AllMethods.Samples, sample => Assert.NotEqual("", sample.Name));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void What_asks_for_gradients_is_exactly_what_was_listed_and_counted(string family, string text)
    {
        var method = AllMethods.Sample(text);
        using var model = Toy.ModelFor(method, family);
        var grafted = Grafting.Apply(model, method, seed: 0);
        var asking = model.parameters().Where(parameter => parameter.requires_grad).ToList();
        Assert.Equal(grafted.All.Select(one => one.Parameter.Handle).Order(), asking.Select(parameter => parameter.Handle).Order());
        Assert.Equal(grafted.Count + grafted.ConnectorCount + grafted.VisionCount, asking.Sum(parameter => parameter.numel()));
        Assert.Equal(grafted.Count, model.Language.parameters().Where(parameter => parameter.requires_grad).Sum(parameter => parameter.numel()));
        if (model.Vision is null) Assert.Equal(grafted.Count, TrainableCount.Of(Toy.Families[family], method));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_step_moves_what_was_listed_and_leaves_the_rest_bit_equal_and_without_a_gradient(string family, string text)
    {
        using var scope = NewDisposeScope();
        var method = AllMethods.Sample(text);
        using var model = Toy.ModelFor(method, family);
        var grafted = Grafting.Apply(model, method, seed: 3);
        Stir(grafted);
        var listed = grafted.All.Select(one => one.Parameter.Handle).ToHashSet();
        var before = model.named_parameters().Select(pair => (pair.name, pair.parameter, Copy: pair.parameter.detach().clone())).ToList();
        using var optimiser = optim.AdamW(grafted.All.Select(one => one.Parameter).ToList(), lr: 0.1);
        var input = Toy.InputFor(model);
        model.Loss(input, Toy.Labels(input)).Sum.backward();
        optimiser.step();
        foreach (var (name, parameter, copy) in before)
        {
            var moved = !Near.BitEqual(copy, parameter);
            if (!listed.Contains(parameter.Handle)) Assert.True(!moved && parameter.grad is null, $"{name} is frozen but moved or had a gradient.");
            else Assert.Equal(parameter.grad is { } gradient && gradient.ne(0).any().item<bool>(), moved);
        }
        Assert.Contains(before, one => listed.Contains(one.parameter.Handle) && !Near.BitEqual(one.Copy, one.parameter));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Live_tensors_do_not_grow_from_step_to_step(string family, string text)
    {
        var method = AllMethods.Sample(text);
        using var model = Toy.ModelFor(method, family);
        var grafted = Grafting.Apply(model, method, seed: 3);
        using var optimiser = optim.AdamW(grafted.All.Select(one => one.Parameter).ToList(), lr: 0.01);
        var live = new List<long>();
        for (var step = 0; step < 4; step++)
        {
            using (NewDisposeScope())
            {
                optimiser.zero_grad();
                var input = Toy.InputFor(model);
                model.Loss(input, Toy.Labels(input)).Sum.backward();
                optimiser.step();
            }
            live.Add(DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        }
        Assert.Single(live.Skip(1).Distinct());
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_method_that_starts_at_the_base_leaves_its_logits_as_they_are_and_another_does_not(string family, string text)
    {
        using var scope = NewDisposeScope();
        var method = AllMethods.Sample(text);
        using var plain = Toy.ModelFor(method, family);
        using var model = Toy.ModelFor(method, family);
        Grafting.Apply(model, method, seed: 3);
        var startsThere = AllMethods.Cases.First(cases => cases.Samples.Any(sample => AllMethods.Text(sample) == text)).StartsAtTheBase(method);
        var difference = Near.Difference(Logits(plain), Logits(model));
        Assert.True(startsThere == difference < 1e-6, $"The logits differ by {difference:G3}.");
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_merged_model_computes_what_it_computed_before(string family, string text)
    {
        using var scope = NewDisposeScope();
        var method = AllMethods.Sample(text);
        using var model = Toy.ModelFor(method, family);
        Stir(Grafting.Apply(model, method, seed: 3));
        var before = Logits(model);
        var merged = Merging.Merge(model);
        Near.Equal(before, Logits(model), merged == 0 ? 0 : MergeError, "logits after the merge");
    }

    [Theory]
    [MemberData(nameof(All))]
    public void An_adapter_file_describes_itself_and_gives_bit_equal_logits_on_a_fresh_model(string family, string text)
    {
        var folder = Directory.CreateTempSubdirectory("adapter");
        try
        {
            using var scope = NewDisposeScope();
            var path = Path.Combine(folder.FullName, "adapter.safetensors");
            var method = AllMethods.Sample(text);
            using var model = Toy.ModelFor(method, family);
            var grafted = Grafting.Apply(model, method, seed: 8);
            Stir(grafted);
            AdapterFile.Save(path, grafted, template: "a template");
            using var again = Toy.ModelFor(method, family);
            Assert.Equal(method, AdapterFile.Load(path, again, AdapterFile.ReadMethod(path)).Method);
            Assert.True(Near.BitEqual(Logits(model), Logits(again)));
            var expected = new AdapterDescription(method, grafted.BaseFingerprint, grafted.VisionFingerprint, model.Connector.Kind, "a template", method.Positions);
            Assert.Equal(expected, AdapterFile.Describe(path));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Moves everything that was grafted away from its start, a little.</summary>
    private static void Stir(Grafted grafted)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        manual_seed(21);
        foreach (var one in grafted.All.Concat(grafted.Still)) one.Parameter.add_(randn_like(one.Parameter), 0.02);
    }

    private static Tensor Logits(Llava model)
    {
        using var _ = no_grad();
        model.eval();
        var logits = model.Language.Logits(model.call(Toy.InputFor(model)));
        model.train();
        return logits;
    }
}
