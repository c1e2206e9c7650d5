using System.Globalization;
using Steering.Data.Sources;

namespace Steering.Data.IconWorld.Sets;

/// <summary>
/// Proxy of MM-Vet in its own file: by turns one question and two in one breath, whose reference joins both answers by &lt;AND&gt;. Capabilities as
/// far as scenes have them: recognition, space, mathematics (counting), knowledge (of a thing's kind).
/// </summary>
public static class MmVetSet
{
    public const string File = "mm-vet.json";
    public const string ImageFolder = "images";

    private static readonly IReadOnlyList<(QuestionKind Kind, string[] Capabilities)> s_forms =
    [
        (QuestionKind.Color, ["rec"]), (QuestionKind.Count, ["math", "rec"]), (QuestionKind.WhereWhat, ["rec", "spat"]),
        (QuestionKind.RelationWhat, ["rec", "spat"]), (QuestionKind.ChoiceKind, ["know", "rec", "spat"]),
    ];

    public static void Write(World world, SceneSet set, string folder, Action<double>? progress = null)
    {
        var records = Records(world, set);
        var target = new SetFolder(world, folder, ImageFolder);
        MmVetFiles.Write(target[File], records.Select((record, i) => ToSample(record, set, i)));
        target.Write(records, progress);
    }

    /// <summary>Records of one and two questions by turns, without options.</summary>
    public static IReadOnlyList<SceneRecord> Records(World world, SceneSet set)
    {
        ArgumentNullException.ThrowIfNull(world);
        ArgumentNullException.ThrowIfNull(set);
        var chance = set.Chance;
        var (composer, asker) = (new SceneComposer(world), new QuestionAsker(world));
        var pool = world.Pool(set.Scenes);
        var manner = set.Asking(world);
        var trials = new Trials(set);
        var records = new List<SceneRecord>();
        while (records.Count < set.Count)
        {
            trials.Next();
            var scene = composer.Compose(chance, chance.Between(4, 6), pool, set.Manner);
            var first = records.Count / 2 % s_forms.Count;
            // Every form meets every other in the long run.
            var second = (first + 1 + (records.Count / 2 / s_forms.Count % (s_forms.Count - 1))) % s_forms.Count;
            QuestionKind[] kinds = records.Count % 2 == 0 ? [s_forms[first].Kind] : [s_forms[first].Kind, s_forms[second].Kind];
            var questions = kinds.Select(kind => asker.Ask(chance, scene, kind, manner)).OfType<Question>().Select(Open).ToList();
            if (questions.Count < kinds.Length) continue;
            records.Add(new SceneRecord($"v1_{records.Count.ToString(CultureInfo.InvariantCulture)}.png", scene, questions));
        }
        return records;
    }

    /// <summary>A lettered question without its options: the answer is the option's word.</summary>
    private static Question Open(Question question) => question.Choices.Count == 0
        ? question
        : question with { Answer = question.Choices[Question.Letters.IndexOf(question.Answer, StringComparison.Ordinal)], Choices = [] };

    private static Sample ToSample(SceneRecord record, SceneSet set, int index)
    {
        var answer = string.Join("<AND>", record.Questions.Select(question => question.Answer));
        return new Sample
        {
            Id = $"v1_{index.ToString(CultureInfo.InvariantCulture)}",
            Image = record.Image,
            Turns = [new Turn(string.Join(' ', record.Questions.Select(question => question.Text)) + set.Prompts.ShortAnswerRequest, answer)],
            Answers = [answer],
            Category = MmVetFiles.CapabilitySet(record.Questions.SelectMany(question => s_forms.First(form => form.Kind == question.Kind).Capabilities)),
        };
    }
}
