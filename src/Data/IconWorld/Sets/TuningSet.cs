using System.Globalization;
using Steering.Data.Sources;

namespace Steering.Data.IconWorld.Sets;

/// <summary>Instruction tuning: several questions about one scene in one conversation, written as LLaVA's 665k file with its image folder.</summary>
public static class TuningSet
{
    public const string FileName = "llava_v1_5_mix665k.json";
    public const string ImageFolder = "images";

    public static void Write(World world, SceneSet set, string folder, Action<double>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(world);
        ArgumentNullException.ThrowIfNull(set);
        var records = Records(world, set);
        var target = new SetFolder(world, folder, ImageFolder);
        LlavaJson.Write(target[FileName], records.Select(record => new Sample
        {
            Id = Path.GetFileNameWithoutExtension(record.Image),
            Image = record.Image,
            Turns = [.. record.Questions.Select((question, i) => new Turn((i == 0 ? "<image>\n" : "") + set.Prompts.Write(question), question.Answer))],
        }));
        target.Write(records, progress);
    }

    /// <summary>The records alone: what POPE's popular and adversarial negatives are counted on.</summary>
    public static IReadOnlyList<SceneRecord> Records(World world, SceneSet set)
    {
        ArgumentNullException.ThrowIfNull(world);
        ArgumentNullException.ThrowIfNull(set);
        var chance = set.Chance;
        var composer = new SceneComposer(world);
        var asker = new QuestionAsker(world);
        var pool = world.Pool(set.Scenes);
        var manner = set.Asking(world);
        var trials = new Trials(set);
        var records = new List<SceneRecord>();
        while (records.Count < set.Count)
        {
            trials.Next();
            var least = records.Count % 4 == 0 ? 1 : 2; // one drawing alone is rarer than its share: it offers few questions
            var scene = set.Hang(world, chance, composer.Compose(chance, chance.Between(least, 6), pool, set.Manner));
            var questions = asker.AskMany(chance, scene, set.QuestionsPerImage, set.Kinds, manner);
            if (questions.Count > 0) records.Add(new SceneRecord(records.Count.ToString("D9", CultureInfo.InvariantCulture) + ".png", scene, questions));
        }
        return records;
    }
}
