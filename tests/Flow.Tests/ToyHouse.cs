namespace Steering.Flow.Tests;

/// <summary>A small pipeline with a source, light and isolated stages, an exported folder and a table at the end.</summary>
internal sealed class ToyHouse
{
    public ToyHouse(string root)
    {
        Root = root;
        Directory.CreateDirectory(Path.Combine(root, "atlas"));
        for (var leaf = 0; leaf < 3; leaf++)
            if (!File.Exists(SourceFile(leaf))) File.WriteAllText(SourceFile(leaf), $"leaf {leaf}");
    }

    public string Root { get; }

    public string SourceFile(int leaf) => Path.Combine(Root, "atlas", $"leaf{leaf}.txt");

    public static IEnumerable<IStage> Targets()
    {
        var pages = new PublishPages(new PublishParams(40, "datasets/toy/raw"));
        var heavy = Enumerable.Range(0, 4).Select(seed => new Join(new JoinParams($"seed {seed}", MillisecondsOfWork: 60), new Write(new WriteParams($"w{seed % 2}")).Text)
        {
            Demand = Resources.Heavy(gigabytes: 0.1),
        }).ToArray();
        var atlas = new CountPages(new Source<Words>("atlas"));
        yield return new Join(new JoinParams("table"), [.. heavy.Select(stage => stage.Text), new CountPages(pages.Pages).Text, atlas.Text]);
    }

    /// <summary>A light stage that outlasts any test, after a target.</summary>
    public static IStage Lingering(IStage target) => new Join(new JoinParams("lingering", MillisecondsOfWork: 60_000), ((Join)target).Text);
}
