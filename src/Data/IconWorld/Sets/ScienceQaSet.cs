using System.Globalization;
using Steering.Data.Sources;

namespace Steering.Data.IconWorld.Sets;

/// <summary>Proxy of ScienceQA-IMG in its own files: lettered questions about scenes of one to four drawings, kinds by turns, subject = kind.</summary>
public static class ScienceQaSet
{
    public const string ProblemsFile = "problems.json";
    public const string SplitsFile = "pid_splits.json";
    public const string ImageFolder = "images";
    public const string Split = "test";

    public static void Write(World world, SceneSet set, string folder, Action<double>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(world);
        ArgumentNullException.ThrowIfNull(set);
        var records = Records(world, set);
        var target = new SetFolder(world, folder, ImageFolder);
        ScienceQaFiles.Write(target[ProblemsFile], target[SplitsFile], [(Split, [.. records.Select(ToSample)])]);
        target.Write(records, progress);
    }

    public static IReadOnlyList<SceneRecord> Records(World world, SceneSet set)
    {
        ArgumentNullException.ThrowIfNull(world);
        ArgumentNullException.ThrowIfNull(set);
        return KindsByTurns.Records(world, set, QuestionKinds.Choice, 1, 4, number => string.Create(CultureInfo.InvariantCulture, $"{Split}/{number}/image.png"));
    }

    private static Sample ToSample(SceneRecord record, int index) => new()
    {
        Id = (index + 1).ToString(CultureInfo.InvariantCulture),
        Image = record.Image,
        Turns = [new Turn(record.Questions[0].Text, record.Questions[0].Answer)],
        Answers = [record.Questions[0].Answer],
        Choices = record.Questions[0].Choices,
        Category = record.Questions[0].Kind.Name(),
    };
}
