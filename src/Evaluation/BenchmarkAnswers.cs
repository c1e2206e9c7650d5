using Steering.Data;
using Steering.Data.IconWorld;
using Steering.Data.Shards;
using Steering.Data.Sources;
using Steering.Data.Text;
using Steering.Models;
using Steering.Peft;
using static TorchSharp.torch;

namespace Steering.Evaluation;

/// <summary>What answering reads.</summary>
/// <param name="Adapter">Adapter file of the model: an aligned connector, or a tuned model.</param>
/// <param name="Method">What the adapter file was trained by.</param>
/// <param name="Vocabulary">tokenizer.json, or the folder of a model that holds its tokenizer.</param>
/// <param name="Vision">Folder of the vision tower: pixels pass it, features have its shape.</param>
/// <param name="Samples">Benchmark shards.</param>
/// <param name="Pictures">The benchmark's pictures: features, or pixels where the method does something in the vision tower.</param>
public sealed record AnswerInputs(LlavaFiles Model, string Adapter, IPeftMethod Method, string Vision, string Vocabulary, ChatTemplate Template, string Samples, PictureSource Pictures);

/// <summary>How a benchmark is put to a model.</summary>
/// <param name="View">What the model sees.</param>
/// <param name="MaxNewTokens">Longest answer.</param>
/// <param name="Batch">Questions decoded together; changes nothing but the time.</param>
/// <param name="Seed">Deals the pictures out where they are shuffled.</param>
public sealed record AnswerRules(View View, int MaxNewTokens, int Batch, int Seed);

/// <summary>One model answers one benchmark, greedily, in batches.</summary>
public static class BenchmarkAnswers
{
    /// <summary>Writes one answer a line in LLaVA's form.</summary>
    public static async Task RunAsync(
        IBenchmark benchmark, AnswerInputs inputs, AnswerRules rules, string output, Action<double, string> progress, CancellationToken cancel)
    {
        var all = await SampleShards.ReadAsync(inputs.Samples, cancel);
        Run(benchmark, inputs, rules, all, output, progress, cancel);
    }

    private static void Run(
        IBenchmark benchmark, AnswerInputs inputs, AnswerRules rules, IReadOnlyList<Sample> all, string output, Action<double, string> progress, CancellationToken cancel)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        RequireTemplate(inputs.Adapter, inputs.Template);
        var samples = all.Where(benchmark.Takes).ToList();
        var tower = VisionTowers.ReadConfig(inputs.Vision);
        using var pictures = rules.View == View.None ? null : inputs.Pictures.Open(all, tower.ImageSize, tower.Tokens);
        var files = inputs.Pictures.Pixels is null ? inputs.Model : inputs.Model with { Vision = inputs.Vision };
        using var model = files.Load(inputs.Adapter, inputs.Method, tower.Width);
        var tokenizer = TokenizerFiles.ReadAny(inputs.Vocabulary);
        var encoder = new ConversationEncoder(tokenizer, inputs.Template);
        var shown = pictures is null ? null : Deal(pictures, rules);
        var prompts = samples.Select(sample => Asked(benchmark, sample, rules.View)).ToList();
        var questions = samples.Zip(prompts, (sample, prompt) => new EncodedQuestion(
            encoder.EncodeOpen([new Turn(prompt, "")]), sample.Image is null || shown is null ? null : shown[pictures!.Row(sample.Image)])).ToList();
        var answering = new Answering(model, new GreedyOptions(rules.MaxNewTokens, tokenizer.IdOf(inputs.Template.End)), pictures, rules.Batch);
        var answers = answering.Answer(questions, progress, cancel)
            .Select((ids, i) => new LlavaAnswer(samples[i].Id, prompts[i], tokenizer.PlainText(ids).Trim()));
        LlavaQuestions.WriteAnswers(output, answers.ToList(), benchmark.Name, idsAreText: true);
    }

    /// <summary>Refuses to ask a tuned model in another template than it was tuned in; an aligned connector saw captions only and may be asked in any.</summary>
    public static void RequireTemplate(string adapter, ChatTemplate template)
    {
        var text = AdapterFile.ReadTemplate(adapter);
        if (text.Length == 0 || ChatTemplate.FromJson(text) is not { CaptionOnly: false } tuned || tuned == template) return;
        throw new InvalidDataException($"{adapter}: it was tuned in the chat template {text}, and is to be asked in {template.ToJson()}. Ask it in its own.");
    }

    private static string Asked(IBenchmark benchmark, Sample sample, View view)
    {
        var question = benchmark.Ask(sample).Question;
        return view == View.None ? ChatTemplate.WithoutImage(question) : question;
    }

    /// <summary>For each row of the table of pictures, which picture it is shown with: its own, or the next one's in a shuffled round.</summary>
    private static int[] Deal(IPictureTable pictures, AnswerRules rules)
    {
        var rows = Enumerable.Range(0, pictures.Names.Count).ToArray();
        if (rules.View != View.Shuffled) return rows;
        var round = rows.ToArray();
        Chance.Of((ulong)rules.Seed, "shuffled pictures").Shuffle(round);
        var shown = new int[rows.Length];
        for (var i = 0; i < round.Length; i++) shown[round[i]] = round[(i + 1) % round.Length];
        return shown;
    }
}
