using System.Globalization;
using Steering.Data.Sources;

namespace Steering.Data.IconWorld.Sets;

/// <summary>
/// Proxy of MME in its own folders: a picture with two questions, one to be answered yes and one no, in the four subtasks that scenes can be asked
/// about: existence and position in wordings that tuning shows, count ("are there two X in the image?") and color ("is the X red?") in wordings
/// that no training stage shows, made of words that all do. Counts are one, two and three in equal number, so a number alone tells nothing.
/// </summary>
public static class MmeSet
{
    /// <summary>The subtasks, by turns.</summary>
    public static IReadOnlyList<string> Subtasks { get; } = ["existence", "count", "position", "color"];

    /// <summary>Questions of one image.</summary>
    public const int PerImage = 2;

    private const int HighestCount = 3;

    public static void Write(World world, SceneSet set, string folder, Action<double>? progress = null)
    {
        var records = Records(world, set);
        var target = new SetFolder(world, folder, "");
        MmeFiles.Write(folder, [.. records.SelectMany(ToSamples)]);
        target.Write(records, progress);
    }

    /// <summary>Records of two questions, yes and no in random order.</summary>
    public static IReadOnlyList<SceneRecord> Records(World world, SceneSet set)
    {
        ArgumentNullException.ThrowIfNull(world);
        ArgumentNullException.ThrowIfNull(set);
        var chance = set.Chance;
        var composer = new SceneComposer(world);
        var (pool, ask) = (world.Pool(set.Scenes), world.Pool(set.Ask));
        var trials = new Trials(set);
        var records = new List<SceneRecord>();
        while (records.Count < set.Count / PerImage)
        {
            trials.Next();
            var subtask = Subtasks[records.Count % Subtasks.Count];
            var scene = composer.Compose(chance, chance.Between(3, 6), pool, set.Manner);
            if (Pair(world, chance, scene, ask, subtask, 1 + (records.Count / Subtasks.Count % HighestCount)) is not var (yes, no)) continue;
            var image = string.Create(CultureInfo.InvariantCulture, $"{subtask}/{records.Count + 1:D6}.png");
            records.Add(new SceneRecord(image, scene, chance.Is(0.5) ? [yes, no] : [no, yes]));
        }
        return records;
    }

    private static (Question Yes, Question No)? Pair(World world, Chance chance, Scene scene, IReadOnlyList<int> ask, string subtask, int number)
    {
        var present = scene.Objects.Select(thing => thing.Concept).Distinct().Where(ask.Contains).Order().ToList();
        if (subtask == "count") present = present.FindAll(concept => AnswerKey.CountOf(scene, concept) == number);
        if (present.Count == 0) return null;
        var concept = chance.Pick(present);
        return subtask switch
        {
            "existence" => Existence(world, chance, scene, ask, concept),
            "count" => Count(world, chance, concept, number),
            "position" => Position(world, chance, scene, concept, chance.Pick(present)),
            _ => AnswerKey.Only(scene, concept)?.Paint is { } paint ? Color(world, chance, concept, paint) : null,
        };
    }

    private static (Question, Question)? Existence(World world, Chance chance, Scene scene, IReadOnlyList<int> ask, int concept)
    {
        var absent = ask.Where(other => AnswerKey.CountOf(scene, other) == 0).ToList();
        return absent.Count == 0 ? null : (Ask(concept, "yes"), Ask(chance.Pick(absent), "no"));

        Question Ask(int about, string answer) => Known(world, QuestionKind.Exist, new QuestionTarget(about), 1, answer);
    }

    private static (Question, Question)? Position(World world, Chance chance, Scene scene, int concept, int other)
    {
        if (concept == other || AnswerKey.Only(scene, concept) is not { } first || AnswerKey.Only(scene, other) is not { } second) return null;
        if (Geometry.RelationOf(first, second) is not { } relation) return null;
        var wording = chance.Below(2);
        return (Ask(relation, "yes"), Ask(relation.Opposite(), "no"));

        Question Ask(Relation said, string answer) => Known(world, QuestionKind.RelationYesNo, new QuestionTarget(concept, other, said), wording, answer);
    }

    private static (Question, Question) Count(World world, Chance chance, int concept, int count)
    {
        var wrong = Enumerable.Range(1, HighestCount).Where(number => number != count).ToList();
        return (Ask(count, "yes"), Ask(chance.Pick(wrong), "no"));

        Question Ask(int said, string answer) => new(
            QuestionKind.Count, new QuestionTarget(concept), $"are there {AnswerKey.Number(said)} {world.Name(concept)} in the image?", answer, []);
    }

    private static (Question, Question) Color(World world, Chance chance, int concept, Paint paint)
    {
        var wrong = Paints.All.Where(other => other != paint).ToList();
        return (Ask(paint, "yes"), Ask(chance.Pick(wrong), "no"));

        Question Ask(Paint said, string answer) => new(QuestionKind.Color, new QuestionTarget(concept), $"is the {world.Name(concept)} {said.Word()}?", answer, []);
    }

    private static Question Known(World world, QuestionKind kind, QuestionTarget target, int wording, string answer) =>
        new(kind, target, Templates.Write(world, kind, target, wording), answer, []);

    private static IEnumerable<Sample> ToSamples(SceneRecord record) => record.Questions.Select((question, i) => new Sample
    {
        Id = $"{Path.ChangeExtension(record.Image, null)}-{i + 1}",
        Image = record.Image,
        Turns = [new Turn(question.Text, question.Answer)],
        Answers = [question.Answer],
        Category = Path.GetDirectoryName(record.Image)!,
    });
}
