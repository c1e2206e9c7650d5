using System.Diagnostics;
using System.Globalization;
using Steering.Flow;

namespace Steering.Benchmarks;

/// <summary>Reads the sizes of a folder's files; never run here.</summary>
internal sealed class Weigh(Artifact<Fake> folder) : Stage<FakeParams>(new FakeParams(0, 0, "", []), folder)
{
    public Artifact<Fake> Text => Output<Fake>("sizes.txt");

    public override Task RunAsync(StageRun run, CancellationToken cancel) => throw new InvalidOperationException("This is about planning.");
}

/// <summary>20 GB of inputs (sparse files, so that they take no disk), digested once and then checked again: how many bytes the process reads.</summary>
internal static class UnchangedInputs
{
    private const int Files = 10;
    private const long FileBytes = 2L << 30;
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(2.5);   // digests of files touched within two seconds are not remembered

    public static async Task RunAsync(TextWriter page)
    {
        var root = Directory.CreateTempSubdirectory("unchanged-inputs-").FullName;
        try
        {
            Directory.CreateDirectory(Path.Combine(root, "data"));
            for (var index = 0; index < Files; index++)
            {
                using var file = File.Create(Path.Combine(root, "data", $"part{index}"));
                file.SetLength(FileBytes + index);
            }
            await Task.Delay(Settled);
            page.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Files} files, {Files * FileBytes / 1e9:0.0} GB"));
            page.WriteLine("                       seconds      bytes read (/proc/self/io, rchar; bound: none of the inputs', only the store's own indices)");
            Check(page, root, "digested first");
            for (var round = 0; round < 3; round++) Check(page, root, "checked again");
        }
        finally { Directory.Delete(root, recursive: true); }
    }

    /// <summary>Opens the store anew, as another process would.</summary>
    private static void Check(TextWriter page, string root, string what)
    {
        var (clock, before) = (Stopwatch.StartNew(), BytesRead());
        using (var store = Store.Open(Path.Combine(root, "store")))
            _ = Plan.Make(new FlowContext(store, root, _ => new CodePrint("", new Dictionary<string, string>())), Graph.Of(new Weigh(new Source<Fake>("data"))));
        page.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-20} {clock.Elapsed.TotalSeconds,9:0.000} {BytesRead() - before,16:N0}"));
    }

    private static long BytesRead() =>
        long.Parse(File.ReadLines("/proc/self/io").First(line => line.StartsWith("rchar:", StringComparison.Ordinal)).AsSpan("rchar:".Length), CultureInfo.InvariantCulture);
}
