using Steering.Analysis;
using Steering.Data.Shards;
using Steering.Data.Sources;
using Steering.Flow;
using Steering.Models;
using Steering.Peft;
using Steering.Training;
using Steering.Training.Tests;
using static TorchSharp.torch;

namespace Steering.Stages.Tests;

/// <summary>The survey of the loss around a tuned model, as a stage, on toy files.</summary>
public sealed class SurveyTests(TowerFiles files) : IClassFixture<TowerFiles>
{
    private static readonly Recipe Recipe = new() { Epochs = 1, Batch = 4, Rate = 1e-2, ConnectorRate = null, WarmUp = 0.1, WeightDecay = 0, Clip = 1, Seed = 6 };
    private static readonly LandscapeRules Rules = new(Samples: 100, Batch: 5, Steps: 1, Reach: 0.5, Pairs: 2, Seed: 1);

    private static readonly Dictionary<string, IPeftMethod> All = new(StringComparer.Ordinal) { ["LoRA"] = new Lora(2, 4, 0.3), ["MRT"] = new Mrt(2, 2, 2) };

    public static TheoryData<string> Methods => [.. All.Keys];

    /// <summary>LoRA reads cached features, MRT pixels.</summary>
    [Theory]
    [MemberData(nameof(Methods))]
    public async Task The_centre_of_every_map_is_the_loss_of_the_tuned_model_on_the_same_conversations(string name)
    {
        var (adapter, _) = files.Tune(All[name], name == "MRT" ? files.Pixels : files.Features, Recipe, new Watch((_, _) => { }, Checkpoint.None, CancellationToken.None));
        var maps = await SurveyAsync(All[name], adapter, Rules);
        Assert.Equal([1, 2], maps.Select(map => map.Pair));
        Assert.All(maps, map => Assert.Equal([-0.5, 0, 0.5], map.Steps));
        var loss = Loss(All[name], adapter);
        Assert.All(maps, map => Assert.Equal(loss, map.Centre, 1e-5));
        Assert.All(maps, map => Assert.Equal(9, map.Losses.Distinct().Count()));
    }

    [Fact]
    public void Steps_widen_from_the_tuned_model_outwards()
    {
        var places = new LandscapeRules(1, 1, Steps: 4, Reach: 2, 1, 1).Places();
        Assert.Equal([-2, -1.125, -0.5, -0.125, 0, 0.125, 0.5, 1.125, 2], places);
    }

    private async Task<IReadOnlyList<LossMap>> SurveyAsync(IPeftMethod method, string adapter, LandscapeRules rules)
    {
        var parts = new ModelParts(new Source<LanguageModel>(files["language"]), new Source<VisionTower>(files["tower"]), new Source<Vocabulary>(files["tokenizer.json"]), TowerFiles.Template, files.Base.Connector);
        var set = new DataSet("toy", RawFormat.Llava, new Source<Raw>(files["raw"]), new Source<Shards>(files["samples.parquet"]), new Source<Features>(files["features.safetensors"]));
        var survey = new Survey(new SurveyParams(ModelChoice.Of(parts), method, rules), "toy", parts, set, new Source<Weights>(adapter));
        var folder = Directory.CreateTempSubdirectory("survey");
        await survey.RunAsync(new StageRun(survey, [.. survey.Inputs.Select(input => input.Place!)], folder.FullName), CancellationToken.None);
        var maps = LossFile.Read(Path.Combine(folder.FullName, survey.Landscape.FileName));
        folder.Delete(recursive: true);
        return maps;
    }

    private double Loss(IPeftMethod method, string adapter)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var samples = SampleShards.ReadAsync(files["samples.parquet"], CancellationToken.None).GetAwaiter().GetResult();
        var (model, _) = files.Load(adapter, method);
        using var loaded = model;
        loaded.eval();
        using var pixels = files.Pixels.Open(samples, TowerFiles.Tower.ImageSize, TowerFiles.Tower.Tokens);
        var text = new TrainingText(files["tokenizer.json"], TowerFiles.Template);
        var batch = text.Collator(loaded).Collate(TrainingText.Rows(samples, text.Encoder(), pixels), pixels);
        var (sum, labels) = loaded.Loss(new LlavaInput(batch.Ids_BT, null, batch.Layout) { Pixels_NCHW = batch.Pixels_NCHW }, batch.Labels_BT);
        return sum.item<float>() / labels;
    }
}
