using System.Security.Cryptography;
using Steering.Evaluation;
using Steering.Evaluation.Benchmarks;
using Steering.Models;
using Steering.Peft;
using Steering.Tests;
using Steering.Training.Pretraining;
using static TorchSharp.torch;

namespace Steering.Training.Tests;

/// <summary>Files to files on a device that is not the CPU, as stages run on a GPU: nothing stays behind, and what was written goes anywhere.</summary>
public sealed class ShadowRunTests : IDisposable
{
    private static readonly Recipe Recipe = Toy.Recipe with { Epochs = 2, Batch = 4, Accumulation = 2, ConnectorRate = null, Recompute = true };   // four steps
    private static readonly VqaV2 Benchmark = new();
    private readonly TowerFiles _files = new() { Device = Shadow.Device };

    private static readonly Dictionary<string, IPeftMethod> All = new(StringComparer.Ordinal)
    {
        ["steering"] = new MoReS(2),
        ["MRT"] = new Mrt(2, 2, 2, Dropout: 0.2),
        ["LoRA in both"] = new PerPart(new Lora(2, 4, 0.3), Vision: new Lora(2, 4, 0.3)),   // dropout: the random state counts
    };

    public static TheoryData<string> Methods => [.. All.Keys];

    [Theory]
    [MemberData(nameof(Methods))]
    public void Tuning_goes_on_after_a_break_to_the_same_bytes_and_its_file_answers_on_either_device(string name)
    {
        using var kept = new KeptStates();
        kept.Break(3, watch => Tune(name, watch));
        var broken = "";
        kept.Finish(watch => broken = Tune(name, watch));
        var whole = Tune(name, Unwatched);
        Assert.Equal(Digest(whole), Digest(broken));
        Assert.Equal(["resumed at step 3/4"], kept.Resumed);
        var there = _files.Answer(Benchmark, whole, All[name], Pictures(name), View.Own, batch: 8);
        using var near = new TowerFiles();
        Assert.Equal(near.Answer(Benchmark, whole, All[name], name == "steering" ? near.Features : near.Pixels, View.Own, batch: 8), there);
    }

    [Fact]
    public void Likelihoods_are_the_CPUs()
    {
        List<EncodedContinuation> rows = [new([3, 4, 5], [6, 7]), new([8], [9, 10, 11]), new([12, 13], [14])];
        IReadOnlyList<double> Sums(Device device)
        {
            using var model = new Llava(CausalLanguageModel.Untrained(Toy.Config, 1, device), Connector.Untrained("linear", 10, Toy.Config.Width, 1, device));
            return new Likelihoods(model, batch: 2).Of(rows);
        }
        Assert.All(Sums(CPU).Zip(Sums(Shadow.Device)), pair => Assert.Equal(pair.First, pair.Second, 1e-4));
    }

    [Fact]
    public async Task A_connector_is_aligned_there()
    {
        var inputs = new AlignInputs(_files.Base, new TrainingText(_files["tokenizer.json"], TowerFiles.Template), _files["samples.parquet"], _files.Features, _files["tower"], Records: null);
        await Alignment.RunAsync(inputs, new AlignRecipe(WarmStart: null, Recipe with { ConnectorRate = 1e-2 }), world: null, _files["connector"], _files["connector.csv"], Unwatched);
        Assert.NotEqual(Digest(_files["aligned.safetensors"]), Digest(_files["connector"]));
    }

    [Fact]
    public void A_connector_is_warmed_there_to_the_CPUs_weights()
    {
        IReadOnlyList<float> Warmed(Device device)
        {
            using var scope = NewDisposeScope();
            using var connector = Connector.Untrained("mlp2x_gelu", 10, Toy.Config.Width, 1, device);
            manual_seed(2);
            var (features_MC, table_VD) = (randn(6, 10).to(device), randn(20, Toy.Config.Width).to(device));
            List<int[]> bags = [.. Enumerable.Range(0, 6).Select(i => i % 2 == 0 ? [3, 5 + i, 9] : (int[])[3])];
            WarmStart.Run(connector, features_MC, bags, table_VD, new WarmStartRecipe(Steps: 3, Batch: 4, Rate: 1e-3, ObjectShare: 0.5, NameWeight: 2), seed: 1, Unwatched);
            return [.. connector.named_parameters().Select(pair => pair.parameter.detach().norm().item<float>())];
        }
        Assert.All(Warmed(CPU).Zip(Warmed(Shadow.Device)), pair => Assert.Equal(pair.First, pair.Second, 1e-3));
    }

    public void Dispose() => _files.Dispose();

    private Data.PictureSource Pictures(string name) => name == "steering" ? _files.Features : _files.Pixels;

    private static Watch Unwatched => new((_, _) => { }, Checkpoint.None, CancellationToken.None);

    private string Tune(string name, Watch watch) => _files.Tune(All[name], Pictures(name), Recipe, watch).Adapter;

    private static string Digest(string path) => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path)));
}
