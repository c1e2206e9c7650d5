using Steering.Data;
using Steering.Data.Shards;
using Steering.Data.Sources;
using Steering.Data.Text;
using Steering.Evaluation;
using Steering.Evaluation.Benchmarks;
using Steering.Flow;
using Steering.Models;
using Steering.Peft;
using static TorchSharp.torch;

namespace Steering.Stages.Tests;

/// <summary>Models are timed at toy size, from files, as the stage does it.</summary>
public sealed class ClockTests : IDisposable
{
    private const int Pictures = 5;
    private static readonly TimingRules s_rules = new(Prompts: 4, Rounds: 2, NewTokens: 3);
    private static readonly ChatTemplate s_template = ChatTemplate.Bare("<eos>");
    private static readonly SigLipConfig s_tower = new() { Width = 12, FeedForward = 16, Layers = 2, Heads = 2, ImageSize = 16, PatchSize = 8, NormEpsilon = 1e-6 };
    private readonly string _folder = Directory.CreateTempSubdirectory("clock-").FullName;

    public ClockTests()
    {
        string[] texts = ["which is it?", "is there a fox?", "a fox", "no"];
        TokenizerJson.Write(new BpeTrainer(300, 2, ["<eos>"]).Train(texts.Concat(texts)), At("tokenizer.json"));
        var config = new PhiConfig { Width = 32, FeedForward = 48, Layers = 2, Heads = 4, KeyValueHeads = 4, Vocabulary = 300, Positions = 64, RotaryFraction = 0.5, RopeTheta = 1e4, NormEpsilon = 1e-5 };
        using (var language = CausalLanguageModel.Untrained(config, 3)) language.Save(At("language"));
        Directory.CreateDirectory(At("vision"));
        s_tower.Write(At("vision/config.json"));
        SampleShards.WriteAsync(At("samples.parquet"), Enumerable.Range(0, 2 * Pictures).Select(i => new Sample { Id = $"{i}", Image = $"{i % Pictures}.png", Turns = [new Data.Turn("<image>\n" + texts[i % 2], "")] })).GetAwaiter().GetResult();
        manual_seed(7);
        using var features = new FeatureTable([.. Enumerable.Range(0, Pictures).Select(i => $"{i}.png")], randn(Pictures, s_tower.Tokens, s_tower.Width));
        features.Save(At("features.safetensors"));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Every_model_is_timed_at_every_prompt_in_every_round_and_a_merged_one_beside_itself()
    {
        var clock = Stage(
            new TimedModel("frozen model", new ConnectorOnly(), IsMerged: false), new TimedModel("MoReS-B", new MoReS(1), IsMerged: false),
            new TimedModel("LoRA", new Lora(2, 4, 0.1), IsMerged: false), new TimedModel("LoRA, merged", new Lora(2, 4, 0.1), IsMerged: true));
        await RunAsync(clock);
        var times = Timings.Read(At("out/times-toy.csv"));
        Assert.Equal(clock.Params.Models.Select(model => model.Name), times.Models);
        Assert.Equal(s_rules.Prompts * s_rules.Rounds, times.Lines.Select(line => (line.Prompt, line.Round)).Distinct().Count());
        Assert.Equal(["0", "2", "5", "7"], times.Lines.Select(line => line.Prompt).Distinct());   // spread over the ten
        Assert.All(times.Lines, line => Assert.All(line.Milliseconds, time => Assert.InRange(time, 1e-3, 1e5)));
    }

    [Fact]
    public async Task What_cannot_be_merged_or_asked_is_refused()
    {
        var merged = Stage(new TimedModel("MoReS-B merged", new MoReS(1), IsMerged: true));
        Assert.Contains("merged", (await Assert.ThrowsAsync<NotSupportedException>(() => RunAsync(merged))).Message, StringComparison.Ordinal);
        var many = Stage(s_rules with { Prompts = 11 }, new TimedModel("frozen model", new ConnectorOnly(), IsMerged: false));
        Assert.Contains("10 questions", (await Assert.ThrowsAsync<InvalidDataException>(() => RunAsync(many))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Stage(new TimedModel("tower", new PerPart(Vision: new MoReS(1)), IsMerged: false)));
    }

    [Fact]
    public void A_clock_says_that_it_measures_and_its_key_holds_thread_and_device()
    {
        var clock = Stage(new TimedModel("frozen model", new ConnectorOnly(), IsMerged: false));
        Assert.False(clock.IsReproducible);
        Assert.Equal((1, true), (clock.Needs.Cores, clock.Needs.NumbersDependOnMachine));
        Assert.All(Graph.Of(PaperClaims.Of(Tables.Tiny())).Nodes, node => Assert.Equal(node.Stage is not Clock, node.Stage.IsReproducible));
    }

    private string At(string name) => Path.Combine(_folder, name);

    private static Clock Stage(params TimedModel[] models) => Stage(s_rules, models);

    private static Clock Stage(TimingRules rules, params TimedModel[] models)
    {
        var parts = new ModelParts(new Source<LanguageModel>("language"), new Source<VisionTower>("vision"), new Source<Vocabulary>("tokenizer.json"), s_template, "linear");
        var items = new DataSet("toy", RawFormat.VqaV2, new Source<Raw>("raw"), new Source<Shards>("samples.parquet"), new Source<Features>("features.safetensors"));
        return new Clock(
            new ClockParams("results/toy/times-toy", ModelChoice.Of(parts), new VqaV2 { Request = "" }, models, rules), parts, items,
            [.. models.Select(model => new Source<Weights>($"{Canonical.TypeName(model.Method.GetType())}.safetensors"))]);
    }

    /// <summary>Runs a stage by hand, on untrained adapters of its methods.</summary>
    private Task RunAsync(Clock clock)
    {
        foreach (var method in clock.Params.Models.Select(model => model.Method).Distinct())
        {
            using var model = new LlavaFiles(At("language"), "linear").Build(s_tower.Width, seed: 3);
            AdapterFile.Save(At($"{Canonical.TypeName(method.GetType())}.safetensors"), Grafting.Apply(model, method, seed: 4), s_template.ToJson());
        }
        return clock.RunAsync(new StageRun(clock, [.. clock.Inputs.Select(input => At(input.Place!))], Directory.CreateDirectory(At("out")).FullName), CancellationToken.None);   // sources have a place
    }
}
