using System.Security.Cryptography;
using Steering.Peft;
using TorchSharp;
using static TorchSharp.torch;

namespace Steering.Training.Tests;

/// <summary>A run that was broken off goes on to the same bytes as one that was not.</summary>
public sealed class ResumeTests
{
    private const int Rows = 14;   // four steps an epoch, the last one shorter
    private static readonly Recipe Recipe = Toy.Recipe with { Epochs = 3, Batch = 2, Accumulation = 2 };

    private static readonly Dictionary<string, IPeftMethod> AllMethods = new(StringComparer.Ordinal)
    {
        ["full"] = new FullTuning(),
        ["lora"] = new Lora(2, 4, 0.3),   // dropout: the random state counts
        ["mores"] = new MoReS(2, Layers: "all-but-last"),
        ["adapter"] = new Adapter(4, 0.3),
        ["oft"] = new Oft(4),
        ["ia3"] = new Ia3(),
        ["connector only"] = new ConnectorOnly(),
    };

    /// <summary>In the first epoch, at its end, in the second.</summary>
    public static TheoryData<string, int> Breaks()
    {
        var breaks = new TheoryData<string, int>();
        foreach (var method in AllMethods.Keys)
            foreach (var step in (int[])[1, 4, 6]) breaks.Add(method, step);
        return breaks;
    }

    [Theory]
    [MemberData(nameof(Breaks))]
    public void A_run_broken_in_any_epoch_ends_in_the_bytes_of_an_unbroken_one(string method, int step)
    {
        using var kept = new KeptStates();
        kept.Break(step, watch => Train(AllMethods[method], Recipe, watch));
        var (adapter, log) = ("", "");
        kept.Finish(watch => (adapter, log) = Train(AllMethods[method], Recipe, watch));
        Assert.Equal(Train(AllMethods[method], Recipe, Unwatched), (adapter, log));
        Assert.Equal([$"resumed at step {step}/12"], kept.Resumed);
    }

    [Fact]
    public void A_run_broken_after_every_step_ends_in_the_bytes_of_an_unbroken_one()
    {
        var recipe = Recipe with { Batch = 1, Accumulation = 1, Epochs = 2 };   // some steps show no picture, so that nothing of them reaches the connector
        using var kept = new KeptStates();
        var steps = 2 * Rows;
        for (var step = 1; step < steps; step++) kept.Break(1, watch => Train(AllMethods["lora"], recipe, watch));
        var (adapter, log) = ("", "");
        kept.Finish(watch => (adapter, log) = Train(AllMethods["lora"], recipe, watch));
        Assert.Equal(Train(AllMethods["lora"], recipe, Unwatched), (adapter, log));
        Assert.Equal(steps - 1, kept.Resumed.Count);
    }

    [Fact]
    public void Steps_after_the_last_kept_state_are_done_again_to_the_same_bytes()
    {
        using var kept = new KeptStates(every: 4);
        kept.Break(7, watch => Train(AllMethods["mores"], Recipe, watch));
        var (adapter, log) = ("", "");
        kept.Finish(watch => (adapter, log) = Train(AllMethods["mores"], Recipe, watch));
        Assert.Equal(["resumed at step 4/12"], kept.Resumed);
        Assert.Equal(Train(AllMethods["mores"], Recipe, Unwatched), (adapter, log));
    }

    [Fact]
    public void Without_the_random_state_a_broken_run_would_end_elsewhere()
    {
        using var kept = new KeptStates();
        kept.Break(6, watch => Train(AllMethods["lora"], Recipe, watch));
        var adapter = "";
        kept.Finish(watch => adapter = Train(AllMethods["lora"], Recipe, watch with { Progress = (_, text) => { if (text.StartsWith("resumed", StringComparison.Ordinal)) manual_seed(1); } }).Adapter);
        Assert.NotEqual(Train(AllMethods["lora"], Recipe, Unwatched).Adapter, adapter);
    }

    [Fact]
    public void A_loop_that_keeps_states_leaves_no_tensor_behind()
    {
        using var kept = new KeptStates();
        using var model = Toy.Model();
        var grafted = Grafting.Apply(model, AllMethods["lora"], seed: 2);
        using var features = Toy.Features();
        var live = new List<long>();
        kept.Break(2, watch => Train(model, grafted, Recipe, watch));
        kept.Finish(watch => Train(model, grafted, Recipe, watch with { Progress = (_, _) => live.Add(DisposeScopeManager.Statistics.ThreadTotalLiveCount) }));
        Assert.Single(live.Skip(2).Distinct());
    }

    private static Watch Unwatched => new((_, _) => { }, Checkpoint.None, CancellationToken.None);

    private static (string Adapter, string Log) Train(IPeftMethod method, Recipe recipe, Watch watch)
    {
        using var model = Toy.Model();
        return Train(model, Grafting.Apply(model, method, seed: 2), recipe, watch);
    }

    private static (string Adapter, string Log) Train(Models.Llava model, Grafted grafted, Recipe recipe, Watch watch)
    {
        using var features = Toy.Features();
        var log = new Trainer(recipe, Toy.Collator, features).Train(model, grafted, Toy.Rows(Rows), watch);
        var folder = Directory.CreateTempSubdirectory("resume");
        try
        {
            log.Save(Path.Combine(folder.FullName, "log.csv"));
            AdapterFile.Save(Path.Combine(folder.FullName, "a.safetensors"), grafted);
            return (Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(Path.Combine(folder.FullName, "a.safetensors")))), File.ReadAllText(Path.Combine(folder.FullName, "log.csv")));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
