using Steering.Data;
using Steering.Data.Text;
using Steering.Models;
using Steering.Peft;
using static TorchSharp.torch;

namespace Steering.Evaluation;

/// <summary>What a trial of trained editors reads.</summary>
/// <param name="Adapter">Adapter file of the editors, the connector's own weights among them.</param>
/// <param name="Method">What it was trained by.</param>
/// <param name="Vision">Folder of the vision tower, for the shape of its features.</param>
/// <param name="Spots">Things in pictures (<see cref="SpotFile"/>), unseen by the editors.</param>
/// <param name="Features">Visual features of those pictures.</param>
public sealed record ControlInputs(LlavaFiles Model, string Adapter, IPeftMethod Method, string Vision, string Vocabulary, ChatTemplate Template, string Spots, string Features);

/// <summary>How editors are tried.</summary>
/// <param name="Wanted">What every question about a thing is to be answered.</param>
/// <param name="Items">At most so many things.</param>
/// <param name="MaxNewTokens">Longest answer.</param>
/// <param name="Batch">Questions decoded together; changes nothing but the time.</param>
/// <param name="Draws">How often random tokens are drawn for each question.</param>
/// <param name="Seed">Draws them.</param>
public sealed record ControlRules(string Wanted, int Items, int MaxNewTokens, int Batch, int Draws, int Seed);

/// <summary>Tries editors of chosen tokens on things that they have not seen (<see cref="TokenControl"/>).</summary>
public static class ControlRun
{
    /// <summary>Category of a trial's items in the score file.</summary>
    public static string Category(ControlTrial trial) => trial switch
    {
        ControlTrial.Edited => "edited",
        ControlTrial.Unedited => "unedited",
        ControlTrial.RandomTokens => "random tokens",
        ControlTrial.Reworded => "reworded",
        _ => "other question",
    };

    /// <summary>Writes a score file: an item scores 1 where the wanted answer came out, or where another question's answer changed. Its number is the share of wanted answers where the things' tokens are edited.</summary>
    public static void Run(ControlInputs inputs, ControlRules rules, string output, Action<double, string> progress, CancellationToken cancel)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        using var features = FeatureTable.Load(inputs.Features);
        using var model = inputs.Model.Load(inputs.Adapter, inputs.Method, VisionTowers.ReadConfig(inputs.Vision).Width);
        var tokenizer = TokenizerFiles.ReadAny(inputs.Vocabulary);
        var encoder = new ConversationEncoder(tokenizer, inputs.Template);
        var end = tokenizer.IdOf(inputs.Template.End);
        var spots = SpotFile.ReadOthers(inputs.Spots, rules.Wanted, rules.Items);
        var control = new TokenControl(new Answering(model, new GreedyOptions(rules.MaxNewTokens, end), features, rules.Batch), rules.Draws, rules.Seed);
        progress(0, $"{spots.Count} things");
        cancel.ThrowIfCancellationRequested();
        var items = control.Try([.. Ask(spot => spot.Question)], [.. Ask(spot => spot.Reworded)], [.. Ask(spot => spot.Other)], features.VisualTokens)
            .Select(answer => new Graded($"{spots[answer.Question].Id}{(answer.Draw > 0 ? $" draw {answer.Draw + 1}" : "")}", spots[answer.Question].Image, Category(answer.Trial), answer.IsHit ? 1 : 0, tokenizer.PlainText(answer.Ids).Trim()))
            .ToList();
        var shares = items.PercentByCategory().ToDictionary(share => share.Name, share => share.Value, StringComparer.Ordinal);
        new ScoreFile("Token control", shares[Category(ControlTrial.Edited)], new SortedDictionary<string, double>(shares, StringComparer.Ordinal), items).Write(output);

        IEnumerable<ControlQuestion> Ask(Func<Spot, string> question) => spots.Select(spot =>
        {
            var open = encoder.EncodeOpen([new Turn(question(spot), "")]);
            var slot = open.PicturePlace;
            return new ControlQuestion(new EncodedQuestion(open, features.Row(spot.Image)), [.. spot.Tokens.Select(token => slot + token)], Answer(question(spot)));
        });

        // The answer's own ids, as training taught them, without the end.
        IReadOnlyList<int> Answer(string question)
        {
            var told = encoder.Encode([new Turn(question, rules.Wanted)]);
            return [.. told.Ids.Where((id, i) => told.IsLabel[i] && id != end)];
        }
    }
}
