namespace Steering.Flow.Tests;

public sealed class ExportTests
{
    private const string Place = "datasets/toy/raw";

    [Fact]
    public async Task An_edit_of_one_exported_file_reruns_exactly_its_descendants()
    {
        using var bench = new Bench();
        await bench.MakeAsync(Targets());
        File.AppendAllText(bench.PathOf($"{Place}/page1.txt"), " and a hand-written line");
        bench.Reopen();
        var after = await bench.MakeAsync(Targets());
        Assert.Equal(["Count pages", "Join table"], after.Ran);
        Assert.Contains(after.Warnings, warning => warning.Contains($"{Place} has been edited", StringComparison.Ordinal));
        Assert.Contains("hand-written", File.ReadAllText(bench.PathOf($"{Place}/page1.txt")), StringComparison.Ordinal);
        Assert.Contains(bench.Store.Manifests(), manifest => manifest.Inputs.Any(input => input.IsEdited));
        Assert.Empty((await bench.MakeAsync(Targets())).Ran);
    }

    [Fact]
    public async Task Taking_an_edit_back_reruns_nothing()
    {
        using var bench = new Bench();
        await bench.MakeAsync(Targets());
        var before = File.ReadAllText(bench.PathOf($"{Place}/page1.txt"));
        File.WriteAllText(bench.PathOf($"{Place}/page1.txt"), "edited");
        await bench.MakeAsync(Targets());
        File.WriteAllText(bench.PathOf($"{Place}/page1.txt"), before);
        var after = await bench.MakeAsync(Targets());
        Assert.Empty(after.Ran);
        Assert.Empty(after.Warnings);
    }

    [Fact]
    public async Task A_deleted_file_counts_as_an_edit()
    {
        using var bench = new Bench();
        await bench.MakeAsync(Targets());
        File.Delete(bench.PathOf($"{Place}/page1.txt"));
        Assert.Equal(["Count pages", "Join table"], (await bench.MakeAsync(Targets())).Ran);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_deleted_folder_is_placed_again_from_the_store_or_made_again(bool storeHoldsIt)
    {
        using var bench = new Bench();
        var result = (await bench.MakeAsync(Targets())).Report!.Results.Single(pair => pair.Key.Label == $"Publish {Place}").Value;
        Directory.Delete(bench.PathOf(Place), recursive: true);
        if (!storeHoldsIt) Directory.Delete(bench.Store.ObjectPath(result.Outputs[0].Digest), recursive: true);
        Assert.Equal(storeHoldsIt ? [] : [$"Publish {Place}"], (await bench.MakeAsync(Targets())).Ran);
        Assert.Equal(3, Directory.GetFiles(bench.PathOf(Place)).Length);
        File.AppendAllText(bench.PathOf($"{Place}/page1.txt"), "people may edit it");
        SoundStore.Check(bench.StoreFolder);
    }

    [Fact]
    public async Task A_copy_that_is_kept_elsewhere_is_replaced_without_a_word()
    {
        using var bench = new Bench();
        bench.Write($"{Place}/page1.txt", "as it came with a clone");
        bench.IsKeptElsewhere = path => path == bench.PathOf(Place);
        var after = await bench.MakeAsync(Targets());
        Assert.Empty(after.Warnings);
        Assert.False(Path.Exists(bench.PathOf($"{Place}.edited-1")));
    }

    [Fact]
    public async Task A_rewrite_moves_an_edited_copy_aside()
    {
        using var bench = new Bench();
        await bench.MakeAsync(Targets());
        File.WriteAllText(bench.PathOf($"{Place}/page1.txt"), "edited");
        var after = await bench.MakeAsync(Targets(pages: 4));
        Assert.Contains(after.Warnings, warning => warning.Contains($"moved to {Place}.edited-1", StringComparison.Ordinal));
        Assert.Equal("edited", File.ReadAllText(bench.PathOf($"{Place}.edited-1/page1.txt")));
        Assert.Equal(4, Directory.GetFiles(bench.PathOf(Place)).Length);
    }

    [Fact]
    public async Task A_rewrite_over_the_engine_s_own_bytes_leaves_nothing_behind_and_going_back_places_them_again()
    {
        using var bench = new Bench();
        await bench.MakeAsync(Targets());
        await bench.MakeAsync(Targets(pages: 4));
        Assert.Equal([Place.Split('/')[^1]], Directory.GetFileSystemEntries(bench.PathOf("datasets/toy")).Select(path => Path.GetFileName(path)));
        var back = await bench.MakeAsync(Targets());
        Assert.Empty(back.Ran);
        Assert.Equal(3, Directory.GetFiles(bench.PathOf(Place)).Length);
    }

    [Fact]
    public async Task What_lay_there_before_the_first_run_is_kept()
    {
        using var bench = new Bench();
        bench.Write($"{Place}/mine.txt", "mine");
        await bench.MakeAsync(Targets());
        Assert.Equal("mine", File.ReadAllText(bench.PathOf($"{Place}.edited-1/mine.txt")));
    }

    [Fact]
    public void Two_stages_may_not_export_to_overlapping_places()
    {
        var error = Assert.Throws<FlowException>(() => Graph.Of(new PublishPages(new PublishParams(1, "a/b")), new PublishPages(new PublishParams(2, "a/b-c")), new PublishPages(new PublishParams(3, "a/b/c"))));
        Assert.Contains("overwrite each other", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../outside")]
    [InlineData("/etc/passwd")]
    [InlineData("a/../../b")]
    [InlineData("a//b")]
    [InlineData("")]
    [InlineData("a/b\0c")]
    [InlineData(".")]
    public void A_place_outside_the_repository_is_refused(string place) =>
        Assert.Throws<FlowException>(() => Graph.Of(new PublishPages(new PublishParams(1, place))));

    [Theory]
    [InlineData("../x")]
    [InlineData("a/b")]
    [InlineData("/x")]
    [InlineData("..")]
    [InlineData(".hidden")]
    [InlineData("")]
    [InlineData("x\ny")]
    [InlineData("a\\b")]
    public void An_output_name_that_leaves_its_folder_is_refused(string name) =>
        Assert.Throws<FlowException>(() => Graph.Of(new Custom(new JoinParams("x"), (_, _, _) => Task.CompletedTask) { FileName = name }));

    private static IStage[] Targets(int pages = 3)
    {
        var published = new PublishPages(new PublishParams(pages, Place));
        return [new Join(new JoinParams("table"), new CountPages(published.Pages).Text, new Write(new WriteParams("aside")).Text)];
    }

    [Fact]
    public async Task What_a_person_writes_at_a_place_while_its_stage_runs_is_moved_aside()
    {
        using var bench = new Bench();
        var stage = new Interrupted(new JoinParams("count"), () => bench.Write("results/count.csv", "mine"));
        var (report, _) = await bench.BuildAsync(stage);
        report.ThrowIfFailed();
        Assert.Equal("ours", File.ReadAllText(bench.PathOf("results/count.csv")));
        Assert.Equal("mine", File.ReadAllText(bench.PathOf("results/count.csv.edited-1")));
    }

    private sealed class Interrupted(JoinParams parameters, Action meanwhile) : Stage<JoinParams>(parameters)
    {
        public Artifact<Words> Csv => Export<Words>($"results/{Params.Name}.csv");

        public override Task RunAsync(StageRun run, CancellationToken cancel)
        {
            meanwhile();
            return File.WriteAllTextAsync(run[Csv], "ours", cancel);
        }
    }
}
