using System.Diagnostics;
using System.Globalization;

namespace Steering.Benchmarks;

/// <summary>
/// Times the training step here and in PyTorch, one after the other in every round, so that whatever else the machine does meets both
/// alike. Both begin from the same weights and batch; their losses must agree, or they did not do the same step.
/// </summary>
internal static class StepBenchmark
{
    private const int Threads = 1;
    private const int WarmUp = 5;
    private const int Rounds = 40;
    private const double LossTolerance = 2e-3;

    public static void Run(TextWriter page)
    {
        Tensors.Threads.Use(Threads);
        var folder = Directory.CreateTempSubdirectory("steps-");
        try
        {
            using var problem = new StepProblem();
            problem.Save(folder.FullName);
            using var peer = new Peer(Threads, folder.FullName);
            var (ours, theirs) = (new List<StepTime>(), new List<StepTime>());
            for (var round = 0; round < WarmUp + Rounds; round++)
            {
                var (own, other) = (Time(problem), peer.Step());
                RequireSame(round, own.Loss, other.Loss);
                if (round < WarmUp) continue;
                ours.Add(own);
                theirs.Add(other);
            }
            page.WriteLine($"{StepProblem.Description}, {Threads} thread, medians of {Rounds} steps, losses agree");
            page.WriteLine(Report(peer.Version, ours, theirs));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static StepTime Time(StepProblem problem)
    {
        using var process = Process.GetCurrentProcess();
        var processor = process.TotalProcessorTime;
        var start = Stopwatch.GetTimestamp();
        var loss = problem.Step();
        var wall = Stopwatch.GetElapsedTime(start);
        process.Refresh();
        return new StepTime(loss, wall.TotalSeconds, (process.TotalProcessorTime - processor).TotalSeconds);
    }

    private static void RequireSame(int round, double own, double other)
    {
        if (Math.Abs(own - other) <= LossTolerance * Math.Abs(other)) return;
        throw new InvalidOperationException($"At step {round + 1} the loss is {own} here and {other} in PyTorch: they do not take the same step.");
    }

    private static string Report(string version, List<StepTime> ours, List<StepTime> theirs)
    {
        string Line(string what, Func<StepTime, double> time)
        {
            var (own, other) = (Median(ours, time), Median(theirs, time));
            return string.Create(CultureInfo.InvariantCulture, $"{what,-10} {own * 1e3,8:F1} ms here {other * 1e3,8:F1} ms in {version}   ratio {own / other:F3}");
        }
        return Line("wall", step => step.Wall) + Environment.NewLine + Line("processor", step => step.Processor);
    }

    private static double Median(List<StepTime> steps, Func<StepTime, double> time)
    {
        var ordered = steps.Select(time).Order().ToList();
        return (ordered[(ordered.Count - 1) / 2] + ordered[ordered.Count / 2]) / 2;
    }
}
