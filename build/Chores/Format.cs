using Cake.Frosting;
using Steering.Flow;

namespace Steering.Build.Chores;

/// <summary>Brings every source file into the house's form.</summary>
[TaskName("Format")]
[TaskDescription("Formats every source file as .editorconfig says")]
public sealed class FormatChore : AsyncFrostingTask<BuildContext>
{
    public override async Task RunAsync(BuildContext context)
    {
        var solution = Path.Combine(Repository.Root, "Pipeline.sln");
        var code = await Command.RunAsync("dotnet", ["format", solution, "--no-restore"], Console.WriteLine);
        if (code != 0) throw new FlowException($"dotnet format ended with exit code {code} (above).");
    }
}
