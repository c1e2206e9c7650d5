using Steering.Analysis;
using Steering.Data.IconWorld;
using Steering.Data.IconWorld.Sets;
using Steering.Data.Sources;
using Steering.Data.Sources.Tasks;
using Steering.Data.Text;
using Steering.Evaluation;
using Steering.Evaluation.Benchmarks;
using Steering.Flow;
using Steering.Models;
using Steering.Peft;
using Steering.Training;
using Steering.Training.Pretraining;

namespace Steering.Stages;

/// <summary>
/// The tiny zoo: 60 concepts of the icon world, a Phi of 1 M parameters, a SigLIP of 0.9 M; everything trains from nothing on two CPU cores
/// in minutes. The language model is pretrained on five question forms only, so the others are new in tuning (headroom on the language
/// side); alignment shows every second of the asked concepts only, so the others are new in tuning (headroom on the vision side).
/// </summary>
public static class Tiny
{
    private const string Name = "tiny";
    private const int Width = 128;
    private const int Layers = 4;
    private const int Heads = 4;
    private const int Vocabulary = 800;
    private const int Positions = 512;
    private const double RotaryFraction = 0.5;
    private const double SteeringRate = 1.5e-2;

    private static readonly WorldParams World = new(Concepts: 60, OneWordNames: true, Words: 20);
    private static readonly ChatTemplate Template = ChatTemplate.Bare(VocabularyTraining.End);

    private const int QuestionsOfTask = 3;   // about one picture, in the ScienceQA task's tuning set; the others have one

    /// <summary>Questions of a task's tuning sets: 1 : 5 : 10, as the paper's 1K, 5K and 10K.</summary>
    private static readonly int[] TaskSizes = [120, 600, 1200];

    /// <summary>Question forms that language pretraining shows.</summary>
    private static readonly QuestionKind[] KnownForms = [QuestionKind.Exist, QuestionKind.Count, QuestionKind.Color, QuestionKind.ChoiceName, QuestionKind.SignSays];

    public static Zoo Create(ZooSettings settings)
    {
        var atlas = new Source<Atlas>("datasets/IconWorld/shipped");
        var parts = Parts(atlas);
        var sets = new IconWorldDataSets(Name, World, atlas, parts.Vision);
        var tuning = Sets.Tuning;
        var stream = settings.IsValidation ? "validation" : "test";
        var columns = Columns(sets, stream, tuning);
        MethodRow[] rows = [.. Rows().Select(settings.Change)];
        return new Zoo
        {
            Name = Name,
            Label = "Tiny zoo: the composed icon world, models of a million parameters trained on two CPU cores. Another scale than the paper's; its numbers must not be read beside the paper's.",
            Seeds = settings.Seeds(3),
            World = new ComposedWorld(World, atlas),
            Parts = parts,
            LanguageShape = LanguageShape,
            VisionShape = VisionPretraining.Config(Vision),
            Captions = sets.Of("captions", SetKind.Captions, Sets.Captions),
            Tuning = sets.Of("tuning", SetKind.Tuning, tuning),
            Alignment = Alignment,
            Rows = rows,
            SteeringControls = [settings.Change(Controls.InDrawnSubspaces(TuneRecipe(SteeringRate)))],
            MrtColumns = [.. columns, new ZooColumn("MME", new Mme { Request = "", Subtasks = MmeSet.Subtasks }, sets.Of($"mme-{stream}", SetKind.Mme, Sets.Test($"mme {stream}", 504)), [], IsPrinted: false), .. Classification(sets, stream)],
            MrtRows = [.. rows.Where(row => Compared.Contains(row.Name)), .. TowerRows().Select(settings.Change)],
            Mrt = new MrtStudy(
                new RankMap(Multimodal: [2, 4, 8], Visual: [2, 4, 8], Seeds: 3, ["MME"]),
                new LandscapeRules(Samples: 12, Batch: 12, Steps: 4, Reach: 3, Pairs: 5, Seed: 1),
                Control(columns, sets.Of("tuning", SetKind.Tuning, tuning), settings)),
            Blind = settings.Change(new MethodRow("Blind FT", new FullTuning(), TuneRecipe(1e-3), IsControl: false, "Full tuning without pictures, asked without pictures.")),
            Columns = columns,
            Validation = [.. Columns(sets, "validation", tuning).Where(column => column.IsPrinted)],
            Timing = new TimingRules(Prompts: 60, Rounds: 8, NewTokens: 4),
            Attention = new AttentionSet(columns[0], RawFormat.VqaV2, new AttentionRules(Samples: 168, Pictures: 6)),
            Hallucination = Hallucination(sets, columns, stream),
            Text = Text(sets, stream),
            Tasks = Tasks(sets, columns, stream),
            TaskEpochs = 2,
            Probes =
            [
                new Probe(new ProbeParams(Name, World, new ProbeRecipe(TrainImages: 40, TestImages: 6, Epochs: 25, Batch: 256, Rate: 2e-3, WeightDecay: 0.01, Seed: 1)), atlas, parts.Vision),
                new Probe(new ProbeParams(Name, World with { Concepts = 150 }, new ProbeRecipe(TrainImages: 16, TestImages: 4, Epochs: 25, Batch: 256, Rate: 2e-3, WeightDecay: 0.01, Seed: 1)), atlas, parts.Vision),
            ],
            MaxNewTokens = 12,   // "unanswerable" is long in a small vocabulary
        };
    }

    private static ILanguageConfig LanguageShape { get; } = new PhiConfig
    {
        Width = Width,
        FeedForward = 4 * Width,
        Layers = Layers,
        Heads = Heads,
        KeyValueHeads = Heads,
        Vocabulary = Vocabulary,
        Positions = Positions,
        RotaryFraction = RotaryFraction,
        RopeTheta = 1e4,
        NormEpsilon = 1e-5,
    };

    private static VisionRecipe Vision { get; } = new()
    {
        Width = Width,
        Layers = 4,
        Heads = 4,
        ImageSize = Geometry.Side,
        Grid = Geometry.Cells,
        CropSteps = 800,
        CropBatch = 96,
        CropSize = 48,
        CropRate = 3e-3,
        CropWarmUpSteps = 30,
        SceneSteps = 1000,
        SceneBatch = 32,
        SceneRate = 2e-3,
        SceneWarmUp = 0.05,
        FewestIcons = 2,
        MostIcons = 7,
        NameWidth = 96,
        BackgroundWeight = 0.15,
        PaintWeight = 0.3,
        WeightDecay = 0.05,
        QueryScale = 1.5,
        Seed = 0,
    };

    private static AlignRecipe Alignment { get; } = new(
        new WarmStartRecipe(Steps: 1500, Batch: 1024, Rate: 2e-3, ObjectShare: 0.75, NameWeight: 3),
        new Recipe { Epochs = 1, Batch = 32, Rate = 1e-3, ConnectorRate = 1e-3, WarmUp = 0.03, WeightDecay = 0, Clip = 1, Seed = 0 });

    private static ModelParts Parts(Artifact<Atlas> atlas)
    {
        var vocabulary = new LearnVocabulary(new LearnVocabularyParams(World, Template, PromptForm.Plain, new VocabularyRecipe(Vocabulary, MinFrequency: 2, Seed: 11)), atlas).Tokenizer;
        var language = new PretrainLanguage(
            new PretrainLanguageParams(World, Template, KnownForms, new LanguageMixture(), new LanguageRecipe
            {
                Width = Width,
                Layers = Layers,
                Heads = Heads,
                FeedForward = 4 * Width,
                RotaryFraction = RotaryFraction,
                MaxPositions = Positions,
                Steps = 1800,
                Batch = 12,
                YoungUntil = 0.35,
                Rate = 2e-3,
                WarmUp = 0.05,
                WeightDecay = 0.05,
                Clip = 1,
                QueryScale = 1.8,
                EmbeddingScale = 0.05,
                Seed = 0,
            }),
            atlas, vocabulary).Model;
        var vision = new PretrainVision(new PretrainVisionParams(World, Vision), atlas).Tower;
        return new ModelParts(language, vision, vocabulary, Template, "mlp2x_gelu");
    }

    /// <summary>
    /// The connector has a rate of its own, equal in every row: a shared rate would compare connector rates (tiny-zoo study, section 2). It and
    /// the methods' rates were chosen on the validation sets, from two or three each (results/NOTES.md).
    /// </summary>
    private static Recipe TuneRecipe(double rate) =>
        new() { Epochs = 1, Batch = 8, Rate = rate, ConnectorRate = 3e-5, WarmUp = 0.03, WeightDecay = 0, Clip = 1, Seed = 0 };

    private static Lora LowRank { get; } = new(Rank: 8, Alpha: 16, Dropout: 0.05);

    private static IEnumerable<MethodRow> Rows() =>
    [
        new MethodRow("FT", new FullTuning(), TuneRecipe(1e-3), IsControl: false, ""),
        new MethodRow("Adapter", new Adapter(Bottleneck: 16), TuneRecipe(5e-3), IsControl: false, "Bottleneck 16, an eighth of the width; the paper's 256 is a tenth of Phi-2's."),
        new MethodRow("LoRA", LowRank, TuneRecipe(4e-3), IsControl: false, "Rank 8, since the paper's 128 is this model's whole width."),
        new MethodRow("OFT", new Oft(Blocks: 16), TuneRecipe(5e-3), IsControl: false, "16 blocks as in the paper, of 8 × 8."),
        new MethodRow("IA3", new Ia3(), TuneRecipe(3e-2), IsControl: false, ""),
        Steering("MoReS-B", 1), Steering("MoReS-L", 2), Steering("MoReS-H", 4),
        new MethodRow("Connector only", new ConnectorOnly(), TuneRecipe(1e-3), IsControl: true, "What every row trains beside its method."),
        new MethodRow("MoReS-B frozen", new FrozenEdits(new MoReS(Rank: 1)), TuneRecipe(1e-3), IsControl: true, "MoReS-B's editors as they were drawn, untrained: the connector learns around them."),
    ];

    private static MethodRow Steering(string name, int rank) =>
        new(name, new MoReS(rank), TuneRecipe(SteeringRate), IsControl: false, "f4+l5 is 14 % of 64 visual tokens, not the paper's 1 %.");

    /// <summary>What MRT's comparison has in common with Table 1.</summary>
    private static IReadOnlyList<string> Compared { get; } = ["FT", "Adapter", "LoRA", "IA3", "MoReS-B", "Connector only"];

    /// <summary>Methods that reach into the vision tower: they read pixels, all others their cached features.</summary>
    private static IEnumerable<MethodRow> TowerRows() =>
    [
        .. MrtRows.WithRemovals(new MethodRow(
            "MRT", new Mrt(VisionRank: 4, TextRank: 4, Tokens: 3), TuneRecipe(2e-3) with { ConnectorRate = null }, IsControl: false,
            "Ranks of 4 of width 128 and ends of 3 tokens; the paper has 6 of 1,024 and 4 of 4,096, and ends of 6. The connector is frozen but for its editor, at one rate, as published.")),
        new MethodRow("LoRA with tower", new PerPart(LowRank, Vision: LowRank), TuneRecipe(4e-3), IsControl: false, ""),
        new MethodRow("MoReS-B with tower", new Both(new MoReS(Rank: 1), new PerPart(Vision: new MoReS(Rank: 1))), TuneRecipe(SteeringRate), IsControl: false, "Two methods at once."),
        new MethodRow("Tower from block 1", new PerPart(Vision: new PartialTuning(FromLayer: 1)), TuneRecipe(1e-5), IsControl: false, "The language model stays frozen; the tower's last block is never computed."),
        new MethodRow("Whole tower", new PerPart(Vision: new FullTuning()), TuneRecipe(1e-5), IsControl: false, "The language model stays frozen; the tower's last block is never computed."),
    ];

    /// <summary>
    /// A thing whose tokens are edited is to be seen no more. Control needs a question that the model answers by what it sees: full tuning is right in
    /// 92 % of those for a thing, and in 36 % of those for what is where. Visual tokens alone are chosen; the editors act on them behind the connector
    /// and behind every block.
    /// </summary>
    private static ControlSet Control(IReadOnlyList<ZooColumn> columns, DataSet seen, ZooSettings settings)
    {
        const string wanted = "no";
        const int longest = 4;
        var editors = new Mrt(VisionRank: 4, TextRank: 4, Editors: MrtEditors.Connector | MrtEditors.Prefix);
        var row = new MethodRow("Token control", editors, TuneRecipe(5e-3) with { Epochs = 2, ConnectorRate = null }, IsControl: false, "Editors of the tokens of one thing in a picture, on FT's model of seed 1.");
        return new ControlSet(
            settings.Change(row), seen, columns.First(column => column.Header == "POPE").Items, PromptForm.Plain,
            new RedirectRules(wanted, Items: 1000, longest), new ControlRules(wanted, Items: 200, longest, Batch: 128, Draws: 3, Seed: 1));
    }

    private static IReadOnlyList<ZooColumn> Columns(IconWorldDataSets sets, string stream, SceneSet tuning)
    {
        var (vqa, gqa, text, sqa, pope) = (new VqaV2 { Request = "" }, new Gqa { Request = "" }, new TextVqa { Request = "" }, new ScienceQaImg { Request = "" }, new Pope { Request = "" });
        var vqaItems = sets.Of($"vqav2-{stream}", SetKind.VqaV2, Sets.Test($"vqav2 {stream}", 504));
        var sqaItems = sets.Of($"scienceqa-{stream}", SetKind.ScienceQa, Sets.Test($"scienceqa {stream}", 504));
        var popeItems = sets.Of($"pope-{stream}", SetKind.Pope, Sets.Test($"pope {stream}", 504), tuning);
        return
        [
            new ZooColumn("VQAv2", vqa, vqaItems, [], IsPrinted: true),
            new ZooColumn("GQA", gqa, sets.Of($"gqa-{stream}", SetKind.Gqa, Sets.Test($"gqa {stream}", 504) with { Triples = TripleSet.Training }), [], IsPrinted: true),
            new ZooColumn("TextVQA", text, sets.Of($"textvqa-{stream}", SetKind.TextVqa, Sets.Test($"textvqa {stream}", 504)), [], IsPrinted: true),
            new ZooColumn("SciQA-IMG", sqa, sqaItems, [], IsPrinted: true),
            new ZooColumn("POPE", pope, popeItems, [], IsPrinted: true),
            new ZooColumn("MM-Vet", new MmVet(), sets.Of($"mm-vet-{stream}", SetKind.MmVet, Sets.Test($"mm-vet {stream}", 200)), [], IsPrinted: true),
            new ZooColumn("MMMU", new Mmmu(), sets.Of($"mmmu-{stream}", SetKind.Mmmu, Sets.Test($"mmmu {stream}", 300)), [], IsPrinted: true),
            new ZooColumn("VQAv2 held-out style", vqa, sets.Of($"vqav2-style-{stream}", SetKind.VqaV2, Sets.Test($"vqav2 style {stream}", 504) with { HeldOutStyle = true }), [], IsPrinted: false),
            new ZooColumn("POPE held-out style", pope, sets.Of($"pope-style-{stream}", SetKind.Pope, Sets.Test($"pope style {stream}", 504) with { HeldOutStyle = true }, tuning), [], IsPrinted: false),
            new ZooColumn("TextVQA held-out hand", text, sets.Of($"textvqa-style-{stream}", SetKind.TextVqa, Sets.Test($"textvqa style {stream}", 504) with { HeldOutStyle = true }), [], IsPrinted: false),
            new ZooColumn("GQA held-out statements", gqa, sets.Of($"gqa-statements-{stream}", SetKind.Gqa, Sets.Test($"gqa statements {stream}", 300) with { Kinds = [QuestionKind.RelationWhat, QuestionKind.RelationYesNo], Triples = TripleSet.HeldOut }), [], IsPrinted: false),
            new ZooColumn("VQAv2 new forms (language side)", vqa, vqaItems, Names(QuestionKinds.Open), IsPrinted: false),
            new ZooColumn("SciQA-IMG new forms (language side)", sqa, sqaItems, Names(QuestionKinds.Choice), IsPrinted: false),
            new ZooColumn("SciQA-IMG new concepts (vision side)", sqa, sets.Of($"scienceqa-new-{stream}", SetKind.ScienceQa, Sets.NewConcepts($"scienceqa new {stream}", 300) with { Kinds = [QuestionKind.ChoiceName] }), [], IsPrinted: false),
            new ZooColumn("TextVQA new words (vision side)", text, sets.Of($"textvqa-new-{stream}", SetKind.TextVqa, Sets.NewConcepts($"textvqa new {stream}", 300)), [], IsPrinted: false),
            new ZooColumn("POPE new concepts (vision side)", pope, sets.Of($"pope-new-{stream}", SetKind.Pope, Sets.NewConcepts($"pope new {stream}", 300), tuning), [], IsPrinted: false),
        ];
    }

    /// <summary>
    /// Pictures of one thing each, to be named in a wording that no training shows, made of words that all do. The choices are not listed: no training
    /// text lists names without letters. Four splits by what training showed of the classes: asked about, in another hand, new in tuning, in no image stage.
    /// </summary>
    private static IEnumerable<ZooColumn> Classification(IconWorldDataSets sets, string stream)
    {
        const int pictures = 252;   // 14 of each of 18 classes, 28 of the 9 unseen ones
        var benchmark = new ImageClassification { Question = "what is in the image?", Lead = null, Request = "" };
        ZooColumn Column(string header, string name, Func<string, SceneSet> set) =>
            new(header, benchmark, sets.Of($"{name}-{stream}", SetKind.Classes, set($"{name.Replace('-', ' ')} {stream}")), [], IsPrinted: false);
        return
        [
            Column("Classification", "classes", name => Sets.Test(name, pictures)),
            Column("Classification held-out style", "classes-style", name => Sets.Test(name, pictures) with { HeldOutStyle = true }),
            Column("Classification new concepts (vision side)", "classes-new", name => Sets.NewConcepts(name, pictures)),
            Column("Classification unseen concepts", "classes-unseen", name => Sets.Test(name, pictures) with { Scenes = ConceptPool.Unseen, Ask = ConceptPool.Unseen }),
        ];
    }

    /// <summary>Table 5's columns.</summary>
    private static IReadOnlyList<ZooColumn> Hallucination(IconWorldDataSets sets, IReadOnlyList<ZooColumn> columns, string stream)
    {
        var bench = new ZooColumn("HallusionBench Hard Acc", new HallusionBench(), sets.Of($"hallusion-{stream}", SetKind.HallusionBench, Sets.Test($"hallusion {stream}", 500)), [], IsPrinted: true);
        return
        [
            columns.First(column => column.Header == "POPE") with { Header = "POPE Acc", Number = "accuracy" },
            bench, bench with { Header = "HallusionBench Figure Acc", Number = "fAcc" }, bench with { Header = "HallusionBench Question Acc", Number = "aAcc" },
        ];
    }

    /// <summary>Table 4's columns. Text is continued by likelihood and lettered questions are asked in the zoo's own form: the other way stands beside each.</summary>
    private static IReadOnlyList<ZooColumn> Text(IconWorldDataSets sets, string stream)
    {
        var endings = sets.Of($"hellaswag-{stream}", SetKind.HellaSwag, Sets.Test($"hellaswag {stream}", 300));
        var subjects = sets.Of($"mmlu-{stream}", SetKind.Mmlu, Sets.Test($"mmlu {stream}", 300));
        var (ending, subject) = (new HellaSwag { Header = "", Lead = "", Request = "" }, new Mmlu { Header = "", Lead = "", Request = "" });
        return
        [
            new ZooColumn("HellaSwag", ending with { ByLikelihood = true }, endings, [], IsPrinted: true),
            new ZooColumn("MMLU", subject, subjects, [], IsPrinted: true),
            new ZooColumn("HellaSwag by letter", ending, endings, [], IsPrinted: false),
            new ZooColumn("MMLU by likelihood", subject with { ByLikelihood = true, Header = "USER: ", Lead = " ASSISTANT:" }, subjects, [], IsPrinted: false),
        ];
    }

    /// <summary>Tasks that are tuned for alone, each in three sizes that nest.</summary>
    private static IReadOnlyList<ZooTask> Tasks(IconWorldDataSets sets, IReadOnlyList<ZooColumn> columns, string stream)
    {
        ZooTask Own(string header, string name, SetKind kind, TaskKind task, IBenchmark benchmark)
        {
            var items = sets.Of($"{name}-{stream}", kind, Sets.Test($"{name} {stream}", 504), Sets.Task($"{name} tuning", TaskSizes[^1]));
            return new ZooTask(
                new ZooColumn(header, benchmark, items, [], IsPrinted: true),
                [.. TaskSizes.Select(count => sets.Prepared($"{name}-tuning-{count}", new TaskSet(new TaskSetParams(new TaskChoice(task, TaskSplit.Train, count, Seed: 1, Requests: false)), items.Raw, items.Raw).Set))]);
        }
        var science = new ZooTask(
            columns.First(column => column.Header == "SciQA-IMG"),
            [.. TaskSizes.Select(count => sets.Of($"scienceqa-tuning-{count}", SetKind.Tuning, Sets.Task("scienceqa tuning", count / QuestionsOfTask) with { Kinds = QuestionKinds.Choice, QuestionsPerImage = QuestionsOfTask }))]);
        return
        [
            science, Own("VizWiz", "vizwiz", SetKind.VizWiz, TaskKind.VizWiz, new VizWiz { Request = "" }),
            Own("IconQA-txt", "iconqa-txt", SetKind.IconQaText, TaskKind.IconQaText, new IconQaText { Request = "" }),
            Own("IconQA-blank", "iconqa-blank", SetKind.IconQaBlank, TaskKind.IconQaBlank, new IconQaBlank { Request = "" }),
        ];
    }

    private static IReadOnlyList<string> Names(IReadOnlyList<QuestionKind> kinds) => [.. kinds.Except(KnownForms).Select(kind => kind.Name())];

    /// <summary>What the sets show and ask. Alignment sees the first half of the asked concepts; tuning asks about both halves.</summary>
    private static class Sets
    {
        private const double Hung = 0.3;   // of training's scenes; TextVQA's have signs all

        public static SceneSet Captions { get; } = new() { Stream = "captions", Seed = 1, Count = 2000, Scenes = ConceptPool.AskedFirstAndCaptioned, SignShare = Hung, Triples = TripleSet.Training };

        public static SceneSet Tuning { get; } = new() { Stream = "tuning", Seed = 1, Count = 1800, QuestionsPerImage = 6, SignShare = Hung, Triples = TripleSet.Training, Kinds = [.. QuestionKinds.OfThings, .. QuestionKinds.Reading] };

        /// <summary>A training split of one task.</summary>
        public static SceneSet Task(string stream, int count) => Tuning with { Stream = stream, Count = count, SignShare = 0, Kinds = QuestionKinds.OfThings };

        public static SceneSet Test(string stream, int count) =>
            new() { Stream = stream, Seed = 1, Count = count, Scenes = ConceptPool.AskedFirst, Ask = ConceptPool.AskedFirst };

        public static SceneSet NewConcepts(string stream, int count) =>
            new() { Stream = stream, Seed = 1, Count = count, Scenes = ConceptPool.Asked, Ask = ConceptPool.AskedSecond };
    }
}
