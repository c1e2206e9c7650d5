using Steering.Data;
using Steering.Models;
using Steering.Peft;
using Steering.Training.Pretraining;
using static TorchSharp.torch;

namespace Steering.Training.Tests;

/// <summary>A connector is aligned alike from cached features and through the frozen tower.</summary>
public sealed class AlignmentTests(TowerFiles files) : IClassFixture<TowerFiles>
{
    private static readonly Recipe Recipe = Toy.Recipe with { Epochs = 2, Batch = 4, ConnectorRate = 1e-2 };

    [Fact]
    public async Task Pixels_through_the_tower_align_as_its_cached_features_do()
    {
        var (cached, seen) = (await AlignAsync(files.Features, "cached"), await AlignAsync(files.Pixels, "seen"));
        using var scope = NewDisposeScope();
        using var one = Load(cached);
        using var other = Load(seen);
        using var start = files.Base.Build(TowerFiles.Tower.Width, Recipe.Seed);
        var moved = 0;
        foreach (var ((name, first), (_, second)) in one.Connector.AsModule.named_parameters().Zip(other.Connector.AsModule.named_parameters()))
        {
            Assert.True(first.allclose(second, rtol: 1e-4, atol: 1e-5), name);
            if (!first.allclose(start.Connector.AsModule.named_parameters().First(pair => pair.name == name).parameter)) moved++;
        }
        Assert.True(moved > 0);
    }

    [Fact]
    public async Task A_warm_start_without_what_it_reads_is_refused()
    {
        var warm = new AlignRecipe(new WarmStartRecipe(Steps: 1, Batch: 1, Rate: 1e-3, ObjectShare: 0.5, NameWeight: 1), Recipe);
        var error = await Assert.ThrowsAsync<ArgumentException>(() => Alignment.RunAsync(Inputs(files.Pixels), warm, world: null, files["warm"], files["warm.csv"], Unwatched));
        Assert.Contains("captions alone", error.Message, StringComparison.Ordinal);
    }

    private async Task<string> AlignAsync(PictureSource pictures, string name)
    {
        await Alignment.RunAsync(Inputs(pictures), new AlignRecipe(WarmStart: null, Recipe), world: null, files[name], files[name + ".csv"], Unwatched);
        return files[name];
    }

    private AlignInputs Inputs(PictureSource pictures) => new(files.Base, new TrainingText(files["tokenizer.json"], TowerFiles.Template), files["samples.parquet"], pictures, files["tower"], Records: null);

    private Llava Load(string adapter) => files.Base.Load(adapter, ConnectorTraining.Method, TowerFiles.Tower.Width);

    private static Watch Unwatched { get; } = new((_, _) => { }, new Checkpoint(() => null, () => false, (_, _) => false), CancellationToken.None);
}
