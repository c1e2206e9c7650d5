using Steering.Analysis;
using Steering.Data.Fetching;
using Steering.Data.Sources;
using Steering.Data.Sources.Tasks;
using Steering.Evaluation.Benchmarks;
using Steering.Flow;
using Steering.Peft;
using Steering.Training;

namespace Steering.Stages;

/// <summary>
/// What the paper's scales share: data, recipes, rows and columns as the released scripts and the tables have them. Recipes: 128 conversations a
/// step, AdamW without weight decay, cosine behind 3 % of warm-up, norm 1, blocks recomputed, the connector at the method's rate. Alignment at
/// 1e-3 for one epoch; tuning at 2e-4 (full tuning 2e-5) for one epoch of 665k; a task at 2e-4 for ten.
/// </summary>
public static class PaperZoo
{
    private const int StepBatch = 128;
    private const int AlignMicros = 4;   // captions are short, and only the connector has gradients
    private const double MethodRate = 2e-4;
    private const double FullRate = 2e-5;
    private const int LongestAnswer = 128;

    private static readonly Lora LowRank = new(Rank: 128, Alpha: 256, Dropout: 0.05);

    public static Zoo Create(PaperScale scale, ZooSettings settings)
    {
        ArgumentNullException.ThrowIfNull(scale);
        ArgumentNullException.ThrowIfNull(settings);
        var downloads = new DownloadFolder(settings.Downloads);
        var sets = new PublishedSets(downloads);
        var columns = Columns(sets);
        MethodRow[] rows = [.. Rows(scale.Micro).Select(settings.Change)];
        return new Zoo
        {
            Name = scale.Name,
            Label = scale.Label + " VQAv2 is graded on val2014, since test-dev has no public answers; LLaVA's mixture holds photos, not questions, of that split.",
            Seeds = settings.Seeds(1),
            Parts = Parts(scale, downloads),
            LanguageShape = scale.LanguageShape,
            VisionShape = scale.VisionShape,
            Captions = sets.Of("LLaVA-558k", RawFormat.Llava),
            Tuning = sets.Of("LLaVA-665k", RawFormat.Llava),
            Alignment = new AlignRecipe(WarmStart: null, Recipe(1e-3, AlignMicros * scale.Micro) with { ConnectorRate = 1e-3 }),
            Rows = rows,
            SteeringControls = [settings.Change(Controls.InDrawnSubspaces(Recipe(MethodRate, scale.Micro)))],
            MrtColumns = [.. columns, new("MME", new Mme(), sets.Of("MME", RawFormat.Mme), [], IsPrinted: false), .. Classification(sets)],
            MrtRows = [.. rows.Where(row => Compared.Contains(row.Name)), .. TowerRows(scale.Micro).Select(settings.Change)],
            Mrt = new MrtStudy(
                new RankMap(Multimodal: [2, 4, 8], Visual: [3, 6, 12], Seeds: 1, ["MME"]),
                new LandscapeRules(Samples: 128, scale.Micro, Steps: 5, Reach: 3, Pairs: 5, Seed: 1),
                Control: null),
            Blind = settings.Change(new MethodRow("Blind FT", new FullTuning(), Recipe(FullRate, scale.Micro), IsControl: false, "Full tuning without pictures, asked without pictures.")),
            Columns = columns,
            Server = sets.VqaV2TestDev(),
            Attention = new AttentionSet(columns[0], RawFormat.VqaV2, new AttentionRules(Samples: 500, Pictures: 6)),
            Hallucination = Hallucination(sets, columns),
            Text = Text(sets),
            Tasks = Tasks(sets, columns),
            TaskEpochs = 10,
            TaskRate = MethodRate,
            Sizes = PublishedSets.Sizes,
            MaxNewTokens = LongestAnswer,
            AnswerBatch = scale.Prompts,
        };
    }

    /// <summary>The published folders are read as they are: their names and shapes are the models' own, and are checked when they are loaded.</summary>
    private static ModelParts Parts(PaperScale scale, DownloadFolder downloads)
    {
        var language = Fetch.Of(scale.Language, downloads);
        return new ModelParts(language.As<LanguageModel>(), Fetch.Of(scale.Vision, downloads).As<VisionTower>(), language.As<Vocabulary>(), scale.Template, "mlp2x_gelu")
        {
            Needs = new ModelNeeds(Resources.Training(cores: 8, scale.HostGigabytes, gpus: 1), Resources.Training(cores: 4, scale.HostGigabytes, gpus: 1), Resources.Training(cores: 4, scale.HostGigabytes)),
        };
    }

    private static Recipe Recipe(double rate, int micro) => new()
    {
        Epochs = 1,
        Batch = micro,
        Accumulation = StepBatch / micro,
        Rate = rate,
        ConnectorRate = null,
        WarmUp = 0.03,
        WeightDecay = 0,
        Clip = 1,
        Reduction = LossReduction.MeanOfMeans,
        Recompute = true,
        Seed = 0,
    };

    private static IEnumerable<MethodRow> Rows(int micro)
    {
        MethodRow Row(string name, IPeftMethod method, bool isControl = false, string note = "") => new(name, method, Recipe(MethodRate, micro), isControl, note);
        return
        [
            new MethodRow("FT", new FullTuning(), Recipe(FullRate, micro), IsControl: false, ""),
            Row("Adapter", new Adapter(Bottleneck: 256)),
            Row("LoRA", LowRank),
            Row("OFT", new Oft(Blocks: 16)),
            Row("IA3", new Ia3()),
            Row("MoReS-B", new MoReS(1)),
            Row("MoReS-L", new MoReS(2)),
            Row("MoReS-H", new MoReS(4)),
            Row("Connector only", new ConnectorOnly(), isControl: true, "What every row trains beside its method."),
            Row("MoReS-B frozen", new FrozenEdits(new MoReS(1)), isControl: true, "MoReS-B's editors as they were drawn, untrained, which is what the released scripts train in effect: the connector learns around them."),
        ];
    }

    /// <summary>What MRT's comparison has in common with Table 1.</summary>
    private static IReadOnlyList<string> Compared { get; } = ["FT", "Adapter", "LoRA", "IA3", "MoReS-B", "Connector only"];

    private static IEnumerable<MethodRow> TowerRows(int micro)
    {
        var (method, recipe) = PublishedRecipes.Mrt(seed: 0);
        return
        [
            .. MrtRows.WithRemovals(new MethodRow(MrtRows.Name, method, recipe, IsControl: false, "By its authors' own recipe: three epochs at 6e-4.")),
            new MethodRow("LoRA with tower", new PerPart(LowRank, Vision: LowRank), Recipe(MethodRate, micro), IsControl: false, ""),
            new MethodRow("MoReS-B with tower", new Both(new MoReS(1), new PerPart(Vision: new MoReS(1))), Recipe(MethodRate, micro), IsControl: false, "Two methods at once."),
        ];
    }

    private static IReadOnlyList<ZooTask> Tasks(PublishedSets sets, IReadOnlyList<ZooColumn> columns) =>
    [
        new(columns.First(column => column.Header == "SciQA-IMG"), sets.Task("ScienceQA", TaskKind.ScienceQa)),
        new(new("VizWiz", new VizWiz(), sets.Of("VizWiz", RawFormat.VizWiz), [], IsPrinted: true), sets.Task("VizWiz", TaskKind.VizWiz)),
        new(new("IconQA-txt", new IconQaText(), sets.Of("IconQA-txt", RawFormat.IconQaText), [], IsPrinted: true), sets.Task("IconQA-txt", TaskKind.IconQaText)),
        new(new("IconQA-blank", new IconQaBlank(), sets.Of("IconQA-blank", RawFormat.IconQaBlank), [], IsPrinted: true), sets.Task("IconQA-blank", TaskKind.IconQaBlank)),
    ];

    private static IReadOnlyList<ZooColumn> Columns(PublishedSets sets) =>
    [
        new("VQAv2", new VqaV2(), sets.Of("VQAv2", RawFormat.VqaV2), [], IsPrinted: true),
        new("GQA", new Gqa(), sets.Of("GQA", RawFormat.Gqa), [], IsPrinted: true),
        new("TextVQA", new TextVqa(), sets.Of("TextVQA", RawFormat.TextVqaOcr), [], IsPrinted: true),
        new("SciQA-IMG", new ScienceQaImg(), sets.Of("ScienceQA", RawFormat.ScienceQa), [], IsPrinted: true),
        new("POPE", new Pope(), sets.Of("POPE", RawFormat.Pope), [], IsPrinted: true),
        new("MM-Vet", new MmVet(), sets.Of("MM-Vet", RawFormat.MmVet), [], IsPrinted: true),
        new("MMMU", new Mmmu(), sets.Mmmu(), [], IsPrinted: true),
    ];

    /// <summary>The classification sets of MRT's mean over tasks.</summary>
    private static IEnumerable<ZooColumn> Classification(PublishedSets sets)
    {
        ZooColumn Column(string name, Packing packing) => new(name, new ImageClassification(), sets.Classes(name, packing), [], IsPrinted: false);
        return [Column("CIFAR-10", Packing.Cifar10), Column("CIFAR-100", Packing.Cifar100), Column("MNIST", Packing.Digits)];
    }

    /// <summary>Table 5's columns; LLaVA prints POPE's F1 in its own tables, so Table 1's column is that.</summary>
    private static IReadOnlyList<ZooColumn> Hallucination(PublishedSets sets, IReadOnlyList<ZooColumn> columns)
    {
        var bench = new ZooColumn("HallusionBench Hard Acc", new HallusionBench(), sets.Of("HallusionBench", RawFormat.HallusionBench), [], IsPrinted: true);
        return [columns.First(column => column.Header == "POPE") with { Header = "POPE Acc", Number = "accuracy" }, bench, bench with { Header = "HallusionBench Figure Acc", Number = "fAcc" }, bench with { Header = "HallusionBench Question Acc", Number = "aAcc" }];
    }

    /// <summary>Table 4's columns by generated letter, as the released code's DeepEval scores; by likelihood, as most others do, beside them.</summary>
    private static IReadOnlyList<ZooColumn> Text(PublishedSets sets)
    {
        var (endings, subjects) = (sets.Of("HellaSwag", RawFormat.HellaSwag), sets.Of("MMLU", RawFormat.Mmlu));
        return
        [
            new("HellaSwag", new HellaSwag(), endings, [], IsPrinted: true),
            new("MMLU", new Mmlu(), subjects, [], IsPrinted: true),
            new("HellaSwag by likelihood", new HellaSwag { ByLikelihood = true }, endings, [], IsPrinted: false),
            new("MMLU by likelihood", new Mmlu { ByLikelihood = true }, subjects, [], IsPrinted: false),
        ];
    }
}
