using System.Globalization;
using Steering.Models;
using Steering.Peft;
using Steering.Tensors;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Steering.Benchmarks;

/// <summary>
/// What a method costs beside the frozen model (the paper's appendix A.4): a training step, the memory it adds, the file it leaves, reading one
/// prompt with 576 visual tokens, and answering one question alone, before and after its edits are merged. Every round asks every model in turn,
/// so that whatever else the machine does meets all alike; prompts and answers are counted in processor time of the one thread that computes.
/// </summary>
internal static class MethodCost
{
    private const int Threads = 1;
    private const int VisualTokens = 576;
    private const int TextTokens = 64;
    private const int TrainingRows = 1;
    private const int Rounds = 5;
    private const int PromptRounds = 11;
    private const int Questions = 51;
    private const int NewTokens = 8;
    private const int LowRank = 17;   // order statistics that enclose the median of 51 with 95 %: the 18th and the 34th

    private static readonly PhiConfig Shape = new()
    {
        Width = 256,
        FeedForward = 1024,
        Layers = 4,
        Heads = 8,
        KeyValueHeads = 8,
        Vocabulary = 800,
        Positions = 1024,
        RotaryFraction = 0.5,
        RopeTheta = 1e4,
        NormEpsilon = 1e-5,
    };

    /// <summary>The peer of every other line comes first: only the connector trains, and no edit is in the way of a prompt.</summary>
    private static readonly (string Name, IPeftMethod Method)[] Methods =
    [
        ("frozen (connector only)", new ConnectorOnly()), ("FT", new FullTuning()), ("Adapter, 26", new Adapter(26)), ("LoRA, 8", new Lora(8, 16, 0.05)),
        ("QLoRA NF4, 8", new Quantised(new Lora(8, 16, 0.05), QuantisedForm.Nf4)), ("OFT, 16 blocks", new Oft(16)), ("IA3", new Ia3()),
        ("MoReS-B, f4+l5", new MoReS(1)), ("MoReS-B, 1 %: f3+l3", new MoReS(1, "f3+l3")), ("MoReS-H, f4+l5", new MoReS(4)), ("MoReS-B, all tokens", new MoReS(1, "all")),
    ];

    public static void Run(TextWriter page)
    {
        Tensors.Threads.Use(Threads);
        using var scope = NewDisposeScope();
        var subjects = Methods.Select(method => new Subject(method.Method)).ToArray();
        var (training, prompt) = (Input(TrainingRows), Input(rows: 1));
        var labels = training.Ids_BT.clone();
        labels.narrow(1, 0, VisualTokens + TextTokens - 8).fill_(Llava.Ignore);
        var steps = Medians(subjects, Rounds, subject => subject.Step(training, labels));
        var memory = subjects.Select(subject => subject.StepMemory(training, labels)).ToArray();
        foreach (var subject in subjects) subject.Rest();
        var prompts = Medians(subjects, PromptRounds, subject => subject.Read(prompt));
        var answers = Answers(subjects);
        var merged = subjects.Select(subject => subject.Merge()).ToArray();
        var after = Medians(subjects, PromptRounds, subject => subject.Read(prompt));
        var foldable = Enumerable.Range(0, subjects.Length).Where(i => i == 0 || merged[i] > 0).ToArray();
        var folded = Answers([.. foldable.Select(i => subjects[i])]);

        page.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Phi d={Shape.Width} L={Shape.Layers}, {VisualTokens} visual + {TextTokens} text tokens, {Threads} thread; ratios to the first line, medians of {Rounds} steps and {PromptRounds} prompts"));
        page.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"",-26}{"step ms",9}{"ratio",7}{"memory MiB",12}{"ratio",7}{"file KiB",10}{"prompt ms",11}{"ratio",8}{"merged",8}"));
        for (var i = 0; i < subjects.Length; i++)
        {
            page.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{Methods[i].Name,-26}{steps[i],9:f1}{steps[i] / steps[0],7:f2}{memory[i] / 1048576.0,12:f1}{(double)memory[i] / memory[0],7:f2}{subjects[i].FileBytes / 1024.0,10:f0}{prompts[i],11:f2}{prompts[i] / prompts[0],8:f3}{(merged[i] > 0 ? (after[i] / after[0]).ToString("f3", CultureInfo.InvariantCulture) : "–"),8}"));
        }
        page.WriteLine(string.Create(CultureInfo.InvariantCulture, $"one question alone, {NewTokens} new tokens: processor seconds of a sample, and what it takes beyond the frozen model's (medians of {Questions} paired questions, 95 % intervals)"));
        for (var i = 0; i < subjects.Length; i++)
        {
            var fold = Array.IndexOf(foldable, i);
            page.WriteLine($"{Methods[i].Name,-26}{Sample(answers, i)}{(i == 0 || fold < 0 ? "" : $"   merged {Sample(folded, fold)}")}");
        }
        foreach (var subject in subjects) subject.Dispose();
        PromptCost.Run(page, Shape.Width, Shape.Layers);
    }

    /// <summary>Milliseconds of every subject for every question, each question put to all in turn.</summary>
    private static double[][] Answers(Subject[] subjects)
    {
        using var generator = new Generator(5, CPU);
        var times = subjects.Select(_ => new double[Questions]).ToArray();
        for (var question = -1; question < Questions; question++)   // the first one warms
        {
            using var scope = NewDisposeScope();
            var features = randn([1, VisualTokens, Shape.Width], generator: generator);
            var prompt = new EncodedPrompt([5, 6, 7, 8], 0, [.. Enumerable.Range(0, 24 + ((question + 1) % 32)).Select(t => 10 + (((question + 1) * 31) + (t * 17)) % 700)]);
            for (var i = 0; i < subjects.Length; i++)
            {
                var start = ProcessorTime.Milliseconds();
                subjects[i].Answer(prompt, features);
                if (question >= 0) times[i][question] = ProcessorTime.Milliseconds() - start;
            }
        }
        return times;
    }

    private static string Sample(double[][] times, int subject)
    {
        var own = times[subject].Order().ElementAt(Questions / 2) / 1e3;
        if (subject == 0) return string.Create(CultureInfo.InvariantCulture, $"{own,8:f4} s");
        var over = times[subject].Zip(times[0], (one, frozen) => Math.Round((one - frozen) / 1e3, 4) + 0.0).Order().ToList();
        return string.Create(CultureInfo.InvariantCulture, $"{own,8:f4} s {over[Questions / 2],9:+0.0000;−0.0000;0.0000} s [{over[LowRank]:+0.0000;−0.0000;0.0000}, {over[Questions - 1 - LowRank]:+0.0000;−0.0000;0.0000}]");
    }

    private static LlavaInput Input(int rows)
    {
        using var generator = new Generator(3, CPU);
        var isVisual = zeros(rows, VisualTokens + TextTokens, dtype: ScalarType.Bool);
        isVisual.narrow(1, 4, VisualTokens).fill_(true);
        var layout = new TokenLayout(ones(rows, VisualTokens + TextTokens, dtype: ScalarType.Bool), isVisual, [.. Enumerable.Repeat(4, rows)], [.. Enumerable.Repeat(VisualTokens, rows)]);
        return new LlavaInput(
            randint(0, Shape.Vocabulary, [rows, VisualTokens + TextTokens], dtype: ScalarType.Int64, generator: generator), randn([rows, VisualTokens, Shape.Width], generator: generator), layout);
    }

    private static double[] Medians(Subject[] subjects, int rounds, Action<Subject> act)
    {
        var times = subjects.Select(_ => new double[rounds]).ToArray();
        foreach (var subject in subjects) act(subject);   // warm
        for (var round = 0; round < rounds; round++)
        {
            for (var i = 0; i < subjects.Length; i++)
            {
                var start = ProcessorTime.Milliseconds();
                act(subjects[i]);
                times[i][round] = ProcessorTime.Milliseconds() - start;
            }
        }
        return [.. times.Select(own => own.Order().ElementAt(rounds / 2))];
    }

    /// <summary>One model with one method on it.</summary>
    private sealed class Subject : IDisposable
    {
        private readonly Llava _model = new(CausalLanguageModel.Untrained(Shape, seed: 1), Connector.Untrained("mlp2x_gelu", Shape.Width, Shape.Width, seed: 1));
        private readonly AdamW _optimiser;
        private readonly Grafted _grafted;

        public Subject(IPeftMethod method)
        {
            _grafted = Grafting.Apply(_model, method, seed: 1);
            _optimiser = optim.AdamW([.. _grafted.All.Select(one => one.Parameter)], lr: 1e-4);
            _model.train();
            var file = Path.GetTempFileName();
            AdapterFile.Save(file, _grafted);
            FileBytes = new FileInfo(file).Length;
            File.Delete(file);
        }

        public long FileBytes { get; }

        public void Step(LlavaInput input, Tensor labels)
        {
            using var scope = NewDisposeScope();
            _optimiser.zero_grad();
            var (sum, count) = _model.Loss(input, labels);
            (sum / count).backward();
            _optimiser.step();
        }

        /// <summary>Most bytes resident in a step beyond those before it; 0 where the system does not tell.</summary>
        public long StepMemory(LlavaInput input, Tensor labels)
        {
            ResidentMemory.GiveBack();
            var before = ResidentMemory.Reset();
            Step(input, labels);
            return Math.Max(1, ResidentMemory.Peak() - before);
        }

        public void Rest() => _model.eval();

        public int Merge() => Merging.Merge(_model);

        public void Read(LlavaInput input)
        {
            using var scope = NewDisposeScope();
            using var off = no_grad();
            _ = _model.Language.Logits(_model.call(input).narrow(1, -1, 1));
        }

        public void Answer(EncodedPrompt prompt, Tensor features)
        {
            using var scope = NewDisposeScope();
            using var off = no_grad();
            _ = new GreedyDecoder(_model, new GreedyOptions(NewTokens, EndOfText: null)).Answer([prompt], _ => features.alias());
        }

        public void Dispose()
        {
            _optimiser.Dispose();
            _model.Dispose();
        }
    }
}
