using System.Security.Cryptography;
using Steering.Data.IconWorld;
using Steering.Data.Text;
using Steering.Models;
using Steering.Tests;
using Steering.Training.Pretraining;
using static TorchSharp.torch;

namespace Steering.Training.Tests;

/// <summary>The pretrainings and the warm start go on alike, in each of their loops.</summary>
public sealed class PretrainingResumeTests : IClassFixture<PretrainingResumeTests.SmallWorld>
{
    private static readonly VisionRecipe Vision = new()
    {
        Width = 16,
        Layers = 1,
        Heads = 2,
        ImageSize = Geometry.Side,
        Grid = Geometry.Cells,
        CropSteps = 3,
        CropBatch = 4,
        CropSize = 48,
        CropRate = 3e-3,
        CropWarmUpSteps = 2,
        SceneSteps = 3,
        SceneBatch = 2,
        SceneRate = 2e-3,
        SceneWarmUp = 0.3,
        FewestIcons = 2,
        MostIcons = 4,
        NameWidth = 8,
        BackgroundWeight = 0.15,
        PaintWeight = 0.3,
        WeightDecay = 0.05,
        QueryScale = 1.5,
        Seed = 3,
    };

    private static readonly LanguageRecipe Language = new()
    {
        Width = 16,
        Layers = 1,
        Heads = 2,
        FeedForward = 32,
        RotaryFraction = 0.5,
        MaxPositions = 512,
        Steps = 5,
        Batch = 2,
        YoungUntil = 0.5,
        Rate = 2e-3,
        WarmUp = 0.3,
        WeightDecay = 0.05,
        Clip = 1,
        QueryScale = 1.8,
        EmbeddingScale = 0.05,
        Seed = 3,
    };

    private readonly SmallWorld _small;

    public PretrainingResumeTests(SmallWorld small) => _small = small;

    [Theory]
    [InlineData(1)]   // in the crops
    [InlineData(2)]   // before their last step
    [InlineData(3)]   // in the scenes
    public void Vision_pretraining_broken_in_either_loop_ends_in_the_same_bytes(int step) =>
        EndsAlike(step, (folder, watch) => VisionPretraining.Run(_small.World, Vision, Path.Combine(folder, "vision"), Path.Combine(folder, "log.csv"), watch));

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Language_pretraining_broken_off_ends_in_the_same_bytes(int step) => EndsAlike(step, (folder, watch) =>
        LanguagePretraining.Run(
            new LanguageSampler(_small.World, [QuestionKind.Exist, QuestionKind.Count], new LanguageMixture()), _small.Tokenizer, SmallWorld.Template, Language,
            Path.Combine(folder, "language"), Path.Combine(folder, "log.csv"), watch));

    [Fact]
    public void A_warm_start_broken_off_ends_in_the_same_bytes() => EndsAlike(3, (folder, watch) =>
    {
        using var scope = NewDisposeScope();
        manual_seed(8);
        var (features, words) = (randn(20, 10), randn(30, 32));
        using var connector = Connector.Untrained("mlp2x_gelu", 10, 32, 1);
        int[][] bags = [.. Enumerable.Range(0, 20).Select(patch => patch % 3 == 0 ? (int[])[1] : [1, 2 + patch, 5])];
        WarmStart.Run(connector, features, bags, words, new WarmStartRecipe(6, 8, 1e-2, 0.75, 3), 4, watch);
        File.WriteAllBytes(Path.Combine(folder, "connector"), [.. connector.parameters().SelectMany(parameter => parameter.bytes.ToArray())]);
    });

    private static void EndsAlike(int step, Action<string, Watch> run)
    {
        var expected = DigestOf(folder => run(folder, new Watch((_, _) => { }, Checkpoint.None, CancellationToken.None)));
        using var kept = new KeptStates();
        _ = DigestOf(folder => kept.Break(step, watch => run(folder, watch)));
        Assert.Equal(expected, DigestOf(folder => kept.Finish(watch => run(folder, watch))));
        Assert.Single(kept.Resumed);
    }

    /// <summary>Names and bytes of everything a run wrote.</summary>
    private static string DigestOf(Action<string> run)
    {
        var folder = Directory.CreateTempSubdirectory("pretraining").FullName;
        try
        {
            run(folder);
            return string.Join('\n', Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
                .Select(file => $"{Path.GetRelativePath(folder, file)} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)))}"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Made once: a vocabulary takes longest.</summary>
    public sealed class SmallWorld
    {
        public SmallWorld()
        {
            World = World.Load(Path.Combine(Golden.Repository, "datasets", "IconWorld", "shipped"), concepts: 60);
            var file = Path.GetTempFileName();
            VocabularyTraining.Run(World, Template, PromptForm.Plain, new VocabularyRecipe(800, MinFrequency: 2, Seed: 11), file);
            Tokenizer = TokenizerFiles.Read(file);
            File.Delete(file);
        }

        public static ChatTemplate Template { get; } = ChatTemplate.Bare(VocabularyTraining.End);

        public World World { get; }

        public ByteLevelBpe Tokenizer { get; }
    }
}
