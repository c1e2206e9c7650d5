using Steering.Data;
using Steering.Data.Text;
using Steering.Models;
using Steering.Peft;
using static TorchSharp.torch;

namespace Steering.Training;

/// <summary>What redirecting reads.</summary>
/// <param name="Connector">Adapter file of the model's connector.</param>
/// <param name="Vision">Folder of the vision tower, for the shape of its features.</param>
/// <param name="Spots">Things in pictures (<see cref="SpotFile"/>).</param>
/// <param name="Features">Visual features of those pictures.</param>
public sealed record RedirectInputs(LlavaFiles Model, TrainingText Text, string Connector, string Vision, string Spots, string Features);

/// <summary>What editors of chosen tokens are to learn.</summary>
/// <param name="Wanted">What every question about a thing is to be answered.</param>
/// <param name="Items">At most so many things.</param>
/// <param name="MaxNewTokens">Longest answer of the model.</param>
public sealed record RedirectRules(string Wanted, int Items, int MaxNewTokens);

/// <summary>
/// Trains editors that act on the tokens of one thing alone (MRT, arXiv 2503.00723, its controllability): where they act, a question about the
/// thing is to get the wanted answer, a question about another thing the model's own one. The model stays as it is.
/// </summary>
public static class Redirection
{
    private const int AnswerBatch = 64;

    /// <summary>Writes the editors' adapter file and the log.</summary>
    public static void Run(RedirectInputs inputs, IPeftMethod method, RedirectRules rules, Recipe recipe, string output, string log, Watch watch)
    {
        using var scope = NewDisposeScope();
        using var features = FeatureTable.Load(inputs.Features);
        using var model = inputs.Model.Load(inputs.Connector, ConnectorTraining.Method, VisionTowers.ReadConfig(inputs.Vision).Width);
        if (model.Connector.Tokens(features.VisualTokens) != features.VisualTokens)
            throw new NotSupportedException($"{model.Connector.Kind} makes {model.Connector.Tokens(features.VisualTokens)} tokens of {features.VisualTokens} patches: none of them shows one place. Take a connector that keeps them apart.");
        var rows = Rows(model, inputs.Text, SpotFile.ReadOthers(inputs.Spots, rules.Wanted, rules.Items), features, rules, watch.Cancel);
        var grafted = Grafting.Apply(model, method, recipe.Seed);
        new Trainer(recipe, inputs.Text.Collator(model), features).Train(model, grafted, rows, watch).Save(log);
        AdapterFile.Save(output, grafted, inputs.Text.Template.ToJson());
    }

    /// <summary>Two rows for each thing, with the same tokens chosen: the wanted answer about it, and what the model says by itself about the other.</summary>
    internal static IReadOnlyList<TrainingRow> Rows(Llava model, TrainingText text, IReadOnlyList<Spot> spots, FeatureTable features, RedirectRules rules, CancellationToken cancel)
    {
        var encoder = text.Encoder();
        var end = TokenizerFiles.ReadAny(text.Vocabulary).IdOf(text.Template.End);
        var others = spots.Select(spot => encoder.EncodeOpen([new Turn(spot.Other, "")])).ToList();
        var own = OwnAnswers(model, others, [.. spots.Select(spot => features.Row(spot.Image))], features, new GreedyOptions(rules.MaxNewTokens, end), cancel);
        return
        [
            .. spots.Zip(others, own).SelectMany(item => (TrainingRow[])
            [
                Row(encoder.Encode([new Turn(item.First.Question, rules.Wanted)]), item.First),
                Row(Answered(item.Second, [.. item.Third, end]), item.First),
            ]),
        ];

        TrainingRow Row(EncodedConversation conversation, Spot spot)
        {
            var slot = conversation.PicturePlace;
            return new TrainingRow(conversation with { Chosen = [[.. spot.Tokens.Select(token => slot + token)]] }, features.Row(spot.Image));
        }
    }

    private static EncodedConversation Answered(EncodedConversation open, IReadOnlyList<int> answer) =>
        open with { Ids = [.. open.Ids, .. answer], IsLabel = [.. open.Ids.Select(_ => false), .. answer.Select(_ => true)] };

    private static List<IReadOnlyList<int>> OwnAnswers(
        Llava model, IReadOnlyList<EncodedConversation> questions, IReadOnlyList<int> images, FeatureTable features, GreedyOptions options, CancellationToken cancel)
    {
        model.eval();
        var decoder = new GreedyDecoder(model, options);
        var answers = new List<IReadOnlyList<int>>();
        foreach (var chunk in questions.Zip(images, Prompt).Chunk(AnswerBatch))
        {
            cancel.ThrowIfCancellationRequested();
            answers.AddRange(decoder.Answer(chunk, features.Take));
        }
        return answers;

        static EncodedPrompt Prompt(EncodedConversation open, int image)
        {
            var slot = open.PicturePlace;
            return new EncodedPrompt([.. open.Ids.Take(slot)], image, [.. open.Ids.Skip(slot + 1)]);
        }
    }
}
