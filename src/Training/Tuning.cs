using Steering.Data;
using Steering.Data.Shards;
using Steering.Data.Text;
using Steering.Models;
using Steering.Peft;
using static TorchSharp.torch;

namespace Steering.Training;

/// <summary>What tuning reads.</summary>
/// <param name="Samples">Instruction shards.</param>
/// <param name="Features">Their visual features; null trains without pictures.</param>
/// <param name="Aligned">Adapter file of the aligned connector.</param>
/// <param name="Vision">Folder of the vision tower, for the width of its tokens.</param>
public sealed record TuneInputs(LlavaFiles Model, TrainingText Text, string Samples, string? Features, string Aligned, string Vision);

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
        using var features = inputs.Features is null ? null : FeatureTable.Load(inputs.Features);
        using var model = inputs.Model.Load(inputs.Aligned, ConnectorTraining.Method, VisionTowers.ReadConfig(inputs.Vision).Width);
        var tokenizer = inputs.Text.ReadTokenizer();
        var grafted = Grafting.Apply(model, method, recipe.Seed);
        var rows = TrainingText.Rows(samples, new ConversationEncoder(tokenizer, inputs.Text.Template), features);
        var trainer = new Trainer(recipe, inputs.Text.Collator(tokenizer, model), features);
        trainer.Train(model, grafted, rows, watch).Save(log);
        AdapterFile.Save(output, grafted, inputs.Text.Template.ToJson());
    }
}
