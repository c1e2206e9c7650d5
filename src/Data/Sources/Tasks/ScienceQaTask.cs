namespace Steering.Data.Sources.Tasks;

/// <summary>ScienceQA's problems with a picture: lettered choices behind the question ("A.cat, B.dog"), no hint; the letter is learnt.</summary>
internal static class ScienceQaTask
{
    public static IReadOnlyList<TaskItem> Read(string folder, TaskSplit split)
    {
        var name = split == TaskSplit.Train ? "train" : "test";
        var path = Path.Combine(folder, "problems.json");
        return
        [
            .. ScienceQaFiles.ReadProblems(path, name).Where(problem => problem.Image is not null).Select(problem => TaskData.Item(
                problem.Id, TaskData.Named(split, $"scienceQA/{name}/{problem.Id}{Path.GetExtension(problem.Image)}"),
                $"{problem.Question} {string.Join(", ", problem.Choices.Select((choice, i) => $"{(char)('A' + i)}.{choice}"))}",
                ((char)('A' + problem.Answer)).ToString(), problem.Image!)),
        ];
    }
}
