namespace Steering.Flow.Tests;

/// <summary>Needs mount namespaces, which containers often forbid.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class HidingTheoryAttribute : TheoryAttribute
{
    public HidingTheoryAttribute()
    {
        if (CleanRoom.Probe() == Hiding.NotPermitted) Skip = "Mount namespaces are not permitted here, so the repository cannot be hidden.";
    }
}

/// <summary>Damage in the store, and stages that depend on more than they declare, are found.</summary>
public sealed class VerificationTests : IDisposable
{
    private readonly Bench _bench = new();

    public VerificationTests()
    {
        Peeks.Root = _bench.Root;
        for (var leaf = 0; leaf < 3; leaf++) _bench.Write($"atlas/leaf{leaf}.txt", $"leaf {leaf}");   // as the child's house has them
        _bench.Write(Peeks.Secret, "secret");
    }

    [HidingTheory]
    [InlineData(Peek.Honest, Verdict.Same)]
    [InlineData(Peek.ReadsFile, Verdict.ReadsUndeclared)]
    [InlineData(Peek.ReadsFileIfThere, Verdict.ReadsUndeclared)]
    [InlineData(Peek.OpensFile, Verdict.ReadsUndeclared)]
    [InlineData(Peek.ListsFolder, Verdict.ReadsUndeclared)]
    [InlineData(Peek.Draws, Verdict.Differs)]
    internal async Task With_the_repository_hidden(Peek peek, Verdict expected)
    {
        var stage = await VerifyAsync(Peeks.Of(peek, isHeavy: true), hiding: null);
        Assert.True(stage.Verdict == expected, $"{stage.Verdict}: {string.Join('\n', stage.Details)}");
        Assert.True(stage.WasHidden);
        if (expected == Verdict.ReadsUndeclared) Assert.Equal([peek == Peek.ListsFolder ? "notes" : Peeks.Secret], stage.Details);
    }

    [LinuxTheory]
    [InlineData(Peek.Honest, Verdict.Same)]
    [InlineData(Peek.ReadsFile, Verdict.ReadsUndeclared)]
    [InlineData(Peek.ReadsFileIfThere, Verdict.ReadsUndeclared)]
    [InlineData(Peek.OpensFile, Verdict.ReadsUndeclared)]
    [InlineData(Peek.ListsFolder, Verdict.ReadsUndeclared)]
    [InlineData(Peek.Draws, Verdict.Differs)]
    internal async Task With_opened_files_watched(Peek peek, Verdict expected)
    {
        var stage = await VerifyAsync(Peeks.Of(peek, isHeavy: false), Hiding.NotPermitted);
        Assert.True(stage.Verdict == expected, $"{stage.Verdict}: {string.Join('\n', stage.Details)}");
        Assert.False(stage.WasHidden);
        if (expected == Verdict.ReadsUndeclared) Assert.Equal([peek == Peek.ListsFolder ? "notes" : Peeks.Secret], stage.Details);
        if (expected == Verdict.Differs) Assert.Matches("^text.txt was [0-9a-f]{64}, came out as [0-9a-f]{64}$", Assert.Single(stage.Details));
    }

    [LinuxFact]
    public async Task What_has_no_result_or_lacks_an_input_is_not_tried()
    {
        var stage = Peeks.Of(Peek.Honest, isHeavy: true);
        Assert.Equal(Verdict.NotTried, (await VerifyAsync(stage, Hiding.NotPermitted, build: false)).Verdict);
        var log = await _bench.MakeAsync(stage);
        Trash.Remove(log.Report!.PathOf(stage.Inputs[0]));
        Assert.Contains("the bytes of Count pages/count.txt are not here", (await VerifyAsync(stage, Hiding.NotPermitted, build: false)).Details[0], StringComparison.Ordinal);
    }

    [LinuxFact]
    public async Task A_stage_that_measures_the_machine_is_not_tried_and_says_why()
    {
        var stage = await VerifyAsync(new Measures(), Hiding.NotPermitted);
        Assert.Equal(Verdict.NotTried, stage.Verdict);
        Assert.Contains("measures the machine", Assert.Single(stage.Details), StringComparison.Ordinal);
    }

    [LinuxFact]
    public async Task A_whole_pipeline_comes_out_the_same_and_nothing_is_left_or_published()
    {
        using var host = new HostProcess(_bench.Root);
        await host.FinishAsync();
        var (graph, before) = (Graph.Of(ToyHouse.Targets()), Digest.Of(Path.Combine(_bench.StoreFolder, "objects")));
        var stages = await NewVerifier(null, "toy", "1").RunAsync(graph, graph.Nodes, atOnce: 2, _ => { }, CancellationToken.None);
        Assert.All(stages, stage => Assert.True(stage.Verdict == Verdict.Same, $"{stage.Node.Label} {stage.Verdict}: {string.Join('\n', stage.Details)}"));
        Assert.Equal(graph.Nodes, stages.Select(stage => stage.Node));
        Assert.Equal(before, Digest.Of(Path.Combine(_bench.StoreFolder, "objects")));
    }

    [Fact]
    public void A_sample_takes_one_of_each_type_first_and_follows_its_seed()
    {
        var nodes = Graph.Of(ToyHouse.Targets()).Nodes;
        var types = nodes.Select(node => node.StageType).Distinct(StringComparer.Ordinal).Count();
        var sample = Verifier.Sample(nodes, types, seed: 1);
        Assert.Equal(types, sample.Select(node => node.StageType).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(sample, Verifier.Sample(nodes, types, seed: 1));
        Assert.Contains(Enumerable.Range(2, 9), seed => !Verifier.Sample(nodes, types, seed).SequenceEqual(sample));
        Assert.Equal(nodes.Count, Verifier.Sample(nodes, 1000, seed: 1).Count);
    }

    [Fact]
    public async Task Rot_is_found_moved_away_and_healed_by_running_again_and_nothing_downstream_moves()
    {
        var (words, end) = (new Write(new WriteParams("some words")), (Func<Artifact<Words>, Join>)(from => new Join(new JoinParams("end"), from)));
        var target = end(new Letters(words.Text).Text);
        var log = await _bench.MakeAsync(words, target);
        Assert.True(Check().IsSound);
        var path = log.Report!.PathOf(words.Text);
        File.SetAttributes(path, FileAttributes.Normal);
        File.WriteAllText(path, "some wards");   // one letter, so that no size tells
        Assert.Empty((await _bench.MakeAsync(words, target)).Ran);   // a build reads no bytes it need not
        var rotten = Assert.Single(Check().Rotten);
        Assert.Equal((Path.GetFileName(path), "Write some words/text.txt"), (rotten.Digest, Assert.Single(rotten.Of)));
        Assert.Equal("some wards", File.ReadAllText(rotten.MovedTo));
        var after = await _bench.MakeAsync(words, target);
        Assert.Equal(["Write some words"], after.Ran);
        Assert.Equal("some words", after.Read(words.Text));
        Assert.True(Check().IsSound);
    }

    [Fact]
    public async Task Rot_in_a_folder_and_in_a_manifest_is_found_too()
    {
        var tally = new Tally(new TallyParams(2, "toy", IsHeavy: false));
        var log = await _bench.MakeAsync(tally, new Write(new WriteParams("a")));
        var page = Path.Combine(log.Report!.PathOf(tally.Pages), "2");
        File.SetAttributes(page, FileAttributes.Normal);
        File.AppendAllText(page, "x");
        var manifest = Directory.GetFiles(Path.Combine(_bench.StoreFolder, "manifests")).First(file => File.ReadAllText(file).Contains("Write a", StringComparison.Ordinal));
        File.WriteAllText(manifest, "{");
        var told = new List<double>();
        var check = StoreCheck.Run(_bench.Store, done => { lock (told) told.Add(done); }, CancellationToken.None);
        Assert.Single(check.Rotten);
        Assert.Contains(manifest, Assert.Single(check.Garbled), StringComparison.Ordinal);
        Assert.Equal((2, 1.0), (check.Objects, told.Max()));
    }

    public void Dispose() => _bench.Dispose();

    private StoreCheck Check() => StoreCheck.Run(_bench.Store, _ => { }, CancellationToken.None);

    private async Task<VerifiedStage> VerifyAsync(IStage stage, Hiding? hiding, bool build = true)
    {
        if (build) await _bench.MakeAsync(stage);
        var graph = Graph.Of(stage);
        return Assert.Single(await NewVerifier(hiding, "code-1", "code-1").RunAsync(graph, [graph[stage]], atOnce: 1, _ => { }, CancellationToken.None));
    }

    /// <param name="code">Code digest under which the results were made.</param>
    private Verifier NewVerifier(Hiding? hiding, string code, string part)
    {
        var context = _bench.Context with { Code = _ => new CodePrint(code, new Dictionary<string, string> { ["toys"] = part }) };
        return new Verifier(context, AppContext.BaseDirectory, request => Program.Command(request.CodeFolder, "child", _bench.Root), hiding);
    }
}
