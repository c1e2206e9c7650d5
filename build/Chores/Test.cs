using Cake.Frosting;
using Steering.Build.Testing;
using Steering.Flow;

namespace Steering.Build.Chores;

/// <summary>Runs every test project that was built, and ends with the count alone on a line.</summary>
[TaskName("Test")]
[TaskDescription("Runs the tests (--only GLOB picks projects)")]
public sealed class TestChore : AsyncFrostingTask<BuildContext>
{
    public override async Task RunAsync(BuildContext context)
    {
        var projects = TestProject.Find(context.Options.Only);
        var results = await TestRun.RunAsync(projects, context.Options.Capacity.Cores);
        var count = TestReport.Print(Console.Out, results);
        if (count.Failed > 0 || count.Passed + count.Failed == 0) throw new FlowException("");   // told already: the count is the last line
    }
}
