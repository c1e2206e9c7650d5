using Steering.Data;
using Steering.Data.Shards;
using Steering.Data.Text;
using Steering.Models;
using Steering.Peft;
using Steering.Tensors;
using static TorchSharp.torch;

namespace Steering.Evaluation;

/// <summary>A model whose answers are timed.</summary>
/// <param name="Method">What its adapter was trained by.</param>
/// <param name="IsMerged">True folds its edits into the weights before.</param>
public sealed record TimedModel(string Name, IPeftMethod Method, bool IsMerged);

/// <summary>How answers are timed.</summary>
/// <param name="Prompts">Questions about pictures, spread evenly over the set.</param>
/// <param name="Rounds">How often each is asked; even.</param>
/// <param name="NewTokens">Length of every answer, the same for all, so that nobody is slower for saying more.</param>
public sealed record TimingRules(int Prompts, int Rounds, int NewTokens);

/// <summary>What timing reads.</summary>
/// <param name="Adapters">Adapter files, in the order of the models.</param>
/// <param name="Vision">Folder of the vision tower, for the shape of its features.</param>
/// <param name="Vocabulary">tokenizer.json, or the folder of a model that holds its tokenizer.</param>
/// <param name="Samples">Benchmark shards.</param>
public sealed record TimingInputs(LlavaFiles Model, IReadOnlyList<string> Adapters, string Vision, string Vocabulary, ChatTemplate Template, string Samples, PictureSource Pictures);

/// <summary>One prompt in one round.</summary>
/// <param name="Milliseconds">Of each model, in their order.</param>
public sealed record PromptTimes(string Prompt, int Round, IReadOnlyList<double> Milliseconds);

/// <summary>
/// Times answers one prompt at a time (Bi et al. 2024, appendix A.4): connector, prompt and greedy tokens, not the vision tower, which is the same for
/// all. In processor time of the one thread that computes: on one thread that is all an answer costs, and what other processes take of the machine is
/// not in it, as it would be in wall time.
/// </summary>
public static class AnswerTimes
{
    private const int WarmUp = 8;   // prompts that each model answers before, untimed

    public static async Task<IReadOnlyList<PromptTimes>> RunAsync(
        IBenchmark benchmark, TimingInputs inputs, IReadOnlyList<TimedModel> models, TimingRules rules, Action<double, string> progress, CancellationToken cancel)
    {
        var samples = await SampleShards.ReadAsync(inputs.Samples, cancel);
        return Run(benchmark, inputs, models, rules, samples, progress, cancel);
    }

    private static List<PromptTimes> Run(
        IBenchmark benchmark, TimingInputs inputs, IReadOnlyList<TimedModel> models, TimingRules rules, IReadOnlyList<Sample> samples, Action<double, string> progress, CancellationToken cancel)
    {
        Threads.Use(1);   // the clock sees its own thread only
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var tower = VisionTowers.ReadConfig(inputs.Vision);
        var tokenizer = TokenizerFiles.ReadAny(inputs.Vocabulary);
        var encoder = new ConversationEncoder(tokenizer, inputs.Template);
        using var pictures = inputs.Pictures.Open(samples, tower.ImageSize, tower.Tokens);
        List<Sample> takes = [.. samples.Where(sample => sample.Image is not null && benchmark.Takes(sample))];
        if (takes.Count < rules.Prompts) throw new InvalidDataException($"There are {takes.Count} questions about pictures, {rules.Prompts} are to be timed. Choose a larger set or fewer prompts.");
        var asked = Evenly.Spread(takes, rules.Prompts);
        var prompts = asked.Select(sample => (Prompt: Answering.Cut(new EncodedQuestion(encoder.EncodeOpen([new Turn(benchmark.Ask(sample).Question, "")]), image: 0)), Features: pictures.Take([pictures.Row(sample.Image!)]))).ToList();   // filtered above
        var loaded = models.Zip(inputs.Adapters, (model, adapter) => Load(inputs, model, adapter, tower.Width)).ToList();
        var decoders = loaded.Select(model => new GreedyDecoder(model, new GreedyOptions(rules.NewTokens, EndOfText: null))).ToList();
        void Answer(int who, int prompt) => decoders[who].Answer([prompts[prompt].Prompt], _ => prompts[prompt].Features.alias());

        for (var prompt = 0; prompt < Math.Min(WarmUp, prompts.Count); prompt++)
            for (var who = 0; who < decoders.Count; who++) Answer(who, prompt);
        var times = new List<PromptTimes>();
        foreach (var (round, prompt, took) in InTurn.Measure(decoders.Count, prompts.Count, rules.Rounds, Answer, ProcessorTime.Milliseconds))
        {
            cancel.ThrowIfCancellationRequested();
            times.Add(new PromptTimes(asked[prompt].Id, round, took));
            if (prompt == prompts.Count - 1) progress((round + 1.0) / rules.Rounds, $"round {round + 1} of {rules.Rounds}, {prompts.Count} prompts by {decoders.Count} models");
        }
        foreach (var model in loaded) model.Dispose();
        return times;
    }

    private static Llava Load(TimingInputs inputs, TimedModel timed, string adapter, int visionWidth)
    {
        BenchmarkAnswers.RequireTemplate(adapter, inputs.Template);
        var model = inputs.Model.Load(adapter, timed.Method, visionWidth);
        if (timed.IsMerged && Merging.Merge(model) == 0) throw new NotSupportedException($"{timed.Name}: {timed.Method.Name} leaves nothing that could be merged. Time it as it is.");
        model.eval();
        return model;
    }
}
