namespace Steering.Flow.Tests;

/// <summary>A small paper: two trained models over a source, their scores, and a table that lies in the repository.</summary>
internal static class SharedHouse
{
    public const string TablePlace = "results/table.txt";

    public static Table Of(Bench bench, string title = "table", double rate = 1e-3, string source = "leaf", Resources? training = null)
    {
        bench.Write("atlas/leaf.txt", source);
        var data = new CountPages(new Source<Words>("atlas"));
        var models = Enumerable.Range(0, 2).Select(seed => new Join(new JoinParams($"train {seed}", rate), data.Text) { Demand = training ?? Resources.Heavy(gigabytes: 0.1) });
        return new Table(new JoinParams(title), [.. models.Select((model, seed) => new Join(new JoinParams($"grade {seed}"), model.Text).Text)]);
    }

    public static IReadOnlyList<string> Objects(Bench bench) =>
        [.. Directory.EnumerateDirectories(Path.Combine(bench.StoreFolder, "objects")).SelectMany(Directory.EnumerateFileSystemEntries).Select(path => Path.GetFileName(path))];

    /// <summary>Joins its inputs' words into an exported file.</summary>
    internal sealed class Table(JoinParams parameters, IReadOnlyList<Artifact<Words>> parts) : Stage<JoinParams>(parameters, [.. parts])
    {
        public Artifact<Words> Text => Export<Words>(TablePlace);

        public override string Label => "Table";

        public override Task RunAsync(StageRun run, CancellationToken cancel) =>
            File.WriteAllTextAsync(run[Text], Params.Name + "\n" + string.Join('\n', parts.Select(part => File.ReadAllText(run[part]))), cancel);
    }

    /// <summary>Nothing may be trained here.</summary>
    internal sealed class Forbidden : IExecutor
    {
        public void Prepare() => throw new InvalidOperationException("training is not possible on this machine");

        public Task<Execution> RunAsync(StageJob job, Action<double, string> progress, CancellationToken cancel) => throw new InvalidOperationException("training is not possible on this machine");
    }
}
