using System.Globalization;
using Steering.Data.Sources;

namespace Steering.Data.IconWorld.Sets;

/// <summary>
/// Proxy of VizWiz in its own files: what stands for VQAv2's questions, about pictures that something befell (<see cref="Mishap"/>, by turns); where
/// a finger covers the picture, an eighth, the truth is "unanswerable". Counts are digits in the truth, for the challenge's scorer turns the
/// prediction's number words into digits and leaves the truth alone.
/// </summary>
public static class VizWizSet
{
    public const string Split = "val";
    public const string TrainSplit = "train";

    private const int Annotators = 10;
    private const int CoveredEvery = 8;

    // Nothing that depends on where is up, or on the frame.
    private static readonly QuestionKind[] s_kinds = [QuestionKind.Exist, QuestionKind.Count, QuestionKind.Color];

    private static readonly Mishap[] s_harmless = [Mishap.Blurred, Mishap.Turned, Mishap.Dark, Mishap.OffCentre];

    /// <param name="world">Its concepts.</param>
    /// <param name="set">The validation split.</param>
    /// <param name="train">The training split of a task-specific tuning set, or null for none.</param>
    /// <param name="folder">Where to write.</param>
    /// <param name="progress">Told the fraction drawn.</param>
    public static void Write(World world, SceneSet set, SceneSet? train, string folder, Action<double>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(world);
        ArgumentNullException.ThrowIfNull(set);
        var target = new SetFolder(world, folder, "");
        var all = new List<(SceneRecord Record, Mishap Mishap, Chance Chance)>();
        foreach (var (split, of) in ((string, SceneSet?)[])[(Split, set), (TrainSplit, train)])
        {
            if (of is null) continue;
            var records = Records(world, of, split);
            VizWizFiles.Write(target[split + ".json"], records.Select(record => ToQuestion(record.Record, record.Mishap)));
            all.AddRange(records.Select((record, i) => (record.Record, record.Mishap, Chance.Of(of.Seed, of.Stream + " mishaps", i))));
        }
        var chances = all.ToDictionary(item => item.Record.Image, StringComparer.Ordinal);
        target.Write([.. all.Select(item => item.Record)], progress, (record, picture) => Spoil.Do(picture, record.Scene, chances[record.Image].Mishap, chances[record.Image].Chance));
    }

    public static IReadOnlyList<(SceneRecord Record, Mishap Mishap)> Records(World world, SceneSet set, string split)
    {
        ArgumentNullException.ThrowIfNull(world);
        ArgumentNullException.ThrowIfNull(set);
        var chance = Chance.Of(set.Seed, set.Stream + " order");
        return
        [
            .. KindsByTurns.Records(world, set, s_kinds, 1, 4, number => string.Create(CultureInfo.InvariantCulture, $"{split}/VizWiz_{split}_{number:D8}.png"))
                .Select((record, i) => (record, i % CoveredEvery == CoveredEvery - 1 ? Mishap.Covered : chance.Pick(s_harmless))),
        ];
    }

    private static VizWizQuestion ToQuestion(SceneRecord record, Mishap mishap)
    {
        var question = record.Questions[0];
        var answerable = mishap != Mishap.Covered;
        var (truth, type) =
            !answerable ? ("unanswerable", "unanswerable")
            : question.Kind == QuestionKind.Count ? (Digits(question.Answer), "number")
            : (question.Answer, question.Kind == QuestionKind.Exist ? "yes/no" : "other");
        return new VizWizQuestion(Path.GetFileName(record.Image), question.Text, [.. Enumerable.Repeat(new VqaAnswer(truth, "yes", null), Annotators)], type, answerable);
    }

    private static string Digits(string word) =>
        Enumerable.Range(0, SceneComposer.MostObjects + 1).First(number => AnswerKey.Number(number) == word).ToString(CultureInfo.InvariantCulture);
}
