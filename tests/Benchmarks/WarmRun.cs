using System.Diagnostics;
using System.Globalization;

namespace Steering.Benchmarks;

/// <summary>
/// A whole run that finds nothing to do, from the shell's first instruction to the last line, against Snakemake on the same tree of copies.
/// The two take turns, so that a crowded machine slows both.
/// </summary>
internal static class WarmRun
{
    private const int Rounds = 7;
    private const double TargetMs = 450;
    private static readonly int[] Sizes = [200, 1_000];

    public static async Task RunAsync(TextWriter page)
    {
        var script = Path.Combine(Build.Repository.Root, "build.sh");
        var shell = Median(await TimesAsync(() => script, ["--help"])) - Median(await TimesAsync(Dotnet, [Host, "--help"]));
        page.WriteLine(Invariant($"build.sh itself, before the host starts: {shell:0} ms (median of {Rounds}, --help by way of it less --help without it)"));
        await MeasureTableAsync(page, script);
        var peer = Snakemake.Find(page);
        foreach (var size in Sizes) await MeasureTreeAsync(page, size, shell, peer);
    }

    private static string Host => Path.Combine(Build.Repository.Root, ".artifacts", "bin", "Build", "release", "Steering.Build.dll");

    private static string Self => typeof(WarmRun).Assembly.Location;

    /// <summary>The paper's table as it stands here; nothing is made for the sake of a measurement.</summary>
    private static async Task MeasureTableAsync(TextWriter page, string script)
    {
        var (plan, _) = await RunAsync(script, ["--target", "Plan"]);
        if (!plan.Contains("is up to date", StringComparison.Ordinal))
        {
            page.WriteLine("./build.sh: not measured, since it is not up to date here. Run it once, then this again.");
            return;
        }
        var times = await TimesAsync(() => script, []);
        page.WriteLine(Invariant($"./build.sh, {plan.Split('\n')[0].TrimEnd('.')}: {Median(times):0} ms (median of {Rounds}; quickest {times.Min():0})"));
    }

    private static async Task MeasureTreeAsync(TextWriter page, int size, double shell, Snakemake? peer)
    {
        var folder = Directory.CreateTempSubdirectory("warm-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, ToyTree.Seed), "seed\n");
            string[] ours = [Self, "tree", folder, Invariant($"{size}")];
            var first = (await RunAsync(Dotnet(), ours)).Milliseconds;
            var theirFirst = peer is null ? 0 : await peer.MakeAsync(folder, size);
            await Task.Delay(TimeSpan.FromSeconds(2.5));   // until stat tuples tell the files apart
            _ = await RunAsync(Dotnet(), ours);
            var (mine, theirs, myWork, theirWork) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
            for (var round = 0; round < Rounds; round++)
            {
                var before = ChildTime.Milliseconds();
                var (text, milliseconds) = await RunAsync(Dotnet(), ours);
                var between = ChildTime.Milliseconds();
                if (!text.Contains(Invariant($"0 ran, {size} reused"), StringComparison.Ordinal)) throw new InvalidOperationException($"The tree was to be up to date, but the host said:\n{text}");
                mine.Add(milliseconds);
                myWork.Add(between - before);
                if (peer is null) continue;
                theirs.Add(await peer.AgainAsync(folder));
                theirWork.Add(ChildTime.Milliseconds() - between);
            }
            var whole = Median(mine) + shell;
            page.WriteLine(Invariant($"{size,5} stages: {whole:0} ms = host {Median(mine):0} (quickest {mine.Min():0}) + build.sh {shell:0}, host's processor time {Median(myWork):0}; target {TargetMs:0}: {(whole <= TargetMs ? "met" : "missed")}; first build {first / 1000:0.0} s"));
            if (peer is not null)
                page.WriteLine(Invariant($"        Snakemake {peer.Version}: {Median(theirs):0} ms (quickest {theirs.Min():0}), processor time {Median(theirWork):0}; first build {theirFirst / 1000:0.0} s. It takes {Median(theirs) / whole:0.0} times as long."));
        }
        finally { Directory.Delete(folder, recursive: true); }
    }

    /// <summary>What a program printed, and the milliseconds from its start to its end.</summary>
    internal static async Task<(string Text, double Milliseconds)> RunAsync(string program, IEnumerable<string> arguments, string? folder = null)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, WorkingDirectory = folder ?? Build.Repository.Root };
        var clock = Stopwatch.StartNew();
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        var errors = process.StandardError.ReadToEndAsync();
        var text = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        var milliseconds = clock.Elapsed.TotalMilliseconds;
        return process.ExitCode == 0 ? (text + await errors, milliseconds) : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with exit code {process.ExitCode}:\n{text}{await errors}");
    }

    internal static double Median(IEnumerable<double> times)
    {
        double[] sorted = [.. times.Order()];
        return sorted[sorted.Length / 2];
    }

    private static async Task<List<double>> TimesAsync(Func<string> program, string[] arguments)
    {
        var times = new List<double>();
        for (var round = 0; round < Rounds; round++) times.Add((await RunAsync(program(), arguments)).Milliseconds);
        return times;
    }

    private static string Dotnet() => Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
