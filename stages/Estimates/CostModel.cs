using Steering.Data;
using Steering.Flow;
using Steering.Peft;
using Steering.Training;

namespace Steering.Stages;

// N parameters, T tokens of a sample, n trained parameters, B samples read together, L layers, D width, V vocabulary.

/// <summary>
/// What stages will take before any of their kind has run, from counts of parameters and tokens. A forward pass costs 2·N·T operations and the
/// gradient with respect to what flows through costs as much again; that of the weights, only where they are trained, the same once more; a
/// recomputed forward one more. So full tuning costs 6·N·T (8 with recomputation) and a method beside frozen weights 4·N·T (6). Attention adds
/// 4·L·D·T² to a forward pass. Memory: frozen weights of 4 bytes, trained ones of 16 (weight, gradient, two moments), the states between
/// blocks, one block's insides and the scores of the labels. Reading a prompt is bound by operations, each further token by reading all weights.
/// </summary>
/// <param name="root">The repository's root, below which the cards lie.</param>
public sealed class CostModel(Zoo zoo, Accelerator device, string root)
{
    private const double Frozen = sizeof(float), Trained = 4 * sizeof(float);
    private const double DownloadRate = 30e6, UnpackRate = 100e6, RowRate = 20e3, LightSeconds = 5;
    private const double BytesPerRow = 400, BytesPerAnswer = 200;

    /// <summary>Bytes by a token's width that one block keeps for its backward pass (Korthikanti et al. 2022: 34·D with 16-bit numbers).</summary>
    private const double BlockInside = 68;

    private readonly Lazy<ModelSize> _size = new(() => new ModelSize(zoo.LanguageShape, zoo.VisionShape, zoo.Parts.Connector));

    /// <summary>Null for a stage over a set of unknown size: only history can tell.</summary>
    public Estimate? Of(IStage stage)
    {
        ArgumentNullException.ThrowIfNull(stage);
        if (stage is Fetch fetch) return OfFetch(CardOf(fetch));
        if (stage is Fold && zoo.Sizes.Count > 0) return new Estimate(LightSeconds + (_size.Value.Language * sizeof(float) / UnpackRate), 0, (_size.Value.Language + _size.Value.Between) * sizeof(float), IsOnGpu: false);
        if (SizeOf(stage) is not { } set) return zoo.Sizes.Count == 0 ? null : new Estimate(LightSeconds, 0, BytesPerRow, IsOnGpu: false);
        return stage switch
        {
            Align align => Training(set, align.Params.Recipe.Captions, ConnectorTraining.Method),
            Tune tune => Training(tune.Params.Blind ? set with { Pictured = 0 } : set, tune.Params.Recipe, tune.Params.Method),
            Answer answer => Answering(set, answer.Params.Method, Math.Min(set.AnswerTokens, answer.Params.Rules.MaxNewTokens)),
            Attend attend => Answering(set.Of(attend.Params.Rules.Samples), attend.Params.Method, newTokens: 0),
            Survey survey => Surveying(set, survey.Params),
            Encode => Encoding(set),
            _ => new Estimate(LightSeconds + (set.Rows / RowRate), 0, set.Rows * BytesPerRow, IsOnGpu: false),
        };
    }

    /// <summary>The card that a stage fetches; null where it is missing or broken.</summary>
    public DatasetCard? CardOf(Fetch fetch)
    {
        ArgumentNullException.ThrowIfNull(fetch);
        try { return DatasetCard.Read(Path.Combine(root, fetch.Card)); }
        catch (Exception broken) when (broken is InvalidDataException or FileNotFoundException) { return null; }
    }

    private static Estimate? OfFetch(DatasetCard? card)
    {
        if (card is null) return null;
        var bytes = card.Files.Sum(file => file.RoughBytes ?? 0);
        return new Estimate(LightSeconds + (bytes / DownloadRate) + (bytes / UnpackRate), 0, bytes, IsOnGpu: false);
    }

    /// <summary>The size of the set that a stage works on: it reads samples that some Prepare made of a set with that name.</summary>
    private SetSize? SizeOf(IStage stage) => stage.Inputs.Select(input => input.Producer).Append(stage).Select(NameOf).OfType<string>().Select(name => zoo.Sizes.GetValueOrDefault(name)).FirstOrDefault(size => size is not null);

    private static string? NameOf(IStage? stage) => stage switch
    {
        Prepare prepare => prepare.Params.Name,
        PrepareTestDev lists => lists.Params.Name,
        _ => null,
    };

    private Estimate Training(SetSize set, Recipe recipe, IPeftMethod method)
    {
        var (size, trained) = (_size.Value, _size.Value.TrainedBy(method));
        var tokens = Tokens(set);
        var passes = 2 + (trained.Language * 2 > size.Language ? 1 : 0) + (recipe.Recompute ? 1 : 0);
        var seen = recipe.Epochs * (double)(set.Pictured == 0 ? 0 : set.Pictured) * Seeing * (trained.Vision > 0 ? passes : 1);
        var work = (recipe.Epochs * set.Rows * passes * Forward(tokens)) + seen;
        var n = trained.Language + trained.Connector + trained.Vision;
        return new Estimate(work / (device.Flops * device.TrainingShare), Weights(n) + States(recipe.Batch, tokens, recipe.Recompute), n * 4.0, IsOnGpu: true);
    }

    private Estimate Answering(SetSize set, IPeftMethod method, double newTokens)
    {
        var size = _size.Value;
        var tokens = Tokens(set);
        var read = set.Rows * (Forward(tokens) + Seeing) / (device.Flops * device.AnsweringShare);
        var written = Math.Ceiling(set.Rows / (double)zoo.AnswerBatch) * newTokens * size.Language * Frozen / device.Bandwidth;
        var cache = zoo.AnswerBatch * (tokens + newTokens) * 2 * size.Layers * size.Width * Frozen;
        var n = size.TrainedBy(method).Language;
        return new Estimate(read + written, (size.All * Frozen) + (n == size.Language ? 0 : n * Frozen) + cache, set.Rows * BytesPerAnswer, IsOnGpu: true);
    }

    /// <summary>A forward pass of the conversations for every loss; two directions lie beside what was trained.</summary>
    private Estimate Surveying(SetSize set, SurveyParams survey)
    {
        var losses = survey.Rules.Pairs * Math.Pow((2 * survey.Rules.Steps) + 1, 2);
        var (size, trained) = (_size.Value, _size.Value.TrainedBy(survey.Method));
        var read = losses * Math.Min(set.Rows, survey.Rules.Samples) * (Forward(Tokens(set)) + Seeing) / (device.Flops * device.AnsweringShare);
        return new Estimate(read, (size.All + (3.0 * (trained.Language + trained.Connector + trained.Vision))) * Frozen, losses * BytesPerRow, IsOnGpu: true);
    }

    private Estimate Encoding(SetSize set) => new(
        set.Pictured * Seeing / (device.Flops * device.AnsweringShare), _size.Value.Vision * Frozen,
        set.Pictured * _size.Value.VisualTokens * (double)zoo.VisionShape.Width * sizeof(float), IsOnGpu: true);

    private double Tokens(SetSize set) => set.TextTokens + (_size.Value.VisualTokens * set.Pictured / (double)set.Rows);

    /// <summary>Operations of one sample's forward pass.</summary>
    private double Forward(double tokens) => (2.0 * _size.Value.Dense * tokens) + (4.0 * _size.Value.Layers * _size.Value.Width * tokens * tokens);

    /// <summary>Operations for one picture in tower and connector.</summary>
    private double Seeing => 2.0 * (_size.Value.Vision + _size.Value.Between) * _size.Value.VisualTokens;

    private double Weights(long trained) => (trained * Trained) + ((_size.Value.All - Math.Min(trained, _size.Value.All)) * Frozen);

    private double States(int batch, double tokens, bool isRecomputed)
    {
        var stream = batch * tokens * _size.Value.Width * Frozen;
        var block = batch * tokens * _size.Value.Width * BlockInside;
        var scores = batch * tokens * _size.Value.Vocabulary * sizeof(float) * 2;   // scores and their gradient
        return (isRecomputed ? (_size.Value.Layers * stream) + block : _size.Value.Layers * block) + scores;
    }
}
