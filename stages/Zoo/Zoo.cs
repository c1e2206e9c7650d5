using Steering.Analysis;
using Steering.Data.Sources;
using Steering.Evaluation;
using Steering.Evaluation.Judges;
using Steering.Flow;
using Steering.Models;
using Steering.Peft;
using Steering.Training;

namespace Steering.Stages;

/// <summary>One data set at every step of preparation.</summary>
/// <param name="Format">That of the raw files.</param>
/// <param name="Features">What the frozen tower makes of its pictures, once; null where that would be terabytes and the tower runs at every step instead.</param>
public sealed record DataSet(string Name, RawFormat Format, Artifact<Raw> Raw, Artifact<Shards> Samples, Artifact<Features>? Features)
{
    /// <summary>
    /// What a model tuned by a method reads of the pictures: what the frozen tower made of them, once for all such models; or, where the method does
    /// something in the tower, the pictures themselves.
    /// </summary>
    public IArtifact PicturesFor(IPeftMethod method) => Features is { } features && PixelsFor(method) is null ? features : Raw;

    /// <summary>The format to read pixels in; null for a model that reads features.</summary>
    public RawFormat? PixelsFor(IPeftMethod method) => Features is not null && method.Within(ModelPart.Vision) is null ? null : Format;
}

/// <summary>A column of a table: a benchmark over one data set.</summary>
/// <param name="Header">As printed; a column the paper lacks says in it what must be learnt.</param>
/// <param name="Categories">Only items of these categories count; empty means all.</param>
/// <param name="IsPrinted">True for the paper's own columns: they make the average.</param>
/// <param name="Number">Which of the benchmark's further numbers; empty is its main one.</param>
public sealed record ZooColumn(string Header, IBenchmark Benchmark, DataSet Items, IReadOnlyList<string> Categories, bool IsPrinted, string Number = "");

/// <summary>A task that a model is tuned for alone (Tables 2, 3 and 6).</summary>
/// <param name="Sizes">Its tuning sets, smallest first; the last is the whole.</param>
/// <param name="Column">What is asked afterwards.</param>
public sealed record ZooTask(ZooColumn Column, IReadOnlyList<DataSet> Sizes);

/// <summary>A tuning method with its recipe; the recipe's seed is set per run.</summary>
/// <param name="Name">As the paper prints it.</param>
/// <param name="IsControl">True for rows that the paper does not have.</param>
/// <param name="Seeds">Seeds of this row; null takes the zoo's. Rows that a question hangs on have more.</param>
public sealed record MethodRow(string Name, IPeftMethod Method, Recipe Recipe, bool IsControl, string Note, int? Seeds = null);

/// <summary>A split whose truths a server keeps.</summary>
/// <param name="Asked">What is answered.</param>
/// <param name="Whole">Every question that the server expects an entry for.</param>
public sealed record ServerSplit(IBenchmark Benchmark, DataSet Asked, Artifact<Shards> Whole);

/// <summary>The questions whose answers are looked at.</summary>
/// <param name="Column">A benchmark of short answers about pictures.</param>
/// <param name="Format">Layout of its raw folder.</param>
public sealed record AttentionSet(ZooColumn Column, RawFormat Format, AttentionRules Rules);

/// <summary>A world of drawings that scenes are composed of.</summary>
public sealed record ComposedWorld(WorldParams Params, Artifact<Atlas> Atlas);

/// <summary>
/// A scale: models, data sets and recipes as artifacts and values. It is the only thing that differs between the tiny world and the paper's.
/// </summary>
public sealed record Zoo
{
    public required string Name { get; init; }

    /// <summary>Stands above every table made of it.</summary>
    public required string Label { get; init; }

    public required IReadOnlyList<int> Seeds { get; init; }

    /// <summary>False when a person asked for another number of seeds: it is every row's then.</summary>
    public bool HasOwnSeeds { get; init; } = true;

    /// <summary>The composed world whose scene records the warm start reads; null where captions alone align, as the paper does.</summary>
    public ComposedWorld? World { get; init; }

    public required ModelParts Parts { get; init; }

    /// <summary>Shape of the language model, for counting.</summary>
    public required ILanguageConfig LanguageShape { get; init; }

    /// <summary>Shape of the vision tower, for counting.</summary>
    public required IVisionConfig VisionShape { get; init; }

    public required DataSet Captions { get; init; }

    public required DataSet Tuning { get; init; }

    public required AlignRecipe Alignment { get; init; }

    /// <summary>Rows of the tuning tables, full tuning first.</summary>
    public required IReadOnlyList<MethodRow> Rows { get; init; }

    /// <summary>Rows that stand beside steering where the question is what steering itself does, and in no other table.</summary>
    public required IReadOnlyList<MethodRow> SteeringControls { get; init; }

    /// <summary>Rows of MRT's comparison: those of <see cref="Rows"/> that it shares, full tuning first, and methods that reach into the vision tower.</summary>
    public required IReadOnlyList<MethodRow> MrtRows { get; init; }

    /// <summary>Columns of MRT's comparison: Table 1's, MME and image classification.</summary>
    public required IReadOnlyList<ZooColumn> MrtColumns { get; init; }

    /// <summary>What MRT's figures are made of.</summary>
    public required MrtStudy Mrt { get; init; }

    /// <summary>Full tuning that never sees a picture.</summary>
    public required MethodRow Blind { get; init; }

    public required IReadOnlyList<ZooColumn> Columns { get; init; }

    /// <summary>The paper's own columns over the validation sets, where settings are chosen; none where the data have no such sets.</summary>
    public IReadOnlyList<ZooColumn> Validation { get; init; } = [];

    /// <summary>What is answered for a server; null where no set has one.</summary>
    public ServerSplit? Server { get; init; }

    /// <summary>How answers are timed; null for models that are meant for a GPU: the clock is that of one processor thread.</summary>
    public TimingRules? Timing { get; init; }

    /// <summary>Whose answers' attention the figures show.</summary>
    public required AttentionSet Attention { get; init; }

    /// <summary>Columns of Table 5.</summary>
    public required IReadOnlyList<ZooColumn> Hallucination { get; init; }

    /// <summary>Columns of Table 4: text-only tasks, each by letter and by likelihood.</summary>
    public required IReadOnlyList<ZooColumn> Text { get; init; }

    /// <summary>Tasks of Tables 2, 3 and 6, each tuned from the fully tuned model.</summary>
    public required IReadOnlyList<ZooTask> Tasks { get; init; }

    /// <summary>How often a task's set is gone through.</summary>
    public required int TaskEpochs { get; init; }

    /// <summary>Rate of every row there, full tuning too; null keeps the rows' own.</summary>
    public double? TaskRate { get; init; }

    /// <summary>The connector that tuning starts from; null aligns one per seed.</summary>
    public Artifact<Weights>? Start { get; init; }

    /// <summary>Probes of the vision tower that are reported beside its tables; none for published towers.</summary>
    public IReadOnlyList<Probe> Probes { get; init; } = [];

    /// <summary>How large sets are that nobody has looked into yet, by name, for estimates.</summary>
    public IReadOnlyDictionary<string, SetSize> Sizes { get; init; } = new Dictionary<string, SetSize>(StringComparer.Ordinal);

    /// <summary>Who judges what no rule can; the offline rule where nobody is named.</summary>
    public IJudge Judge { get; init; } = new RuleJudge();

    /// <summary>The longest answer, in tokens.</summary>
    public required int MaxNewTokens { get; init; }

    /// <summary>Prompts that are answered together.</summary>
    public int AnswerBatch { get; init; } = 128;

    /// <summary>Seeds of a row: the zoo's own, or 1, 2, … as many as the row says where those are more.</summary>
    public IReadOnlyList<int> SeedsOf(MethodRow row) => row.Seeds is { } count && count > Seeds.Count ? [.. Enumerable.Range(1, count)] : Seeds;

    /// <summary>The row as it is tuned for one task.</summary>
    public MethodRow OnTask(MethodRow row) => row with { Recipe = row.Recipe with { Epochs = TaskEpochs, Rate = TaskRate ?? row.Recipe.Rate } };

    /// <summary>Every row that some table trains, once.</summary>
    public IReadOnlyList<MethodRow> AllRows => [.. Rows.Concat(SteeringControls).Concat(MrtRows).Append(Blind).Distinct()];
}
