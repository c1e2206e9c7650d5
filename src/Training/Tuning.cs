using Steering.Data;
using Steering.Data.Shards;
using Steering.Models;
using Steering.Peft;
using static TorchSharp.torch;

namespace Steering.Training;

/// <summary>What tuning reads.</summary>
/// <param name="Samples">Instruction shards.</param>
/// <param name="Pictures">Their pictures: features, or pixels where the method does something in the vision tower; null trains without pictures.</param>
/// <param name="Aligned">Adapter file of the aligned connector.</param>
/// <param name="Vision">Folder of the vision tower: pixels pass it, features have its shape.</param>
public sealed record TuneInputs(LlavaFiles Model, TrainingText Text, string Samples, PictureSource? Pictures, string Aligned, string Vision);

/// <summary>Trains one PEFT method on one aligned model; everything the method does not own stays frozen.</summary>
public static class Tuning
{
    /// <summary>Writes the adapter file (the connector's weights among it) and the log.</summary>
    public static async Task RunAsync(
        TuneInputs inputs, IPeftMethod method, Recipe recipe, string output, string log, Watch watch)
    {
        var samples = await SampleShards.ReadAsync(inputs.Samples, watch.Cancel);
        Run(inputs, method, recipe, samples, output, log, watch);
    }

    private static void Run(
        TuneInputs inputs, IPeftMethod method, Recipe recipe, IReadOnlyList<Sample> samples, string output, string log, Watch watch)
    {
        using var scope = NewDisposeScope();
        var tower = VisionTowers.ReadConfig(inputs.Vision);
        using var pictures = inputs.Pictures?.Open(samples, tower.ImageSize, tower.Tokens);
        var files = inputs.Pictures?.Pixels is null ? inputs.Model : inputs.Model with { Vision = inputs.Vision };
        using var model = files.Load(inputs.Aligned, ConnectorTraining.Method, tower.Width);
        var grafted = Grafting.Apply(model, method, recipe.Seed);
        var rows = TrainingText.Rows(samples, inputs.Text.Encoder(), pictures);
        var trainer = new Trainer(recipe, inputs.Text.Collator(model), pictures);
        trainer.Train(model, grafted, rows, watch).Save(log);
        AdapterFile.Save(output, grafted, inputs.Text.Template.ToJson());
    }
}
