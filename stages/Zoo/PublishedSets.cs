using Steering.Data.Fetching;
using Steering.Data.Sources;
using Steering.Data.Sources.Tasks;
using Steering.Evaluation.Benchmarks;
using Steering.Flow;

namespace Steering.Stages;

/// <summary>The published data sets, from their cards. Their pictures are read anew at each step: features of a million pictures would be terabytes.</summary>
public sealed class PublishedSets(DownloadFolder downloads)
{
    private const ulong Seed = 42;   // the released runs' own seed; the paper names none for its samples
    private static readonly int?[] s_scales = [1000, 5000, 10000, null];

    /// <summary>ScienceQA has 6,218 training questions with a picture: its 10K is all of them.</summary>
    private static readonly int?[] s_scienceScales = [1000, 5000, null, null];

    /// <summary>Items as the cards say; tokens of text are estimates, with the system sentence (37) where there is one: they decide expected hours only.</summary>
    public static IReadOnlyDictionary<string, SetSize> Sizes { get; } = new Dictionary<string, SetSize>(
    [
        new("LLaVA-558k", new(558_128, 558_128, 16)),
        new("LLaVA-665k", new(665_298, 624_610, 240)),
        new("VQAv2", new(214_354, 214_354, 60)),
        new("VQAv2-test-dev", new(107_394, 107_394, 60)),
        new("GQA", new(12_578, 12_578, 60)),
        new("TextVQA", new(5_000, 5_000, 140)),
        new("ScienceQA", new(4_241, 2_017, 130)),
        new("POPE", new(8_910, 8_910, 60)),
        new("VizWiz", new(4_319, 4_319, 80)),
        new("IconQA-txt", new(6_316, 6_316, 90)),
        new("IconQA-blank", new(3_638, 3_638, 80)),
        new("MME", new(2_374, 2_374, 70)),
        new("CIFAR-10", new(10_000, 10_000, 100)),
        new("CIFAR-100", new(10_000, 10_000, 380)),   // a hundred names
        new("MNIST", new(10_000, 10_000, 90)),
        new("MM-Vet", new(218, 218, 60) { AnswerTokens = 128 }),
        new("MMMU", new(900, 855, 150)),
        new("HallusionBench", new(1_129, 951, 60) { AnswerTokens = 64 }),
        new("HellaSwag", new(10_042, 0, 1_400)),   // ten examples before each question
        new("MMLU", new(14_042, 0, 700)),          // five
        .. Drawn("ScienceQA", 6_218, 90, s_scienceScales), .. Drawn("VizWiz", 20_523, 75, s_scales), .. Drawn("IconQA-txt", 18_946, 85, s_scales), .. Drawn("IconQA-blank", 10_913, 75, s_scales),
    ], StringComparer.Ordinal);

    public DataSet Of(string name, RawFormat format) => Prepared(name, format, Raw(name));

    /// <summary>MMMU's validation split, whose pictures are published inside Parquet files.</summary>
    public DataSet Mmmu() => Prepared("MMMU", RawFormat.Mmmu, new Unpack(new UnpackParams("MMMU", "validation"), Raw("MMMU")).Set);

    /// <summary>VQAv2's test-dev: the server wants entries for all of test2015, though it grades a quarter at a time.</summary>
    public ServerSplit VqaV2TestDev()
    {
        var raw = Raw("VQAv2-test");
        var lists = new PrepareTestDev(new PrepareTestDevParams("VQAv2-test-dev"), raw);
        return new(new VqaV2(), new DataSet(lists.Params.Name, RawFormat.VqaV2Test, raw, lists.Asked, Features: null), lists.Whole);
    }

    /// <summary>A classification set whose pictures are published packed.</summary>
    public DataSet Classes(string name, Packing packing) => Prepared(name, RawFormat.ClassFolders, new UnpackClasses(new UnpackClassesParams(name, packing), Raw(name)).Set);

    /// <summary>A task's tuning sets: 1K, 5K, 10K and the whole, each the beginning of the next.</summary>
    public IReadOnlyList<DataSet> Task(string name, TaskKind kind)
    {
        var raw = Raw(name);
        return
        [
            .. (kind == TaskKind.ScienceQa ? s_scienceScales : s_scales).Select(count =>
                Prepared(ScaleName(name, count), RawFormat.Llava, new TaskSet(new TaskSetParams(new TaskChoice(kind, TaskSplit.Train, count, Seed)), raw, raw).Set)),
        ];
    }

    private Artifact<Raw> Raw(string name) => Fetch.Of(name, downloads).Set;

    private static DataSet Prepared(string name, RawFormat format, Artifact<Raw> raw) =>
        new(name, format, raw, new Prepare(new PrepareParams(name, format), raw).Samples, Features: null);

    private static string ScaleName(string name, int? count) => $"{name}-train-{(count is { } some ? $"{some / 1000}K" : "all")}";

    private static IEnumerable<KeyValuePair<string, SetSize>> Drawn(string name, int all, double tokens, int?[] scales) =>
        scales.Distinct().Select(count => KeyValuePair.Create(ScaleName(name, count), new SetSize(count ?? all, count ?? all, tokens)));
}
