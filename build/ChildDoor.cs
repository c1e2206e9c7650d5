using Steering.Flow;
using Steering.Tensors;

namespace Steering.Build;

/// <summary>The other way in: a process that declares the same stages and runs those that its jobs, on standard input, name.</summary>
internal static class ChildDoor
{
    public const string Option = "--run-stages";

    /// <summary>Runs stages until there is no more to do here; returns the process's exit code.</summary>
    /// <param name="args"><see cref="Option"/>, then the options that decide the declarations.</param>
    public static async Task<int> RunAsync(string[] args)
    {
        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, press) =>
        {
            press.Cancel = true;
            stop.Cancel();
        };
        var isBlasChecked = false;
        return await ChildHost.ServeAsync(Declare, stop.Token);

        // Within the first job, so that a machine that cannot do sums is told as that stage's failure.
        IEnumerable<IStage> Declare()
        {
            if (!isBlasChecked && BlasCheck.Run() is { Sound: false } verdict) throw new FlowException(verdict.Message);
            isBlasChecked = true;
            Gpus.UseTensorCores();
            var options = Options.From(Arguments.Parse(args[1..]));
            return Wishes.All.SelectMany(wish => wish.Stages(options));
        }
    }
}
