namespace Steering.Data.Sources.Tasks;

/// <summary>IconQA's problems: for choose_txt the choices behind the question and the right one's index, for fill_in_blank the answer as it stands.</summary>
internal static class IconQaTask
{
    public static IReadOnlyList<TaskItem> Read(string folder, TaskSplit split, string kind, bool requests)
    {
        var name = split == TaskSplit.Train ? "train" : "test";
        var set = kind == IconQaFiles.Text ? "iconQA_text" : "iconQA_blank";
        var root = Path.GetRelativePath(folder, IconQaFiles.Root(folder));
        return
        [
            .. IconQaFiles.Read(folder, name, kind).Select(sample => TaskData.Item(
                sample.Id, TaskData.Named(split, $"{set}/{name}/{sample.Id}.png"),
                kind == IconQaFiles.Text
                    ? sample.Turns[0].Question + IconQaFiles.ChoicesLead + string.Join(", ", sample.Choices) + (requests ? IconQaFiles.ChoicesRequest : "")
                    : sample.Turns[0].Question + (requests ? IconQaFiles.BlankRequest : ""),
                sample.Answers[0], Path.Combine(root, sample.Image!))),
        ];
    }
}
