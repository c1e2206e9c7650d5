using Steering.Data;
using Steering.Data.Shards;
using Steering.Data.Sources;
using Steering.Data.Text;
using Steering.Models;
using Steering.Peft;
using static TorchSharp.torch;

namespace Steering.Analysis;

/// <summary>What the second pass reads.</summary>
/// <param name="Adapter">Adapter file of the model that answered.</param>
/// <param name="Method">What it was trained by.</param>
/// <param name="Vision">Folder of the vision tower: pixels pass it, features have its shape.</param>
/// <param name="Vocabulary">tokenizer.json.</param>
/// <param name="Samples">Benchmark shards.</param>
/// <param name="Pictures">Their pictures: features, or pixels where the method does something in the vision tower.</param>
/// <param name="Answers">What the model answered, with what it was asked.</param>
public sealed record AttentionInputs(
    LlavaFiles Model, string Adapter, IPeftMethod Method, string Vision, string Vocabulary, ChatTemplate Template, string Samples, PictureSource Pictures, string Answers);

/// <summary>Whose attention is looked at.</summary>
/// <param name="Samples">Questions about pictures, spread evenly over the set: the same for every model that answered it.</param>
/// <param name="Pictures">How many of them, spread likewise, are kept token by token.</param>
public sealed record AttentionRules(int Samples, int Pictures);

/// <summary>
/// Attention of finished answers: a second pass over prompt and greedy answer as one sequence, in which the answer's positions are looked at
/// (methods.md §0.6). Steering acts as it did when the prompt was read. An empty answer has no position; its sample is left out.
/// </summary>
public static class AttentionRun
{
    /// <summary>Writes <see cref="SampleAttention"/> lines and <see cref="PictureAttention"/> lines.</summary>
    public static async Task RunAsync(AttentionInputs inputs, AttentionRules rules, string output, string pictures, Action<double, string> progress, CancellationToken cancel)
    {
        var samples = await SampleShards.ReadAsync(inputs.Samples, cancel);
        Run(inputs, rules, samples, output, pictures, progress, cancel);
    }

    private static void Run(
        AttentionInputs inputs, AttentionRules rules, IReadOnlyList<Sample> samples, string output, string pictures, Action<double, string> progress, CancellationToken cancel)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var tower = VisionTowers.ReadConfig(inputs.Vision);
        using var table = inputs.Pictures.Open(samples, tower.ImageSize, tower.Tokens);
        var files = inputs.Pictures.Pixels is null ? inputs.Model : inputs.Model with { Vision = inputs.Vision };
        using var model = files.Load(inputs.Adapter, inputs.Method, tower.Width);
        model.eval();
        var tokenizer = TokenizerFiles.ReadAny(inputs.Vocabulary);
        var end = tokenizer.IdOf(inputs.Template.End);
        var reader = new AnswerReader(model, new Collator(end, model.Language.Device, model.Language.Config.Positions, model.Connector.Tokens), table);
        var encoder = new ConversationEncoder(tokenizer, inputs.Template);
        var (numbers, maps) = (new List<SampleAttention>(), new List<PictureAttention>());
        var chosen = Evenly.Spread(Answered(samples, inputs.Answers), rules.Samples);
        var shown = Evenly.Spread(chosen, rules.Pictures);
        for (var i = 0; i < chosen.Count; i++)
        {
            cancel.ThrowIfCancellationRequested();
            var (sample, answer) = chosen[i];
            if (WithoutEnd(encoder.Encode([new Turn(answer.Prompt, answer.Text)]), end) is { } conversation)
            {
                var seen = reader.Read(new TrainingRow(conversation, table.Row(sample.Image!)));   // Answered takes only samples with a picture
                numbers.Add(new SampleAttention(sample.Id, sample.Image!, seen.Attention[0].Queries, seen.Numbers));
                if (shown.Contains(chosen[i])) maps.Add(new PictureAttention(sample.Id, sample.Image!, answer.Prompt, answer.Text, [.. seen.Attention.Select(layer => layer.Picture())]));
            }
            progress((i + 1.0) / chosen.Count, $"{i + 1}/{chosen.Count} answers looked at");
        }
        AttentionFile.Write(output, numbers);
        AttentionFile.Write(pictures, maps);
    }

    private static List<(Sample Sample, LlavaAnswer Answer)> Answered(IReadOnlyList<Sample> samples, string path)
    {
        var byId = samples.ToDictionary(sample => sample.Id, StringComparer.Ordinal);
        return
        [
            .. LlavaQuestions.ReadAnswers(path)
                .Select(answer => (Sample: byId.TryGetValue(answer.Id, out var sample) ? sample : throw new InvalidDataException($"{path} answers question '{answer.Id}', which the samples do not hold. Are they of the same set?"), Answer: answer))
                .Where(pair => pair.Sample.Image is not null && pair.Answer.Prompt.Contains(ChatTemplate.ImageMarker, StringComparison.Ordinal)),
        ];
    }

    /// <summary>The conversation up to the answer's last token: the end of text is never read while answering. Null if nothing else was said.</summary>
    private static EncodedConversation? WithoutEnd(EncodedConversation whole, int end)
    {
        var last = whole.IsLabel.Count - 1;
        while (last >= 0 && (!whole.IsLabel[last] || whole.Ids[last] == end)) last--;
        return last < 0 ? null : whole with { Ids = [.. whole.Ids.Take(last + 1)], IsLabel = [.. whole.IsLabel.Take(last + 1)] };
    }
}
