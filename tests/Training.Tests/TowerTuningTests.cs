using System.Security.Cryptography;
using Steering.Evaluation;
using Steering.Evaluation.Benchmarks;
using Steering.Models;
using Steering.Peft;
using Steering.Tensors;
using static TorchSharp.torch;

namespace Steering.Training.Tests;

/// <summary>Tuning and answering through the vision tower, from files to files, as stages do it.</summary>
public sealed class TowerTuningTests(TowerFiles files) : IClassFixture<TowerFiles>
{
    private static readonly Recipe Recipe = Toy.Recipe with { Epochs = 2, Batch = 4, Accumulation = 2, ConnectorRate = null };   // two steps an epoch
    private static readonly VqaV2 Benchmark = new();

    private static readonly Dictionary<string, IPeftMethod> All = new(StringComparer.Ordinal)
    {
        ["MRT"] = new Mrt(2, 2, 2, Dropout: 0.2),
        ["steering in both"] = new Both(new MoReS(1), new PerPart(Vision: new MoReS(1))),
        ["LoRA in both"] = new PerPart(new Lora(2, 4, 0.3), Vision: new Lora(2, 4, 0.3)),   // dropout: the random state counts
        ["LoRA, steered in the tower"] = new Both(new Lora(2, 4, 0), new PerPart(Vision: new MoReS(2, "all"))),
        ["the tower from a block on"] = new PerPart(Vision: new PartialTuning(1)),
        ["the whole tower"] = new PerPart(Vision: new FullTuning()),
        ["everything"] = new PerPart(new FullTuning(), Vision: new FullTuning()),
    };

    public static TheoryData<string> Methods => [.. All.Keys];

    public static TheoryData<string, int> Breaks()
    {
        var breaks = new TheoryData<string, int>();
        foreach (var method in All.Keys)
            foreach (var step in (int[])[1, 3]) breaks.Add(method, step);
        return breaks;
    }

    [Theory]
    [MemberData(nameof(Breaks))]
    public void Tuning_from_pixels_broken_in_any_epoch_ends_in_the_bytes_of_an_unbroken_one(string name, int step)
    {
        using var kept = new KeptStates();
        kept.Break(step, watch => Tune(All[name], watch));
        var (adapter, log) = ("", "");
        kept.Finish(watch => (adapter, log) = Tune(All[name], watch));
        Assert.Equal(Tune(All[name], Unwatched), (adapter, log));
        Assert.Equal([$"resumed at step {step}/4"], kept.Resumed);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void The_file_holds_both_parts_and_what_it_does_not_hold_is_the_base(string name)
    {
        using var scope = NewDisposeScope();
        var (adapter, _) = files.Tune(All[name], files.Pixels, Recipe, Unwatched);
        var (model, grafted) = files.Load(adapter, All[name]);
        using var loaded = model;
        var counted = TrainableCount.Of(files.Language, files.Base.Connector, TowerFiles.Tower, All[name]);
        Assert.Equal(counted, new TrainableCount(grafted.Count, grafted.ConnectorCount, grafted.VisionCount));
        Assert.True(counted.Vision > 0);
        using var file = Safetensors.Open(adapter);
        Assert.Equal(counted.Language + counted.Connector + counted.Vision + grafted.Still.Sum(one => one.Parameter.numel()), file.Names.Sum(part => file.Shape(part).Aggregate(1L, (size, edge) => size * edge)));
        Assert.Contains(file.Names, part => part.StartsWith(Grafting.VisionPrefix, StringComparison.Ordinal));
        var held = grafted.All.Concat(grafted.Still).Select(one => one.Parameter.Handle).ToHashSet();
        using var plain = (files.Base with { Vision = files["tower"] }).Build(TowerFiles.Tower.Width, seed: 0);
        var ours = model.state_dict();
        foreach (var (part, value) in plain.state_dict())
            if (!held.Contains(ours[part].Handle)) Assert.True(Near.BitEqual(value, ours[part]), $"{part} is not held by the file but differs from the base.");
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void A_file_on_another_tower_is_refused_with_both_hashes(string name)
    {
        var (adapter, _) = files.Tune(All[name], files.Pixels, Recipe with { Epochs = 1 }, Unwatched);
        var own = AdapterFile.Describe(adapter).Vision;
        using var other = VisionTowers.Load(files["other tower"]);
        var error = Assert.Throws<InvalidDataException>(() => files.Answer(Benchmark, adapter, All[name], files.Pixels, View.Own, batch: 8, tower: "other tower"));
        Assert.Contains(own, error.Message, StringComparison.Ordinal);
        Assert.Contains(Weights.Fingerprint(other.AsModule), error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Answers_pass_the_tuned_tower_and_do_not_depend_on_the_batch(string name)
    {
        var (adapter, _) = files.Tune(All[name], files.Pixels, Recipe with { Rate = 0.05, Epochs = 1 }, Unwatched);
        var answers = files.Answer(Benchmark, adapter, All[name], files.Pixels, View.Own, batch: 16);
        Assert.Equal(answers, files.Answer(Benchmark, adapter, All[name], files.Pixels, View.Own, batch: 3));
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var (model, _) = files.Load(adapter, All[name]);
        using var loaded = model;
        loaded.eval();
        using var cached = Steering.Data.FeatureTable.Load(files.Features.Path);
        using var pixels = files.Pixels.Open([.. cached.Names.Select(image => new Steering.Data.Sample { Id = image, Image = image, Turns = [] })], TowerFiles.Tower.ImageSize, TowerFiles.Tower.Tokens);
        Assert.True(Near.Difference(loaded.Vision!.Features(pixels.Take([0, 1])), cached.Take([0, 1])) > 1e-3, "The tuned tower sees what the untuned one saw.");   // Load gave it its tower
    }

    [Fact]
    public void Where_the_tower_stays_as_it_is_pixels_and_cached_features_give_one_adapter_and_one_set_of_answers()
    {
        var method = new Mrt(2, 2, 2, Editors: MrtEditors.All & ~MrtEditors.Vision);
        var (fromPixels, fromFeatures) = (files.Tune(method, files.Pixels, Recipe, Unwatched), files.Tune(method, files.Features, Recipe, Unwatched));
        Assert.Equal(fromFeatures.Log, fromPixels.Log);
        Assert.Equal(Digest(fromFeatures.Adapter), Digest(fromPixels.Adapter));
        foreach (var view in (View[])[View.Own, View.Shuffled, View.None])
        {
            Assert.Equal(
                files.Answer(Benchmark, fromFeatures.Adapter, method, files.Features, view, batch: 16),
                files.Answer(Benchmark, fromFeatures.Adapter, method, files.Pixels, view, batch: 16));
        }
    }

    private static Watch Unwatched => new((_, _) => { }, Checkpoint.None, CancellationToken.None);

    private (string Adapter, string Log) Tune(IPeftMethod method, Watch watch)
    {
        var (adapter, log) = files.Tune(method, files.Pixels, Recipe, watch);
        return (Digest(adapter), log);
    }

    private static string Digest(string path) => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path)));
}
