using Steering.Data;
using Steering.Data.IconWorld;
using Steering.Data.IconWorld.Sets;
using Steering.Data.Shards;
using Steering.Data.Text;
using Steering.Models;
using Steering.Peft;
using Steering.Training.Pretraining;
using static TorchSharp.torch;

namespace Steering.Training;

// N images, V visual tokens, C tower width.

/// <summary>How a connector is trained before instruction tuning.</summary>
/// <param name="WarmStart">Null: captions only, as the paper does.</param>
/// <param name="Captions">The caption stage; only the connector is trained, at <see cref="Recipe.ConnectorRate"/>.</param>
public sealed record AlignRecipe(WarmStartRecipe? WarmStart, Recipe Captions);

/// <summary>What alignment reads.</summary>
/// <param name="Samples">Caption shards.</param>
/// <param name="Pictures">Their visual features, which the warm start needs; or the pictures themselves.</param>
/// <param name="Vision">Folder of the vision tower: pixels pass it, features have its shape.</param>
/// <param name="Records">Folder with the scene records of the images, for the warm start; null without one.</param>
public sealed record AlignInputs(LlavaFiles Model, TrainingText Text, string Samples, PictureSource Pictures, string Vision, string? Records);

/// <summary>Trains the connector alone, between a frozen tower and a frozen language model (LLaVA's stage 1).</summary>
public static class Alignment
{
    /// <summary>Writes an adapter file that holds the connector alone, and the log.</summary>
    public static async Task RunAsync(
        AlignInputs inputs, AlignRecipe recipe, World? world, string output, string log, Watch watch)
    {
        var samples = await SampleShards.ReadAsync(inputs.Samples, watch.Cancel);
        Run(inputs, recipe, world, samples, output, log, watch);
    }

    private static void Run(
        AlignInputs inputs, AlignRecipe recipe, World? world, IReadOnlyList<Sample> samples, string output, string log, Watch watch)
    {
        using var scope = NewDisposeScope();
        var tower = VisionTowers.ReadConfig(inputs.Vision);
        using var pictures = inputs.Pictures.Open(samples, tower.ImageSize, tower.Tokens);
        var files = inputs.Pictures.Pixels is null ? inputs.Model : inputs.Model with { Vision = inputs.Vision };
        using var model = files.Build(tower.Width, recipe.Captions.Seed);
        var grafted = ConnectorTraining.Graft(model, recipe.Captions.Seed);
        if (recipe.WarmStart is { } warmStart)
        {
            if (world is null || inputs.Records is not { } records || pictures is not FeatureTable features)
                throw new ArgumentException("The warm start reads scene records and cached features; name the world they are of, or align by captions alone.", nameof(recipe));
            Warm(inputs, records, warmStart, world, features, model, TokenizerFiles.Read(inputs.Text.Vocabulary), recipe.Captions.Seed, watch.Part(0, 0.5));
        }
        var rows = TrainingText.Rows(samples, inputs.Text.Encoder(ChatTemplate.Pretrain), pictures);
        var trainer = new Trainer(recipe.Captions, inputs.Text.Collator(model), pictures);
        trainer.Train(model, grafted, rows, watch.Part(0.5, 0.5) with { Checkpoint = watch.Checkpoint.Next() }).Save(log);
        AdapterFile.Save(output, grafted, ChatTemplate.Pretrain.ToJson());
    }

    private static void Warm(
        AlignInputs inputs, string records, WarmStartRecipe recipe, World world, FeatureTable features, Llava model, ByteLevelBpe tokenizer, int seed, Watch watch)
    {
        var scenes = SceneRecords.Read(Path.Combine(records, SceneRecords.FileName), world);
        var written = new WrittenScene(world);
        var words = new WrittenRows(tokenizer, inputs.Text.Template);
        var bags = features.Names.SelectMany(name => written.FullCells(scenes[name])).Select(words.Bag).ToList();
        using var all_MC = features.Take([.. Enumerable.Range(0, features.Names.Count)]).flatten(0, 1).to(model.Connector.Device);
        using var table_VD = model.Language.Tokens.Weight.detach();
        WarmStart.Run(model.Connector, all_MC, bags, table_VD, recipe, seed, watch);
    }
}
