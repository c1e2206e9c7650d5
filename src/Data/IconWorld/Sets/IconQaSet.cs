using System.Globalization;
using Steering.Data.Sources;

namespace Steering.Data.IconWorld.Sets;

/// <summary>
/// Proxy of IconQA in its own folders: for choose_txt how many and what colour, three or four words to choose from, the truth the index of one; for
/// fill_in_blank how many, answered by the number's word. Test problems, and training problems for task-specific tuning if wanted.
/// </summary>
public static class IconQaSet
{
    public const string Split = "test";
    public const string TrainSplit = "train";

    private const int HighestCount = 5;

    private static readonly QuestionKind[] s_text = [QuestionKind.Count, QuestionKind.Color];
    private static readonly QuestionKind[] s_blank = [QuestionKind.Count];

    /// <param name="world">Its concepts.</param>
    /// <param name="set">The test split.</param>
    /// <param name="train">The training split, or null for none.</param>
    /// <param name="kind"><see cref="IconQaFiles.Text"/> or <see cref="IconQaFiles.Blank"/>.</param>
    /// <param name="folder">Where to write.</param>
    /// <param name="progress">Told the fraction drawn.</param>
    public static void Write(World world, SceneSet set, SceneSet? train, string kind, string folder, Action<double>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(set);
        var target = new SetFolder(world, folder, "");
        List<SceneRecord> records = [.. Records(world, set, kind, Split), .. train is null ? [] : Records(world, train, kind, TrainSplit)];
        IconQaFiles.Write(folder, [.. records.Select(record => ToSample(record, kind))]);
        target.Write(records, progress);
    }

    /// <summary>Records whose question has its choices, and the right one's index as answer, for choose_txt.</summary>
    public static IReadOnlyList<SceneRecord> Records(World world, SceneSet set, string kind, string split)
    {
        ArgumentNullException.ThrowIfNull(world);
        ArgumentNullException.ThrowIfNull(set);
        var records = KindsByTurns.Records(
            world, set, kind == IconQaFiles.Text ? s_text : s_blank, 1, 6, number => string.Create(CultureInfo.InvariantCulture, $"{split}/{kind}/{number}/image.png"));
        if (kind == IconQaFiles.Blank) return records;
        var chance = Chance.Of(set.Seed, set.Stream + " choices");
        return records.ConvertAll(record => record with { Questions = [WithChoices(chance, record.Questions[0])] });
    }

    private static Question WithChoices(Chance chance, Question question)
    {
        var words = question.Kind == QuestionKind.Count ? Enumerable.Range(0, HighestCount + 1).Select(AnswerKey.Number) : Paints.All.Select(paint => paint.Word());
        var wrong = words.Where(word => word != question.Answer).ToList();
        chance.Shuffle(wrong);
        var choices = wrong.Take(chance.Between(2, 3)).Append(question.Answer).ToList();
        chance.Shuffle(choices);
        return question with { Choices = choices, Answer = choices.IndexOf(question.Answer).ToString(CultureInfo.InvariantCulture) };
    }

    private static Sample ToSample(SceneRecord record, string kind) => new()
    {
        Id = Path.GetFileName(Path.GetDirectoryName(record.Image)!),
        Image = record.Image,
        Turns = [new Turn(record.Questions[0].Text, record.Questions[0].Answer)],
        Answers = [record.Questions[0].Answer],
        Choices = record.Questions[0].Choices,
        Category = kind,
    };
}
