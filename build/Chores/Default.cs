using Cake.Frosting;

namespace Steering.Build.Chores;

/// <summary>The main job.</summary>
[TaskName("Default")]
[TaskDescription("The main result, Table1, on the chosen zoo; or the part that --for names")]
public sealed class DefaultChore : AsyncFrostingTask<BuildContext>
{
    public override Task RunAsync(BuildContext context) => WishRun.RunAsync(context.Options, () => Request.Of(context.Options));
}
