using System.Globalization;
using System.Text.RegularExpressions;

namespace Steering.Flow.Tests;

/// <summary>What goes when the store must become smaller, and that nothing else changes by it.</summary>
public sealed class GcTests : IDisposable
{
    private const int Big = 1_200_000;   // more than any score
    private readonly Bench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task After_a_collection_nothing_is_stale_and_a_change_remakes_exactly_what_it_needs()
    {
        await _bench.MakeAsync(Table(1));
        Apply(Plan(Table(1), budget: 0));
        Assert.DoesNotContain(Objects(), path => new FileInfo(path).Length >= Big);
        _bench.Reopen();
        Assert.All(_bench.Plan(Table(1)).Stages, stage => Assert.Equal(Standing.Current, stage.Standing));
        Assert.Empty((await _bench.MakeAsync(Table(1))).Ran);
        Assert.Equal(["Grade", "Join table", "Model 0", "Model 1"], Sorted(await _bench.MakeAsync(Table(2))));
    }

    [Fact]
    public async Task What_costs_least_to_make_again_for_its_size_goes_first_and_no_more_than_the_budget_asks()
    {
        await _bench.MakeAsync(Table(1));
        Say("Model 0", seconds: 1000);
        Say("Model 1", seconds: 1);
        var before = Plan(Table(1), budget: null).Before;
        var plan = Plan(Table(1), before - 1000);
        Assert.Equal(["Model 1/model.bin"], plan.Going.Select(item => item.What));
        Assert.Equal(1, plan.Going[0].Seconds);
        Assert.Equal(before - plan.Going[0].Bytes, plan.After);
        Assert.False(plan.IsOverBudget);
    }

    [Fact]
    public async Task Long_unused_things_go_before_used_ones_of_equal_cost()
    {
        await _bench.MakeAsync(Table(1));
        Say("Model 0", seconds: 10);
        Say("Model 1", seconds: 10);
        var old = Digest("Model 0");
        File.SetLastWriteTimeUtc(Path.Combine(_bench.StoreFolder, "used", old[..2], old), DateTime.UnixEpoch);
        Assert.Equal("Model 0/model.bin", Plan(Table(1), Plan(Table(1), budget: null).Before - 1000).Going[0].What);
    }

    [Fact]
    public async Task What_can_only_be_made_over_something_gone_costs_that_too()
    {
        Join Target() => new(new JoinParams("table"), new Grade(1, new Tune(new Model(0).Result).Result).Text);
        await _bench.MakeAsync(Target());
        Say("Model 0", seconds: 100);
        Say("Tune", seconds: 60);
        var plan = Plan(Target(), budget: 0);
        Assert.Equal([("Tune/model.bin", 60.0), ("Model 0/model.bin", 100.0)], plan.Going.Select(item => (item.What, item.Seconds!.Value)));
        Say("Tune", seconds: 140);
        Assert.Equal([("Model 0/model.bin", 100.0), ("Tune/model.bin", 240.0)], Plan(Target(), budget: 0).Going.Select(item => (item.What, item.Seconds!.Value)));
    }

    [Fact]
    public async Task What_results_need_and_small_files_stay_even_over_the_budget()
    {
        var target = new Model(7);
        await _bench.MakeAsync(Table(1), target);
        var plan = Plan(Graph.Of(Table(1), target), budget: 0);
        Apply(plan);
        Assert.True(plan.IsOverBudget);
        Assert.True(File.Exists(_bench.Store.ObjectPath(Digest("Model 7"))));
        Assert.True(File.Exists(_bench.Store.ObjectPath(Digest("Grade"))));
        Assert.InRange(plan.Pinned, Big, plan.Before);
    }

    [Fact]
    public async Task A_plan_touches_nothing()
    {
        await _bench.MakeAsync(Table(1));
        string[] Rooms() => [.. ((string[])["objects", "manifests", "exports", "used", "code", "tmp"]).Select(room => Path.Combine(_bench.StoreFolder, room)).Where(Directory.Exists).Select(Flow.Digest.Of)];
        var before = Rooms();
        Assert.NotEmpty(Plan(Table(1), budget: 0).Going);
        Assert.Equal(before, Rooms());
    }

    [Fact]
    public async Task What_another_build_has_used_since_it_began_stays()
    {
        await _bench.MakeAsync(Table(1));
        var (inside, release, model) = (new TaskCompletionSource(), new TaskCompletionSource(), new Model(0));
        var going = _bench.BuildAsync(new Custom(new JoinParams("long"), async (run, text, cancel) =>
        {
            inside.SetResult();
            await release.Task;
            await File.WriteAllBytesAsync(run[text], await File.ReadAllBytesAsync(run[model.Result], cancel), cancel);
        }, model.Result));
        await inside.Task;
        var plan = Plan(Table(1), budget: 0);
        Assert.NotNull(plan.BuildingSince);
        Assert.DoesNotContain(plan.Going, item => item.What == "Model 0/model.bin");
        Apply(plan);
        release.SetResult();
        Assert.True((await going).Report.IsSuccess);
    }

    [Fact]
    public async Task What_a_build_reaches_for_between_plan_and_removal_stays()
    {
        await _bench.MakeAsync(Table(1));
        var plan = Plan(Table(1), budget: 0);
        await _bench.MakeAsync(new Grade(9, new Model(0).Result));
        Assert.DoesNotContain(Apply(plan), item => item.What == "Model 0/model.bin");
        Assert.True(File.Exists(_bench.Store.ObjectPath(Digest("Model 0"))));
    }

    [Fact]
    public async Task Orphans_old_programs_rotten_objects_and_checkpoints_of_finished_stages_go_without_a_budget_and_nothing_else()
    {
        await _bench.MakeAsync(Table(1));
        foreach (var left in (string[])[$"checkpoints/{_bench.Store.Manifests()[0].Key}", $"checkpoints/{new string('0', 64)}", "rotten/cccccccccc"])
            File.WriteAllText(Path.Combine(Directory.CreateDirectory(Path.Combine(_bench.StoreFolder, left)).FullName, "state"), "state");
        File.Delete(Path.Combine(_bench.StoreFolder, "manifests", _bench.Store.Manifests().Single(manifest => manifest.Label == "Model 0").Key + ".json"));
        foreach (var (name, day) in (ReadOnlySpan<(string, int)>)[("aaaaaaaaaa", 1), ("bbbbbbbbbb", 2)])
        {
            Directory.CreateDirectory(Path.Combine(_bench.StoreFolder, "code", name));
            File.WriteAllText(Path.Combine(_bench.StoreFolder, "code", name, "program.dll"), "code");
            Directory.SetLastWriteTimeUtc(Path.Combine(_bench.StoreFolder, "code", name), new DateTime(2026, 1, day, 0, 0, 0, DateTimeKind.Utc));
        }
        var gone = Apply(Plan(Table(1), budget: null));
        Assert.Equal(["an older copy of the program", "it was not what its name said", "its stage has finished", "no result names it"], gone.Select(item => item.Why).Order(StringComparer.Ordinal));
        Assert.Equal([new string('0', 64)], Directory.GetDirectories(Path.Combine(_bench.StoreFolder, "checkpoints")).Select(path => Path.GetFileName(path)));
        Assert.Equal(["bbbbbbbbbb"], Directory.GetDirectories(Path.Combine(_bench.StoreFolder, "code")).Select(path => Path.GetFileName(path)));
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(_bench.StoreFolder, "tmp")));
    }

    [Fact]
    public async Task An_object_that_the_shared_store_has_goes_before_one_that_must_be_made_again()
    {
        using var folder = new Bench();
        await _bench.MakeAsync(Table(1));
        _bench.Shared = new DirectoryRemote(folder.Root);
        await _bench.MakeAsync(new Model(0));
        Say("Model 0", seconds: 1000);
        Say("Model 1", seconds: 1);
        Assert.Equal("the shared store has it", Plan(Table(1), Plan(Table(1), budget: null).Before - 1000).Going.Single().Why);
        Apply(Plan(Table(1), budget: 0));
        Assert.Equal(["Grade", "Join table", "Model 1"], Sorted(await _bench.MakeAsync(Table(2))));
    }

    [Fact]
    public async Task An_export_s_object_goes_first_while_the_export_lies_at_its_place_and_is_made_again_when_it_no_longer_does()
    {
        Join Target() => new(new JoinParams("table"), new Grade(1, new Atlas().Result).Text);
        await _bench.MakeAsync(Target());
        Assert.Equal(("Atlas/atlas.bin", "it lies at its place too"), Apply(Plan(Target(), budget: 0)).Select(item => (item.What, item.Why)).Single());
        Assert.Empty((await _bench.MakeAsync(Target())).Ran);
        File.Delete(_bench.PathOf("datasets/toy/atlas.bin"));
        Assert.Equal(["Atlas"], (await _bench.MakeAsync(Target())).Ran);
    }

    private static Join Table(double rate) => new(new JoinParams("table"), new Grade(rate, new Model(0).Result, new Model(1).Result).Text);

    private Eviction Plan(IStage target, long? budget) => Plan(Graph.Of(target), budget);

    private Eviction Plan(Graph graph, long? budget) => Eviction.Plan(_bench.Context, [graph], budget);

    private IReadOnlyList<Evicted> Apply(Eviction plan) => plan.Apply(_bench.Context);

    private IEnumerable<string> Objects() => Directory.EnumerateFiles(Path.Combine(_bench.StoreFolder, "objects"), "*", SearchOption.AllDirectories);

    private string Digest(string label) => _bench.Store.Manifests().Single(manifest => manifest.Label == label).Outputs[0].Digest;

    private static IEnumerable<string> Sorted(Log log) => log.Ran.Order(StringComparer.Ordinal);

    /// <summary>Writes into a manifest how long its run took.</summary>
    private void Say(string label, double seconds)
    {
        var path = Path.Combine(_bench.StoreFolder, "manifests", _bench.Store.Manifests().Single(manifest => manifest.Label == label).Key + ".json");
        File.WriteAllText(path, Regex.Replace(File.ReadAllText(path), "\"seconds\": [^,]+", string.Create(CultureInfo.InvariantCulture, $"\"seconds\": {seconds}")));
    }

    /// <summary>A large file, another for each index.</summary>
    private sealed class Model(int index) : Stage<JoinParams>(new JoinParams($"{index}"))
    {
        public Artifact<Words> Result => Output<Words>("model.bin");

        public override string Label => $"Model {Params.Name}";

        public override Resources Needs => Resources.Heavy(gigabytes: 0.1);

        public override Task RunAsync(StageRun run, CancellationToken cancel) => File.WriteAllBytesAsync(run[Result], [.. Enumerable.Repeat((byte)Params.Name[0], Big)], cancel);
    }

    /// <summary>A large file for people.</summary>
    private sealed class Atlas() : Stage<Nothing>(new Nothing())
    {
        public Artifact<Words> Result => Export<Words>("datasets/toy/atlas.bin");

        public override Task RunAsync(StageRun run, CancellationToken cancel) => File.WriteAllBytesAsync(run[Result], new byte[Big], cancel);
    }

    /// <summary>A large file made of another.</summary>
    private sealed class Tune(Artifact<Words> from) : Stage<Nothing>(new Nothing(), from)
    {
        public Artifact<Words> Result => Output<Words>("model.bin");

        public override string Label => "Tune";

        public override Resources Needs => Resources.Heavy(gigabytes: 0.1);

        public override async Task RunAsync(StageRun run, CancellationToken cancel) =>
            await File.WriteAllBytesAsync(run[Result], [.. (await File.ReadAllBytesAsync(run[from], cancel)).Select(value => (byte)(value + 1))], cancel);
    }

    /// <summary>A few bytes about large files.</summary>
    private sealed class Grade(double rate, params IReadOnlyList<Artifact<Words>> models) : Stage<JoinParams>(new JoinParams("grade", rate), [.. models])
    {
        public Artifact<Words> Text => Output<Words>("scores.txt");

        public override string Label => "Grade";

        public override Task RunAsync(StageRun run, CancellationToken cancel) =>
            File.WriteAllTextAsync(run[Text], string.Join('\n', models.Select(model => Flow.Digest.OfFile(run[model])).Append(Params.Rate.ToString(CultureInfo.InvariantCulture))), cancel);
    }
}
