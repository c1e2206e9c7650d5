using Steering.Models;
using Steering.Peft;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Steering.Analysis.Tests;

/// <summary>What holds for every map of losses.</summary>
public sealed class LandscapeTests
{
    private static readonly double[] Steps = [-1, -0.25, 0, 0.25, 1];

    private static readonly Dictionary<string, IPeftMethod> All = new(StringComparer.Ordinal)
    {
        ["full tuning"] = new FullTuning(),
        ["LoRA"] = new Lora(2, 4, 0.3),
        ["MRT"] = new Mrt(2, 2, 1, Editors: MrtEditors.All & ~MrtEditors.Vision),
        ["steering"] = new MoReS(1),
    };

    public static TheoryData<string> Methods => [.. All.Keys];

    [Theory]
    [MemberData(nameof(Methods))]
    public void The_centre_is_the_tuned_model_and_nothing_has_moved_afterwards(string name)
    {
        using var scope = NewDisposeScope();
        using var features = Toy.Features();
        using var model = Toy.Model();
        var grafted = Grafting.Apply(model, All[name], seed: 2);
        model.eval();
        var batch = Toy.Collator.Collate([Toy.Row with { Conversation = Toy.Row.Conversation with { Question = new(3, 6, 6) } }], features);
        double Loss()
        {
            using var inner = NewDisposeScope();
            var (sum, labels) = model.Loss(new LlavaInput(batch.Ids_BT, batch.Features_NVC, batch.Layout), batch.Labels_BT);
            return sum.item<float>() / labels;
        }
        var before = model.state_dict().Select(pair => (pair.Key, Now: pair.Value, Copy: pair.Value.detach().clone())).ToList();
        var tuned = Loss();
        var map = new LossLandscape([.. grafted.All], Loss).Map(1, Steps, seed: 3);
        Assert.Equal(tuned, map.Centre);
        Assert.Equal(tuned, map.At(2, 2));
        Assert.True(map.Losses.Distinct().Count() > 20);
        foreach (var (part, now, copy) in before) Assert.True(now.ne(copy).sum().item<long>() == 0, $"{part} stayed where the survey had moved it.");
    }

    [Fact]
    public void A_step_of_one_moves_every_filter_by_its_own_length_and_nothing_else()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        Trained[] trained = [new("matrix", new Parameter(randn(3, 5) * arange(1, 4).unsqueeze(1))), new("vector", new Parameter(randn(7) * 4)), new("kernel", new Parameter(randn(2, 3, 4)))];
        var still = new Parameter(randn(4));
        var (centre, kept) = (trained.Select(one => one.Parameter.detach().clone()).ToList(), still.detach().clone());
        var moves = new List<List<Tensor>>();
        new LossLandscape(trained, () =>
        {
            moves.Add([.. trained.Zip(centre, (one, from) => (one.Parameter.detach() - from).MoveToOuterDisposeScope())]);
            Assert.Equal(0, still.ne(kept).sum().item<long>());
            return 0;
        }).Map(1, [-1, 0, 1], seed: 3);
        foreach (var (at, factor) in ((int, float)[])[(5, 1), (3, 1), (7, 1), (1, 1), (4, 0)])   // along one direction, and the centre
        {
            Near(centre[0].norm(1) * factor, moves[at][0].norm(1));
            Near(centre[1].norm() * factor, moves[at][1].norm());
            Near(centre[2].flatten(1).norm(1) * factor, moves[at][2].flatten(1).norm(1));
        }
        Near(moves[5][0] + moves[7][0], moves[8][0]);   // θ + d₁ + d₂
        Near(moves[3][0] * -1, moves[5][0]);
        Assert.True((moves[5][0] - moves[7][0]).abs().max().item<float>() > 0.1);
    }

    [Fact]
    public void Equal_seeds_give_equal_maps_and_another_pair_another_plane()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        var parameter = new Parameter(randn(4, 4));
        var landscape = new LossLandscape([new Trained("w", parameter)], () => parameter.detach().square().sum().item<float>() + (parameter.detach()[0, 0].item<float>() * 3));
        var first = landscape.Map(1, Steps, seed: 3);
        Assert.Equal(first.Losses, landscape.Map(1, Steps, seed: 3).Losses);
        Assert.NotEqual(first.Losses, landscape.Map(2, Steps, seed: 3).Losses);
        Assert.NotEqual(first.Losses, landscape.Map(1, Steps, seed: 4).Losses);
    }

    /// <summary>A bowl 1 + (a² + b²)/r² reaches twice its least value on the circle of radius r.</summary>
    [Theory]
    [InlineData(0.3)]
    [InlineData(0.7)]
    public void The_area_within_twice_the_least_loss_of_a_bowl_is_a_disc_and_its_line_a_circle(double radius)
    {
        var map = Bowl(1, radius, [.. Enumerable.Range(-20, 41).Select(step => step / 20.0)]);
        Assert.Equal(Math.PI * radius * radius, map.AreaBelow(2), 0.02);
        Assert.Equal(4, map.Whole);
        Assert.Equal(4, map.AreaBelow(1 + (2 / (radius * radius)) + 1e-9), 1e-9);   // the corners are the farthest
        var ends = map.Line(2).SelectMany(piece => new[] { piece.From, piece.To }).ToList();
        Assert.NotEmpty(ends);
        Assert.All(ends, end => Assert.Equal(radius, Math.Sqrt((end.A * end.A) + (end.B * end.B)), 0.01));
        var length = map.Line(2).Sum(piece => Math.Sqrt(Math.Pow(piece.From.A - piece.To.A, 2) + Math.Pow(piece.From.B - piece.To.B, 2)));
        Assert.Equal(2 * Math.PI * radius, length, 0.05 * length);
    }

    [Fact]
    public void A_scale_of_the_loss_changes_no_area_and_where_the_model_broke_down_is_outside()
    {
        var map = Bowl(1, 0.7, Steps);
        Assert.Equal(map.AreaBelow(2), (map with { Losses = [.. map.Losses.Select(loss => 4 * loss)] }).AreaBelow(8), 1e-12);
        var broken = map with { Losses = [.. map.Losses.Select((loss, at) => at % 5 == 3 ? double.PositiveInfinity : loss)] };
        Assert.InRange(broken.AreaBelow(2), 1e-3, map.AreaBelow(2) - 1e-3);
        Assert.All(broken.Line(2), piece => Assert.True(double.IsFinite(piece.From.A + piece.From.B + piece.To.A + piece.To.B)));
    }

    [Fact]
    public void A_file_gives_its_maps_back_and_a_damaged_one_is_refused_by_its_line()
    {
        var path = Path.GetTempFileName();
        LossMap[] maps = [Bowl(1, 0.5, Steps), Bowl(2, 0.25, Steps) with { Losses = [.. Enumerable.Range(0, 25).Select(at => at == 7 ? double.PositiveInfinity : at + 1.0)] }];
        LossFile.Write(path, maps);
        var read = LossFile.Read(path);
        Assert.Equal([1, 2], read.Select(map => map.Pair));
        foreach (var (ours, theirs) in maps.Zip(read))
        {
            Assert.Equal(ours.Steps, theirs.Steps);
            Assert.All(ours.Losses.Zip(theirs.Losses), pair => Assert.True(pair.First.Equals(pair.Second) || Math.Abs(pair.First - pair.Second) < 1e-8 * pair.First));
        }
        File.AppendAllText(path, "3,0,0,much\n");
        Assert.Contains("line 52", Assert.Throws<InvalidDataException>(() => LossFile.Read(path)).Message, StringComparison.Ordinal);
        File.Delete(path);
    }

    private static LossMap Bowl(int pair, double radius, double[] steps) =>
        new(pair, steps, [.. steps.SelectMany(b => steps.Select(a => 1 + (((a * a) + (b * b)) / (radius * radius))))]);

    private static void Near(Tensor expected, Tensor actual) => Assert.True((expected - actual).abs().max().item<float>() < 1e-4, $"{expected} and {actual}");
}
