using Steering.Flow;
using Steering.Models;

namespace Steering.Stages.Tests;

/// <summary>Estimates are what the documented sums give.</summary>
public sealed class CostModelTests
{
    private static readonly Zoo s_zoo = Zoos.Create("paper3b", ZooSettings.None);
    private static readonly CostModel s_costs = new(s_zoo, Accelerator.A100, Steering.Tests.Golden.Repository);
    private static readonly Graph s_graph = Graph.Of(Table1.Of(s_zoo));

    /// <summary>By hand: 665,298 samples of 240 words and 729 visual tokens in 94 of 100; 8·N·T for full tuning, 6·N·T beside frozen weights.</summary>
    [Theory]
    [InlineData("Tune FT seed 1", 4)]
    [InlineData("Tune LoRA seed 1", 3)]
    [InlineData("Tune MoReS-B seed 1", 3)]
    public void Training_costs_its_passes(string label, int passes)
    {
        const double dense = 2_779_683_840 - (51_200 * 2_560.0);
        var tokens = 240 + (729 * 624_610.0 / 665_298);
        var forward = (2 * dense * tokens) + (4 * 32 * 2_560 * tokens * tokens);
        var seeing = 2.0 * (Vision + 9_507_840) * 729 * 624_610;
        Assert.Equal(((665_298 * passes * forward) + seeing) / (156e12 * 0.4), Estimate(label).Seconds, 1.0);
    }

    [Fact]
    public void Memory_tells_what_fits_a_gpu()
    {
        Assert.InRange(Estimate("Tune FT seed 1").PeakBytes, (2_779_683_840 + 9_507_840) * 16.0, 80e9);
        Assert.InRange(Estimate("Tune MoReS-B seed 1").PeakBytes, 2_779_683_840 * 4.0, 40e9);
        var large = Zoos.Create("paper7b", ZooSettings.None);
        var full = Graph.Of(Table1.Of(large)).Nodes.Single(node => node.Label == "Tune FT seed 1").Stage;
        Assert.True(new CostModel(large, Accelerator.A100, Steering.Tests.Golden.Repository).Of(full)!.PeakBytes > Accelerator.A100.MemoryBytes);
    }

    /// <summary>All but full tuning, whose weights and moments alone are 108 and 208 GB at 7B and 13B.</summary>
    [Theory]
    [InlineData("paper3b")]
    [InlineData("paper7b")]
    [InlineData("paper13b")]
    public void Every_stage_but_full_tuning_fits_one_gpu(string name)
    {
        var zoo = Zoos.Create(name, ZooSettings.None);
        var costs = new CostModel(zoo, Accelerator.A100, Steering.Tests.Golden.Repository);
        var large = Graph.Of(Table1.Of(zoo), Figure1.Of(zoo)).Nodes.Where(node => node.Stage is not Tune { Params.Method: Steering.Peft.FullTuning })
            .Where(node => costs.Of(node.Stage) is { IsOnGpu: true } estimate && estimate.PeakBytes > Accelerator.A100.MemoryBytes).Select(node => node.Label);
        Assert.Empty(large);
    }

    [Fact]
    public void What_sees_no_picture_costs_less_and_what_answers_costs_far_less()
    {
        Assert.True(Estimate("Tune Blind FT seed 1").Seconds < 0.5 * Estimate("Tune FT seed 1").Seconds);
        Assert.InRange(Estimate("Answer LoRA seed 1 POPE").Seconds, 60, 3600);
    }

    [Fact]
    public void Every_stage_of_a_paper_zoo_has_an_estimate_and_no_stage_of_the_tiny_one()
    {
        Assert.All(s_graph.Nodes, node => Assert.NotNull(s_costs.Of(node.Stage)));
        var tiny = Tables.Tiny();
        var costs = new CostModel(tiny, Accelerator.A100, Steering.Tests.Golden.Repository);
        Assert.All(Graph.Of(Table1.Of(tiny)).Nodes, node => Assert.Null(costs.Of(node.Stage)));
    }

    [Fact]
    public void Every_set_of_a_paper_zoo_says_how_large_it_is_and_every_card_how_much_there_is_to_fetch()
    {
        Assert.All(s_graph.Nodes.Select(node => node.Stage).OfType<Prepare>(), prepare => Assert.True(s_zoo.Sizes.ContainsKey(prepare.Params.Name), prepare.Params.Name));
        Assert.All(s_graph.Nodes.Select(node => node.Stage).OfType<Fetch>(), fetch => Assert.True(s_costs.CardOf(fetch)!.Files.Sum(file => file.RoughBytes ?? 0) > 50e6, fetch.Label));
    }

    private static long Vision
    {
        get
        {
            using var tower = VisionTowers.OnMeta(s_zoo.VisionShape).AsModule;
            return tower.parameters().Sum(parameter => parameter.numel());
        }
    }

    private static Estimate Estimate(string label) => s_costs.Of(s_graph.Nodes.Single(node => node.Label == label).Stage)!;
}
