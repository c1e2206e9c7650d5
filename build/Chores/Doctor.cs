using Cake.Frosting;
using Steering.Build.Doctors;
using Steering.Flow;

namespace Steering.Build.Chores;

/// <summary>Tells what is wrong with this machine and how to mend it.</summary>
[TaskName("Doctor")]
[TaskDescription("What this machine has and lacks, and how to mend it")]
public sealed class DoctorChore : FrostingTask<BuildContext>
{
    public override void Run(BuildContext context)
    {
        Finding[] findings = [.. Machine.Look(context.Options), .. Toolchain.Look(), .. Native.Look()];
        foreach (var finding in findings)
        {
            var word = finding.Health switch { Health.Ok => "ok  ", Health.Warning => "warn", _ => "FAIL" };
            Console.WriteLine($"  {word} {finding.What,-9} {finding.Value}");
            if (finding.Remedy.Length > 0) Console.WriteLine($"                 -> {finding.Remedy}");
        }
        var failures = findings.Count(finding => finding.Health == Health.Failure);
        if (failures > 0) throw new FlowException($"{failures} thing{(failures == 1 ? "" : "s")} must be mended before anything can run (above).");
        Console.WriteLine("This machine can run the pipeline.");
    }
}
