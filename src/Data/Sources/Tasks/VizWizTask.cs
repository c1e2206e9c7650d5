using Steering.Data.IconWorld;

namespace Steering.Data.Sources.Tasks;

/// <summary>
/// VizWiz: "Unanswerable" where the annotators found no answer; else one drawn of their answers that they gave with confidence yes (weight 3) or
/// maybe (weight 1) and that is not "unanswerable".
/// </summary>
internal static class VizWizTask
{
    private const string None = "Unanswerable";

    public static IReadOnlyList<TaskItem> Read(string folder, TaskSplit split, Chance chance, bool requests)
    {
        var name = split == TaskSplit.Train ? "train" : "val";
        return
        [
            .. VizWizFiles.ReadQuestions(VizWizFiles.AnnotationsOf(folder, name)).Select(question => TaskData.Item(
                Path.GetFileNameWithoutExtension(question.Image).Split('_')[^1], TaskData.Named(split, $"vizwiz/{name}/{question.Image}"),
                question.Question + (requests ? VizWizFiles.Request : ""), Target(question, chance), $"{name}/{question.Image}")),
        ];
    }

    private static string Target(VizWizQuestion question, Chance chance)
    {
        if (!question.IsAnswerable) return None;
        var urn = question.Answers.Where(answer => answer.Answer != "unanswerable")
            .SelectMany(answer => Enumerable.Repeat(answer.Answer, answer.Confidence switch { "yes" => 3, "maybe" => 1, _ => 0 })).ToList();
        return urn.Count == 0 ? None : chance.Pick(urn);
    }
}
