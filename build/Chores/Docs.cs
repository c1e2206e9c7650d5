using Cake.Frosting;
using Steering.Build.Docs;

namespace Steering.Build.Chores;

/// <summary>Writes the pages that are derived from the code.</summary>
[TaskName("Docs")]
[TaskDescription("Writes stages/README.md from the stage classes")]
public sealed class DocsChore : FrostingTask<BuildContext>
{
    public override void Run(BuildContext context)
    {
        var page = Wishes.StagePage(context.Options);
        var path = Path.Combine(Repository.Root, StageTable.Place);
        var isNew = !File.Exists(path) || File.ReadAllText(path) != page;
        if (isNew) File.WriteAllText(path, page);
        Console.WriteLine(isNew ? $"Wrote {StageTable.Place}." : $"{StageTable.Place} is up to date.");
    }
}
