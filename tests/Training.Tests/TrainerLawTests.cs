using Steering.Peft;
using TorchSharp;
using static TorchSharp.torch;

namespace Steering.Training.Tests;

public sealed class TrainerLawTests
{
    private static readonly Dictionary<string, IPeftMethod> AllMethods = new(StringComparer.Ordinal)
    {
        ["full"] = new FullTuning(),
        ["lora"] = new Lora(2, 4, 0.05),
        ["mores"] = new MoReS(2, Layers: "all-but-last"),
        ["connector only"] = new ConnectorOnly(),
    };

    public static TheoryData<string> Methods => [.. AllMethods.Keys];

    [Theory]
    [MemberData(nameof(Methods))]
    public void Frozen_parameters_are_bit_equal_after_tuning_and_trained_ones_moved(string name)
    {
        using var scope = NewDisposeScope();
        using var model = Toy.Model();
        var grafted = Grafting.Apply(model, AllMethods[name], seed: 2);
        var before = model.named_parameters().Select(pair => (pair.Item1, pair.Item2, Copy: pair.Item2.detach().clone())).ToList();
        using var features = Toy.Features();
        new Trainer(Toy.Recipe with { Epochs = 2 }, Toy.Collator, features).Train(model, grafted, Toy.Rows(12));
        var trained = grafted.All.Select(one => one.Parameter.Handle).ToHashSet();
        foreach (var (parameter, now, copy) in before) Assert.True(Near.BitEqual(copy, now) == !trained.Contains(now.Handle), parameter);
    }

    [Fact]
    public void One_batch_of_8_equals_eight_accumulated_batches_of_1()
    {
        using var scope = NewDisposeScope();
        var method = new MoReS(2, Dropout: 0, Layers: "all-but-last");
        var together = Toy.Train(method, Toy.Recipe with { Batch = 8, Accumulation = 1 }, rows: 8);
        var apart = Toy.Train(method, Toy.Recipe with { Batch = 1, Accumulation = 8 }, rows: 8);
        Assert.Equal(together.Log.Rows[0].Loss, apart.Log.Rows[0].Loss, 1e-5);
        Assert.Equal(together.Log.Rows[0].GradientNorm, apart.Log.Rows[0].GradientNorm, 1e-4 * together.Log.Rows[0].GradientNorm);
        Assert.Equal(together.Log.Rows[0].Labels, apart.Log.Rows[0].Labels);
    }

    [Fact]
    public void The_papers_mean_of_means_weighs_short_answers_more()
    {
        var method = new ConnectorOnly();
        var tokens = Toy.Train(method, Toy.Recipe with { Batch = 1, Accumulation = 8 }, rows: 8).Log.Rows[0].Loss;
        var means = Toy.Train(method, Toy.Recipe with { Batch = 1, Accumulation = 8, Reduction = LossReduction.MeanOfMeans }, rows: 8).Log.Rows[0].Loss;
        Assert.NotEqual(tokens, means, 1e-3);
    }

    [Fact]
    public void The_same_seed_gives_the_same_bytes_and_another_does_not()
    {
        var method = new Lora(2, 4, 0.05);
        string Run(int seed)
        {
            var (model, grafted, _) = Toy.Train(method, Toy.Recipe with { Seed = seed }, rows: 16);
            var folder = Directory.CreateTempSubdirectory("seed");
            try
            {
                var path = Path.Combine(folder.FullName, "a.safetensors");
                AdapterFile.Save(path, grafted);
                model.Dispose();
                return Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(path)));
            }
            finally
            {
                folder.Delete(recursive: true);
            }
        }
        Assert.Equal(Run(6), Run(6));
        Assert.NotEqual(Run(6), Run(7));
    }

    [Fact]
    public void Live_tensors_do_not_grow_from_step_to_step()
    {
        using var model = Toy.Model();
        var grafted = Grafting.Apply(model, new Lora(2, 4, 0.05), seed: 2);
        using var features = Toy.Features();
        var live = new List<long>();
        new Trainer(Toy.Recipe with { Epochs = 8 }, Toy.Collator, features)
            .Train(model, grafted, Toy.Rows(16), (_, _) => live.Add(DisposeScopeManager.Statistics.ThreadTotalLiveCount));
        Assert.Single(live.Skip(1).Distinct());
    }

    [Fact]
    public void Tuning_learns_what_a_picture_means()
    {
        var (_, _, log) = Toy.Train(new FullTuning(), Toy.Recipe with { Epochs = 60 }, rows: 12);
        Assert.True(log.Rows[^1].Loss < 0.2 * log.Rows[0].Loss, $"loss went from {log.Rows[0].Loss:F3} to {log.Rows[^1].Loss:F3} only");
    }

    [Fact]
    public void The_connector_has_a_rate_of_its_own_or_the_papers_shared_one()
    {
        var own = Toy.Train(new MoReS(1), Toy.Recipe, rows: 8).Log;
        Assert.All(own.Rows, row => Assert.Equal(row.Rate * 0.1, row.ConnectorRate, 1e-12));
        var shared = Toy.Train(new MoReS(1), Toy.Recipe with { ConnectorRate = null }, rows: 8).Log;
        Assert.All(shared.Rows, row => Assert.Equal(row.Rate, row.ConnectorRate));
    }
}
