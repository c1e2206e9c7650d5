using System.Text.RegularExpressions;
using Steering.Models;
using Steering.Tensors;
using static TorchSharp.torch;

namespace Steering.Peft.Tests;

/// <summary>Methods made of methods.</summary>
public sealed partial class CompositionTests
{
    internal sealed partial class Pairs : IMethodCases
    {
        public IEnumerable<IPeftMethod> Samples =>
        [
            new Both(new Lora(2, 4, 0), new MoReS(2, Dropout: 0)),
            new Both(new Ia3(), new Lora(2, 4, 0)),                                              // on the same maps
            new Both(new MoReS(1, Dropout: 0), new Both(new MoReS(2, "all", 0, "1"), new Adapter(4, 0))),
        ];

        public bool StartsAtTheBase(IPeftMethod sample) => sample is Both { First: Ia3, Second: Lora };

        /// <summary>"LoRA rank 4 on all linears and MoReS rank 2 at f2+l3": the LoRA is the sibling folder's of that rank.</summary>
        public IPeftMethod? OfGolden(GoldenFolder folder)
        {
            if (!folder.Method.IsCalled("lora+mores")) return null;
            var match = Note().Match(folder.Meta.GetProperty("note").GetString() ?? "");
            Assert.True(match.Success, $"{folder.Title}: the note no longer says what the two methods are.");
            var lora = folder.Siblings.Where(other => other.Method.IsCalled("lora") && $"{other.Method.GetProperty("rank").GetInt32()}" == match.Groups["lora"].Value)
                .Select(AllMethods.OfGolden).OfType<Lora>().First();
            return new Both(lora, new MoReS(int.Parse(match.Groups["mores"].Value), match.Groups["positions"].Value, Dropout: 0));
        }

        [GeneratedRegex(@"LoRA rank (?<lora>\d+).*MoReS rank (?<mores>\d+) at (?<positions>f\d+\+l\d+)", RegexOptions.ExplicitCapture)]
        private static partial Regex Note();
    }

    internal sealed class Parts : IMethodCases
    {
        public IEnumerable<IPeftMethod> Samples =>
        [
            new PerPart(new MoReS(2, Dropout: 0), new Lora(2, 4, 0), new PartialTuning(1)),
            new PerPart(new Oft(4), new Frozen(), new Lora(2, 4, 0)),
            new PerPart(Vision: new MoReS(2, "all", Dropout: 0)),
            new PerPart(new Adapter(4, 0), new MoReS(1, "all", Dropout: 0), new Ia3()),
        ];

        public bool StartsAtTheBase(IPeftMethod sample) => sample is PerPart { Language: Oft };
    }

    internal sealed class Stills : IMethodCases
    {
        public IEnumerable<IPeftMethod> Samples => [new FrozenEdits(new MoReS(2, Dropout: 0)), new FrozenEdits(new Both(new Adapter(4, 0), new MoReS(1, Dropout: 0)))];
    }

    internal sealed class Drawn : IMethodCases
    {
        public IEnumerable<IPeftMethod> Samples => [new FixedSubspace(new MoReS(2, Dropout: 0)), new FixedSubspace(new Both(new Adapter(4, 0), new MoReS(1, Dropout: 0) { SharesWeights = false }))];
    }

    [Fact]
    public void A_fixed_subspace_stays_as_it_was_drawn_while_what_moves_within_it_is_trained()
    {
        using var scope = NewDisposeScope();
        using var model = Toy.Model();
        using var free = Toy.Model();
        var method = new MoReS(2, Dropout: 0);
        var grafted = Grafting.Apply(model, new FixedSubspace(method), seed: 5);
        var all = Grafting.Apply(free, method, seed: 5);
        using (no_grad()) Assert.True(Near.BitEqual(free.call(Toy.Input()), model.call(Toy.Input())));   // it begins where the method does
        Assert.Equal(all.Language.Where(one => !one.Name.EndsWith("raw", StringComparison.Ordinal)).Select(one => one.Name), grafted.Language.Select(one => one.Name));
        Assert.Equal(all.Language.Where(one => one.Name.EndsWith("raw", StringComparison.Ordinal)).Select(one => one.Name), grafted.Still.Select(one => one.Name));
    }

    [Fact]
    public void A_method_without_subspaces_has_none_to_fix()
    {
        using var model = Toy.Model();
        var error = Assert.Throws<ArgumentException>(() => Grafting.Apply(model, new FixedSubspace(new Nudge()), seed: 0));
        Assert.Contains("no subspace", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Frozen_edits_act_as_drawn_and_train_nothing_but_the_connector()
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        using var trained = Toy.Model();
        using var still = Toy.Model();
        var method = new MoReS(2, Dropout: 0);
        Grafting.Apply(trained, method, seed: 5);
        var grafted = Grafting.Apply(still, new FrozenEdits(method), seed: 5);
        Assert.True(Near.BitEqual(trained.call(Toy.Input()), still.call(Toy.Input())));
        Assert.Equal(0, grafted.Count);
        Assert.NotEqual(0, grafted.ConnectorCount);
        Assert.NotEmpty(grafted.Still);
    }

    [Fact]
    public void A_second_edit_of_one_map_acts_on_what_the_first_made_of_it()
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        using var model = Toy.Model();
        var site = model.Language.LinearSites.First(one => one.Role == LinearRole.Key);
        var grafted = Grafting.Apply(model, new Both(new Lora(1, 1, 0, "k_proj"), new Ia3("k_proj", "none")), seed: 1);
        foreach (var one in grafted.Language) one.Parameter.fill_(0.5);
        var map = model.Language.Map(site);
        var x = randn(2, map.Inputs);
        Near.Equal((map.Plain(x) + (x.sum(-1, keepdim: true) * 0.25)) * 0.5, map.call(x), 1e-5, "l ⊙ (W x + b + B A x)");
    }

    [Fact]
    public void A_method_for_the_tower_is_refused_by_a_model_without_one()
    {
        using var model = Toy.Model();
        var error = Assert.Throws<ArgumentException>(() => Grafting.Apply(model, new PerPart(Vision: new PartialTuning(1)), seed: 0));
        Assert.Contains("vision tower", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_second_application_is_refused()
    {
        using var model = Toy.Model();
        Grafting.Apply(model, new MoReS(2), seed: 0);
        Assert.Throws<InvalidOperationException>(() => Grafting.Apply(model, new MoReS(1), seed: 0));
    }

    private sealed record Nudge : IPeftMethod
    {
        public string Name => nameof(Nudge);

        public StreamEdit? EditStream(StreamSite site) => new Edit();

        private sealed class Edit() : StreamEdit(nameof(Nudge))
        {
            public override Tensor forward(Tensor h_BTD, TokenLayout layout) => h_BTD + 1;
        }
    }
}
