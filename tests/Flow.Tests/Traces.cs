using System.Globalization;

namespace Steering.Flow.Tests;

/// <summary>What a stage does to the process it runs in.</summary>
internal enum Deed
{
    Nothing, SetStatic, FillStatic, SetVariable, ChangeFolder, Throw, Die, Hoard, Linger, Chatter,
}

/// <summary>Parameters of a toy that misuses its process.</summary>
internal sealed record TraceParams(int Index, Deed Deed);

/// <summary>Does its deed, and writes down the number of its process and what it found there.</summary>
internal class Trace(TraceParams parameters) : Stage<TraceParams>(parameters)
{
    private const int HoardedBytes = 300 << 20;
    private const string Variable = "FLOW_TRACE";
    private static readonly Dictionary<int, string> Filled = [];
    private static string s_left = "clean";

    public Artifact<Words> Text => Output<Words>("trace.txt");

    public override string Label => $"Trace {Params.Deed} {Params.Index}";

    public override Resources Needs => Resources.Heavy(gigabytes: 0.1);

    public override async Task RunAsync(StageRun run, CancellationToken cancel)
    {
        var found = $"{s_left} {Filled.Count} {Environment.GetEnvironmentVariables().Contains(Variable)} {Path.GetFileName(Environment.CurrentDirectory) == "elsewhere"}";
        await File.WriteAllTextAsync(run[Text], string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId} {found}"), cancel);
        await DoAsync(run, cancel);
    }

    private async Task DoAsync(StageRun run, CancellationToken cancel)
    {
        switch (Params.Deed)
        {
            case Deed.SetStatic: s_left = "soiled"; break;
            case Deed.FillStatic: Filled[Params.Index] = "soiled"; break;
            case Deed.SetVariable: Environment.SetEnvironmentVariable(Variable, "soiled"); break;
            case Deed.ChangeFolder: Environment.CurrentDirectory = Directory.CreateDirectory(Path.Combine(run[Text] + ".d", "elsewhere")).FullName; break;
            case Deed.Throw: throw new InvalidOperationException("the toy is broken");
            case Deed.Die: Environment.FailFast("the toy died"); break;
            case Deed.Hoard: Array.Fill(new byte[HoardedBytes], (byte)1); break;
            case Deed.Linger: run.Progress.Report(0, "lingers"); await Task.Delay(Timeout.Infinite, cancel); break;
            case Deed.Chatter: await using (var output = Console.OpenStandardOutput()) output.Write("half a line"u8); Console.WriteLine("{\"done\":true}"); break;
        }
    }
}

/// <summary>The same as another type of stage.</summary>
internal sealed class OtherTrace(TraceParams parameters) : Trace(parameters);

/// <summary>All that the child declares of them.</summary>
internal static class Traces
{
    public const int Count = 60;

    public static IEnumerable<IStage> All =>
        Enum.GetValues<Deed>().SelectMany(deed => Enumerable.Range(0, Count).SelectMany(index => (IStage[])[new Trace(new TraceParams(index, deed)), new OtherTrace(new TraceParams(index, deed))]));
}
