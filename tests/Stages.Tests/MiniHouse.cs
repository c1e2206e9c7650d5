using Steering.Data.IconWorld;
using Steering.Data.IconWorld.Sets;
using Steering.Data.Text;
using Steering.Flow;
using Steering.Peft;
using Steering.Training;
using Steering.Training.Pretraining;

namespace Steering.Stages.Tests;

/// <summary>The whole way from the atlas to a tuned adapter by the real stages, with models and sets so small that it takes seconds. Every training loop has a length of its own.</summary>
internal static class MiniHouse
{
    public const int LanguageSteps = 24;
    public const int CropSteps = 14;
    public const int SceneSteps = 15;
    public const int WarmSteps = 13;
    public const int EpochSteps = 16;
    private const int Width = 16;
    private static readonly WorldParams World = new(Concepts: 60, OneWordNames: true);
    private static readonly ChatTemplate Template = ChatTemplate.Bare(VocabularyTraining.End);

    /// <param name="atlasFolder">datasets/IconWorld/shipped: a child runs from a copy and cannot find it by itself.</param>
    public static IEnumerable<IStage> Targets(string atlasFolder)
    {
        var atlas = new Source<Atlas>(atlasFolder);
        var vocabulary = new LearnVocabulary(new LearnVocabularyParams(World, Template, PromptForm.Plain, new VocabularyRecipe(800, MinFrequency: 2, Seed: 11)), atlas).Tokenizer;
        var language = new PretrainLanguage(
            new PretrainLanguageParams(World, Template, [QuestionKind.Exist, QuestionKind.Count], new LanguageMixture(), new LanguageRecipe
            {
                Width = Width,
                Layers = 1,
                Heads = 2,
                FeedForward = 32,
                RotaryFraction = 0.5,
                MaxPositions = 512,
                Steps = LanguageSteps,
                Batch = 2,
                YoungUntil = 0.5,
                Rate = 2e-3,
                WarmUp = 0.3,
                WeightDecay = 0.05,
                Clip = 1,
                QueryScale = 1.8,
                EmbeddingScale = 0.05,
                Seed = 3,
            }),
            atlas, vocabulary);
        var vision = new PretrainVision(
            new PretrainVisionParams(World, new VisionRecipe
            {
                Width = Width,
                Layers = 2,
                Heads = 2,
                ImageSize = Geometry.Side,
                Grid = Geometry.Cells,
                CropSteps = CropSteps,
                CropBatch = 4,
                CropSize = 48,
                CropRate = 3e-3,
                CropWarmUpSteps = 2,
                SceneSteps = SceneSteps,
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
            }),
            atlas);
        var parts = new ModelParts(language.Model, vision.Tower, vocabulary, Template, "mlp2x_gelu");
        var sets = new IconWorldDataSets("mini", World, atlas, parts.Vision);
        var captions = sets.Of("captions", SetKind.Captions, new SceneSet { Stream = "captions", Seed = 1, Count = 2 * EpochSteps, Scenes = ConceptPool.AskedFirstAndCaptioned });
        var tuning = sets.Of("tuning", SetKind.Tuning, new SceneSet { Stream = "tuning", Seed = 1, Count = 2 * EpochSteps, QuestionsPerImage = 2 });
        var align = new Align(
            new AlignParams(ModelChoice.Of(parts), new AlignRecipe(new WarmStartRecipe(WarmSteps, Batch: 32, Rate: 2e-3, ObjectShare: 0.75, NameWeight: 3), Recipe(1)), World),
            parts, captions, atlas);
        yield return new Tune(new TuneParams(ModelChoice.Of(parts), new Lora(2, 4, 0.3), Recipe(2), Blind: false), "mini", parts, tuning, align.Connector);
    }

    private static Recipe Recipe(int epochs) =>
        new() { Epochs = epochs, Batch = 1, Accumulation = 2, Rate = 4e-3, ConnectorRate = 3e-4, WarmUp = 0.1, WeightDecay = 0, Clip = 1, Seed = 5 };
}
