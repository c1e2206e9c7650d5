using Steering.Data;
using Steering.Data.Shards;
using Steering.Data.Text;
using Steering.Models;
using Steering.Peft;
using static TorchSharp.torch;

namespace Steering.Analysis;

/// <summary>What a survey of the loss reads.</summary>
/// <param name="Adapter">Adapter file of the tuned model.</param>
/// <param name="Method">What it was trained by.</param>
/// <param name="Vision">Folder of the vision tower: pixels pass it, features have its shape.</param>
/// <param name="Vocabulary">tokenizer.json, or the folder of a model that holds its tokenizer.</param>
/// <param name="Samples">Conversations with their answers.</param>
/// <param name="Pictures">Their pictures: features, or pixels where the method does something in the vision tower.</param>
public sealed record LandscapeInputs(LlavaFiles Model, string Adapter, IPeftMethod Method, string Vision, string Vocabulary, ChatTemplate Template, string Samples, PictureSource Pictures);

/// <summary>Where the loss around a tuned model is taken.</summary>
/// <param name="Samples">Conversations, spread evenly over the set: the same for every model.</param>
/// <param name="Batch">Of them read together.</param>
/// <param name="Steps">Steps from the tuned model along a direction, to either side.</param>
/// <param name="Reach">The last step; 1 moves every filter by its own length. The steps widen with their number's square: wide maps are steep in the middle.</param>
/// <param name="Pairs">Pairs of directions, each with a map of its own.</param>
/// <param name="Seed">Draws the directions.</param>
public sealed record LandscapeRules(int Samples, int Batch, int Steps, double Reach, int Pairs, int Seed)
{
    /// <summary>The places along either direction, ascending.</summary>
    public IReadOnlyList<double> Places() => [.. Enumerable.Range(-Steps, (2 * Steps) + 1).Select(step => Math.Sign(step) * Reach * step * step / ((double)Steps * Steps))];
}

/// <summary>The loss of a tuned model and of its neighbours on a fixed part of the set it was tuned on.</summary>
public static class LandscapeRun
{
    /// <summary>Writes a map for each pair of directions (<see cref="LossFile"/>).</summary>
    public static async Task RunAsync(LandscapeInputs inputs, LandscapeRules rules, string output, Action<double, string> progress, CancellationToken cancel)
    {
        var samples = await SampleShards.ReadAsync(inputs.Samples, cancel);
        Run(inputs, rules, samples, output, progress, cancel);
    }

    private static void Run(LandscapeInputs inputs, LandscapeRules rules, IReadOnlyList<Sample> samples, string output, Action<double, string> progress, CancellationToken cancel)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var tower = VisionTowers.ReadConfig(inputs.Vision);
        using var table = inputs.Pictures.Open(samples, tower.ImageSize, tower.Tokens);
        using var model = (inputs.Pictures.Pixels is null ? inputs.Model : inputs.Model with { Vision = inputs.Vision }).Build(tower.Width, seed: 0);
        var grafted = AdapterFile.Load(inputs.Adapter, model, inputs.Method);
        model.eval();
        var tokenizer = TokenizerFiles.ReadAny(inputs.Vocabulary);
        var encoder = new ConversationEncoder(tokenizer, inputs.Template);
        var collator = new Collator(tokenizer.IdOf(inputs.Template.End), model.Language.Device, model.Language.Config.Positions, model.Connector.Tokens);
        var batches = Evenly.Spread(samples, rules.Samples).Select(sample => new TrainingRow(encoder.Encode(sample), sample.Image is null ? null : table.Row(sample.Image)))
            .Chunk(rules.Batch).Select(rows => collator.Collate(rows, table)).ToList();
        var places = rules.Places();
        var (done, all) = (0, rules.Pairs * places.Count * places.Count);
        var landscape = new LossLandscape([.. grafted.All], () => Loss(model, batches));
        LossFile.Write(output, Enumerable.Range(1, rules.Pairs).Select(pair => landscape.Map(pair, places, rules.Seed, Looked)));

        void Looked()
        {
            cancel.ThrowIfCancellationRequested();
            progress((double)++done / all, $"{done}/{all} losses");
        }
    }

    /// <summary>Mean cross-entropy of the answers' tokens.</summary>
    private static double Loss(Llava model, IReadOnlyList<Batch> batches)
    {
        var (sum, labels) = (0.0, 0L);
        foreach (var batch in batches)
        {
            using var scope = NewDisposeScope();
            var (loss, count) = model.Loss(new LlavaInput(batch.Ids_BT, batch.Features_NVC, batch.Layout) { Pixels_NCHW = batch.Pixels_NCHW }, batch.Labels_BT);
            (sum, labels) = (sum + loss.item<float>(), labels + count);
        }
        return sum / labels;
    }
}
