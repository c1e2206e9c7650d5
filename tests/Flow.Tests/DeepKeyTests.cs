namespace Steering.Flow.Tests;

/// <summary>What is in a key over all ancestors, and what is not.</summary>
public sealed class DeepKeyTests
{
    [LinuxFact]
    public async Task Folder_user_home_time_zone_and_language_are_in_no_key()
    {
        using var one = new Bench();
        using var other = new Bench();
        foreach (var (bench, home) in ((Bench, string)[])[(one, "/nonexistent"), (other, other.Root)])
        {
            using var host = new HostProcess(bench.Root, new Dictionary<string, string>
            {
                ["HOME"] = home,
                ["USER"] = home,
                ["LOGNAME"] = home,
                ["TZ"] = home == "/nonexistent" ? "Asia/Tokyo" : "America/Lima",
                ["LANG"] = home == "/nonexistent" ? "C" : "de_DE.UTF-8",
                ["TMPDIR"] = bench.Root,
                ["DOTNET_CLI_HOME"] = bench.Root,
            });
            await host.FinishAsync();
            Assert.True(host.ExitCode == 0, string.Join('\n', host.Lines));
        }
        Assert.Equal(Keys(one), Keys(other));
        Assert.All(one.Store.Manifests(), manifest => Assert.NotNull(manifest.Deep));
    }

    [Fact]
    public async Task A_change_of_any_ancestor_changes_it_and_a_change_of_nothing_does_not()
    {
        var original = await DeepAsync();
        Assert.Equal(original, await DeepAsync());
        var changed = new[] { await DeepAsync(source: "LEAF"), await DeepAsync(rate: 1e-4), await DeepAsync(code: "code-2"), await DeepAsync(device: "cuda", gpus: 1), await DeepAsync(gpus: 1), await DeepAsync(gpus: 2) };
        Assert.Equal(changed.Length, changed.Append(original).Distinct().Count() - 1);
        Assert.Equal(original, await DeepAsync(place: "copy"));
        Assert.Equal(original, await DeepAsync(device: "cuda"));   // without a GPU of its own
    }

    [Fact]
    public void World_size_counts_only_where_numbers_depend_on_the_machine()
    {
        string Key(Resources needs) => StageKey.Of(Graph.Of(new Join(new JoinParams("x")) { Demand = needs }).Nodes[0], [], new CodePrint("c", new Dictionary<string, string>()), "cuda").Hash();
        Assert.NotEqual(Key(Resources.Training(gpus: 1)), Key(Resources.Training(gpus: 2)));
        Assert.Equal(Key(Resources.Heavy() with { Gpus = 1 }), Key(Resources.Heavy() with { Gpus = 2 }));
    }

    /// <summary>Deep key of the last stage of a chain whose first reads a source and whose second trains.</summary>
    private static async Task<string> DeepAsync(string source = "leaf", double rate = 2e-4, string code = "code-1", string device = "cpu", int gpus = 0, string place = "atlas")
    {
        using var bench = new Bench { Code = code, Device = device, Capacity = new Capacity(2, 8L << 30, 2) };
        bench.Write($"{place}/leaf.txt", source);
        await bench.MakeAsync(new Join(new JoinParams("end"), new Join(new JoinParams("train", rate), new CountPages(new Source<Words>(place)).Text) { Demand = Resources.Training(gpus: gpus) }.Text));
        return bench.Store.Manifests().Single(manifest => manifest.Label == "Join end").Deep!;   // it has just been made
    }

    private static string[] Keys(Bench bench) => [.. bench.Store.Manifests().Select(manifest => $"{manifest.Key} {manifest.Deep}").Order(StringComparer.Ordinal)];
}
