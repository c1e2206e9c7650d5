using System.Globalization;
using Steering.Data.Sources;

namespace Steering.Data.IconWorld.Sets;

/// <summary>
/// Proxy of MMMU in the files its evaluation reads: six forms of question stand for six subjects of four disciplines, three with lettered options
/// and three open ones; prompts are written in the zoo's own form.
/// </summary>
public static class MmmuSet
{
    public const string ImageFolder = "all_images";

    private static readonly IReadOnlyDictionary<QuestionKind, string> s_subjects = new Dictionary<QuestionKind, string>
    {
        [QuestionKind.ChoiceName] = "Art",
        [QuestionKind.ChoiceKind] = "Biology",
        [QuestionKind.ChoiceWhat] = "Geography",
        [QuestionKind.Count] = "Math",
        [QuestionKind.Color] = "Design",
        [QuestionKind.RelationWhat] = "Architecture_and_Engineering",
    };

    public static void Write(World world, SceneSet set, string folder, Action<double>? progress = null)
    {
        var records = Records(world, set);
        var target = new SetFolder(world, folder, ImageFolder);
        MmmuFiles.Write(folder, [.. records.Select((record, i) => ToSample(record, set, i + 1))]);
        target.Write(records, progress);
    }

    public static IReadOnlyList<SceneRecord> Records(World world, SceneSet set)
    {
        ArgumentNullException.ThrowIfNull(world);
        ArgumentNullException.ThrowIfNull(set);
        return KindsByTurns.Records(world, set, [.. s_subjects.Keys.Order()], 2, 5, number => number.ToString("D6", CultureInfo.InvariantCulture) + ".png");
    }

    private static Sample ToSample(SceneRecord record, SceneSet set, int number)
    {
        var (question, subject) = (record.Questions[0], s_subjects[record.Questions[0].Kind]);
        return new Sample
        {
            Id = string.Create(CultureInfo.InvariantCulture, $"validation_{subject}_{number}"),
            Image = record.Image,
            Turns = [new Turn(set.Prompts.Write(question), question.Answer)],
            Answers = [question.Answer],
            Choices = question.Choices,
            Category = subject,
        };
    }
}
