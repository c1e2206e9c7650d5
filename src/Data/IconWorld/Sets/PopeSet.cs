using System.Globalization;
using Steering.Data.Sources;

namespace Steering.Data.IconWorld.Sets;

/// <summary>
/// Proxy of POPE in its own files: per scene and category one present and one absent concept, so half of the answers are yes in each. The
/// absent one is random, or popular (among the most frequent half of the asked concepts), or adversarial (stands most often beside what the
/// scene holds); popular and adversarial are counted on the tuning set.
/// </summary>
public static class PopeSet
{
    public const string ImageFolder = "val2014";

    /// <summary>Questions of one image: a yes and a no in each category.</summary>
    public const int PerImage = 6;

    public static void Write(World world, SceneSet set, SceneSet tuning, string folder, Action<double>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(world);
        ArgumentNullException.ThrowIfNull(set);
        var records = Records(world, set, tuning);
        var target = new SetFolder(world, folder, ImageFolder);
        PopeFiles.Write(folder, [.. records.SelectMany(ToSamples)], sample => sample.Turns[0].Question + set.Prompts.ShortAnswerRequest);
        target.Write(records, progress);
    }

    /// <summary>Records of six questions each: yes and no of random, popular, adversarial.</summary>
    public static IReadOnlyList<SceneRecord> Records(World world, SceneSet set, SceneSet tuning)
    {
        ArgumentNullException.ThrowIfNull(world);
        ArgumentNullException.ThrowIfNull(set);
        var chance = set.Chance;
        var composer = new SceneComposer(world);
        var statistics = new SceneStatistics(world, TuningSet.Records(world, tuning).Select(record => record.Scene));
        var pool = world.Pool(set.Scenes);
        var ask = world.Pool(set.Ask);
        var popular = ask.OrderByDescending(statistics.Frequency).ThenBy(concept => concept).Take((ask.Count + 1) / 2).ToList();
        var trials = new Trials(set);
        var records = new List<SceneRecord>();
        while (records.Count < set.Count / PerImage)
        {
            trials.Next();
            var scene = composer.Compose(chance, chance.Between(3, 6), pool, set.Manner);
            var holds = scene.Objects.Select(thing => thing.Concept).Distinct().ToList();
            var present = holds.FindAll(ask.Contains);
            var absent = ask.Except(holds).ToList();
            var absentPopular = popular.Except(holds).ToList();
            if (present.Count == 0 || absentPopular.Count == 0) continue;
            chance.Shuffle(present);
            chance.Shuffle(absent); // so that ties among adversarial negatives are drawn
            int[] negatives = [absent[0], chance.Pick(absentPopular), absent.MaxBy(concept => statistics.Together(concept, holds))];
            var questions = negatives.SelectMany((negative, category) => (Question[])[Ask(world, present[category % present.Count], "yes"), Ask(world, negative, "no")]);
            records.Add(new SceneRecord(VqaV2Files.ImageName(VqaSet.Subtype, records.Count + 1, ".png"), scene, [.. questions]));
        }
        return records;
    }

    private static Question Ask(World world, int concept, string answer)
    {
        const int PopesWording = 1; // "is there a … in the image?"
        var target = new QuestionTarget(concept);
        return new Question(QuestionKind.Exist, target, Templates.Write(world, QuestionKind.Exist, target, PopesWording), answer, []);
    }

    private static IEnumerable<Sample> ToSamples(SceneRecord record) => record.Questions.Select((question, i) => new Sample
    {
        Id = (i + 1).ToString(CultureInfo.InvariantCulture),
        Image = record.Image,
        Turns = [new Turn(question.Text, question.Answer)],
        Answers = [question.Answer],
        Category = PopeFiles.Categories[i / 2],
    });
}
