using System.Globalization;
using Steering.Data.Sources;

namespace Steering.Data.IconWorld.Sets;

/// <summary>Proxy of TextVQA in its own file: scenes with one sign or two, questions that a sign's word answers, the kinds by turns, ten equal answers each.</summary>
public static class TextVqaSet
{
    public const string FileName = "TextVQA_0.5.1_val.json";
    public const string ImageFolder = "train_images";

    private const int Annotators = 10;

    public static void Write(World world, SceneSet set, string folder, Action<double>? progress = null)
    {
        var records = Records(world, set);
        var target = new SetFolder(world, folder, ImageFolder);
        TextVqaFiles.Write(target[FileName], [.. records.Select((record, i) => new TextVqaQuestion(
            (i + 1).ToString(CultureInfo.InvariantCulture), Path.GetFileNameWithoutExtension(record.Image), record.Questions[0].Text, [.. Enumerable.Repeat(record.Questions[0].Answer, Annotators)]))]);
        target.Write(records, progress);
    }

    public static IReadOnlyList<SceneRecord> Records(World world, SceneSet set)
    {
        ArgumentNullException.ThrowIfNull(world);
        ArgumentNullException.ThrowIfNull(set);
        return KindsByTurns.Records(world, set with { SignShare = 1, Kinds = QuestionKinds.Reading }, QuestionKinds.Reading, 2, 4, number => number.ToString("D16", CultureInfo.InvariantCulture) + ".png");
    }
}
