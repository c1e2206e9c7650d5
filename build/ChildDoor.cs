using Steering.Flow;

namespace Steering.Build;

/// <summary>The other way in: one stage in a process of its own, which declares the same stages and runs the one that its job names.</summary>
internal static class ChildDoor
{
    public const string Option = "--run-stage";

    /// <summary>Runs the stage; returns the process's exit code.</summary>
    /// <param name="args"><see cref="Option"/>, the job's file, then the options that decide the declarations.</param>
    public static async Task<int> RunAsync(string[] args)
    {
        if (args.Length < 2)
        {
            Speech.Error($"{Option} needs the job's file; it is the scheduler's, not a person's option.");
            return Door.Failed;
        }
        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, press) =>
        {
            press.Cancel = true;
            stop.Cancel();
        };
        return await ChildHost.RunAsync(args[1], Declare, stop.Token);

        IEnumerable<IStage> Declare()
        {
            var options = Options.From(Arguments.Parse(args[2..]));
            return Wishes.All.SelectMany(wish => wish.Stages(options));
        }
    }
}
