namespace Steering.Flow.Tests;

public sealed class StoreTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(300)]
    public async Task A_truncated_manifest_is_absent_with_a_warning(int bytesKept)
    {
        using var bench = new Bench();
        await bench.MakeAsync(new Write(new WriteParams("a")));
        var file = Assert.Single(Directory.GetFiles(Path.Combine(bench.StoreFolder, "manifests")));
        File.WriteAllText(file, File.ReadAllText(file)[..bytesKept]);
        var after = await bench.MakeAsync(new Write(new WriteParams("a")));
        Assert.Equal(["Write a"], after.Ran);
        Assert.Contains(after.Warnings, warning => warning.Contains(file, StringComparison.Ordinal) && warning.Contains("garbled", StringComparison.Ordinal));
        Assert.Empty((await bench.MakeAsync(new Write(new WriteParams("a")))).Warnings);
    }

    [Theory]
    [InlineData("\"version\": 1", "\"version\": 2")]
    [InlineData("\"outputs\": [", "\"outputs\": null, \"x\": [")]
    [InlineData("{", "[{")]
    [InlineData("\"digest\"", "\"digset\"")]
    [InlineData("\"bytes\": 1", "\"bytes\": \"many\"")]
    public async Task A_garbled_manifest_is_absent_with_a_warning(string was, string now)
    {
        using var bench = new Bench();
        await bench.MakeAsync(new Write(new WriteParams("a")));
        var file = Assert.Single(Directory.GetFiles(Path.Combine(bench.StoreFolder, "manifests")));
        Assert.Contains(was, File.ReadAllText(file), StringComparison.Ordinal);
        File.WriteAllText(file, File.ReadAllText(file).Replace(was, now, StringComparison.Ordinal));
        var after = await bench.MakeAsync(new Write(new WriteParams("a")));
        Assert.Equal(["Write a"], after.Ran);
        Assert.NotEmpty(after.Warnings);
    }

    [Fact]
    public async Task A_manifest_with_any_byte_changed_never_breaks_a_build_or_a_result()
    {
        using var bench = new Bench();
        var target = new Join(new JoinParams("end"), new Write(new WriteParams("a")).Text);
        await bench.MakeAsync(target);
        var sound = Directory.GetFiles(Path.Combine(bench.StoreFolder, "manifests")).ToDictionary(file => file, File.ReadAllBytes, StringComparer.Ordinal);
        var chance = new Random(7);
        for (var round = 0; round < 150; round++)
        {
            foreach (var (file, bytes) in sound) File.WriteAllBytes(file, bytes);
            var (victim, whole) = sound.ElementAt(round % sound.Count);
            var garbled = (byte[])whole.Clone();
            garbled[chance.Next(garbled.Length)] = (byte)chance.Next(256);
            File.WriteAllBytes(victim, garbled);
            var log = await bench.MakeAsync(target);
            Assert.Equal("end\n0.0002\na", log.Read(target.Text));
        }
    }

    [Fact]
    public async Task A_truncated_object_is_written_again()
    {
        using var bench = new Bench();
        var write = new Write(new WriteParams("some text"));
        var path = (await bench.MakeAsync(write)).Report!.PathOf(write.Text);
        File.SetAttributes(path, FileAttributes.Normal);
        File.WriteAllText(path, "some");
        var after = await bench.MakeAsync(write);
        Assert.Equal(["Write some text"], after.Ran);
        Assert.Equal("some text", after.Read(write.Text));
        SoundStore.Check(bench.StoreFolder);
    }

    [Fact]
    public async Task Objects_are_read_only_and_named_by_their_content()
    {
        using var bench = new Bench();
        var write = new Write(new WriteParams("some text"));
        var path = (await bench.MakeAsync(write)).Report!.PathOf(write.Text);
        Assert.Equal(Digest.OfFile(path), Path.GetFileName(path));
        Assert.True(File.GetAttributes(path).HasFlag(FileAttributes.ReadOnly));
    }

    [Fact]
    public void Leftovers_of_dead_processes_are_swept_and_those_of_living_ones_stay()
    {
        using var bench = new Bench();
        var living = bench.Store.NewWorkspace();
        var dead = LeaseOwner.Self() with { ProcessStart = "1" };
        var left = Directory.CreateDirectory(Path.Combine(bench.StoreFolder, "tmp", $"{dead.Id}-1")).FullName;
        File.WriteAllText(Path.Combine(bench.StoreFolder, "owners", dead.Id), dead.ToText());
        File.WriteAllText(Path.Combine(left, "half"), "written");
        var code = Enumerable.Range(0, 9).Select(copy => Directory.CreateDirectory(Path.Combine(bench.StoreFolder, "code", $"{copy}")).FullName).ToArray();
        using (var second = Store.Open(bench.StoreFolder))
        {
            Assert.False(Directory.Exists(left));
            Assert.True(Directory.Exists(living));
            Assert.All(code, copy => Assert.True(Directory.Exists(copy)));   // the living one may run from any
        }
        bench.Reopen();
        _ = bench.Store;
        Assert.False(Directory.Exists(living));
        Assert.Equal(4, code.Count(Directory.Exists));
    }

    [Fact]
    public void A_store_of_another_format_is_refused()
    {
        using var bench = new Bench();
        _ = bench.Store;
        bench.Reopen();
        File.WriteAllText(Path.Combine(bench.StoreFolder, "format"), "steering-flow-store 9\n");
        Assert.Contains("another format ('steering-flow-store 9'", Assert.Throws<FlowException>(() => bench.Store).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_manifest_tells_everything_about_a_run()
    {
        using var bench = new Bench();
        bench.Write("atlas/a.txt", "a");
        await bench.MakeAsync(new Join(new JoinParams("end"), new CountPages(new Source<Words>("atlas")).Text));
        var manifest = bench.Store.Manifests().Single(manifest => manifest.Label == "Join end");
        Assert.Equal(0.0002, manifest.Params.GetProperty("Rate").GetDouble());
        var input = Assert.Single(manifest.Inputs);
        Assert.Equal("Count pages/count.txt", input.Name);
        Assert.Contains(bench.Store.Manifests(), producer => producer.Key == input.ProducerKey && producer.Inputs[0].Name == "atlas");
        Assert.Equal(Digest.OfFile(bench.Store.ObjectPath(manifest.Outputs[0].Digest)), manifest.Outputs[0].Digest);
        Assert.Equal("test", manifest.Run.CommandLine);
        Assert.True(manifest.Run.Finished >= manifest.Run.Started);
    }

    [Fact]
    public async Task What_a_format_says_counts_downstream_where_its_bytes_do_not()
    {
        using var bench = new Bench();
        var shout = new Shout(new WriteParams("words"));
        await bench.MakeAsync(new Letters(shout.Text));
        var after = await bench.MakeAsync(new Letters(new Shout(new WriteParams("WORDS")).Text));
        Assert.Equal(["Shout"], after.Ran);
    }

    [SmallDiskFact]
    public async Task A_full_disk_is_a_clear_error_and_leaves_the_store_sound()
    {
        using var disk = SmallDisk.TryMount(2 << 20)!;
        using var bench = new Bench(disk.Folder);
        await bench.MakeAsync(new Write(new WriteParams("small")));
        var (report, _) = await bench.BuildAsync(Big(3 << 20));
        var message = report.Failures[0].Error.Message;
        Assert.Contains($"The disk is full at {bench.StoreFolder}", message, StringComparison.Ordinal);
        Assert.Matches(@"needs \d+\.\d MiB, .* are free", message);
        SoundStore.Check(bench.StoreFolder);
        bench.Reopen();
        Assert.Empty((await bench.MakeAsync(new Write(new WriteParams("small")))).Ran);
        await bench.MakeAsync(Big(1 << 19));
    }

    [SmallDiskFact]
    public async Task A_disk_that_is_full_to_the_last_byte_before_publishing_leaves_the_store_sound()
    {
        using var disk = SmallDisk.TryMount(2 << 20)!;
        using var bench = new Bench(disk.Folder);
        await bench.MakeAsync(new Write(new WriteParams("small")));
        var (report, _) = await bench.BuildAsync(new Custom(new JoinParams("greedy"), (run, output, _) =>
        {
            File.WriteAllText(run[output], "result");
            FillUp(Path.Combine(disk.Folder, "filler"));
            return Task.CompletedTask;
        }));
        Assert.Contains("The disk is full at", report.Failures[0].Error.Message, StringComparison.Ordinal);
        SoundStore.Check(bench.StoreFolder);
        File.Delete(Path.Combine(disk.Folder, "filler"));
        bench.Reopen();
        Assert.Single((await bench.MakeAsync(new Write(new WriteParams("small")), new Write(new WriteParams("more")))).Ran);
    }

    /// <summary>From none to enough for all that publishing writes: object, folders, manifest, the record of an export and its copy.</summary>
    [SmallDiskTheory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(6)]
    [InlineData(9)]
    [InlineData(14)]
    public async Task A_disk_that_becomes_full_at_any_step_of_publishing_leaves_the_store_sound_and_the_next_run_finishes(int pagesLeft)
    {
        using var disk = SmallDisk.TryMount(2 << 20)!;
        using var bench = new Bench(disk.Folder);
        await bench.MakeAsync(new Write(new WriteParams("small")));
        var filler = Path.Combine(disk.Folder, "filler");
        IStage Target(bool fills) => new Custom(new JoinParams("end"), (run, output, _) => File.WriteAllTextAsync(run[output], "end", CancellationToken.None),
            new Greedy(new PublishParams(3, "datasets/toy/raw")) { Filler = fills ? filler : null, PagesLeft = pagesLeft }.Pages);
        var (report, log) = await bench.BuildAsync(Target(fills: true));
        Assert.All(report.Failures, failure => Assert.Contains("The disk is full at", failure.Error.Message, StringComparison.Ordinal));
        SoundStore.Check(bench.StoreFolder);
        File.Delete(filler);
        bench.Reopen();
        var after = await bench.MakeAsync(Target(fills: false), new Write(new WriteParams("small")));
        Assert.DoesNotContain("Write small", after.Ran);
        Assert.Equal(2, log.Ran.Concat(after.Ran).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(3, Directory.GetFiles(bench.PathOf("datasets/toy/raw")).Length);
        SoundStore.Check(bench.StoreFolder);
    }

    /// <summary>Publishes pages, and fills the disk up to so many pages of memory before it is published.</summary>
    private sealed class Greedy(PublishParams parameters) : Stage<PublishParams>(parameters)
    {
        private const int PageBytes = 4096;

        public Artifact<Words> Pages => Export<Words>(Params.Place);

        public string? Filler { get; init; }

        public int PagesLeft { get; init; }

        public override Task RunAsync(StageRun run, CancellationToken cancel)
        {
            Directory.CreateDirectory(run[Pages]);
            for (var page = 0; page < Params.Pages; page++) File.WriteAllText(Path.Combine(run[Pages], $"{page}"), $"page {page}");
            if (Filler is null) return Task.CompletedTask;
            FillUp(Filler);
            using var file = new FileStream(Filler, FileMode.Open);
            file.SetLength(Math.Max(0, file.Length - (PagesLeft * PageBytes)));
            return Task.CompletedTask;
        }
    }

    private static Custom Big(int bytes) => new(new JoinParams($"big {bytes}"), (run, output, cancel) => File.WriteAllBytesAsync(run[output], new byte[bytes], cancel));

    private static void FillUp(string path)
    {
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 1);
        try
        {
            for (var block = new byte[4096]; ;) file.Write(block);
        }
        catch (IOException) { /* that was the aim */ }
    }

    /// <summary>Its output means the same in upper and lower case.</summary>
    private sealed class Shout(WriteParams parameters) : Stage<WriteParams>(parameters)
    {
        public Artifact<Words> Text => Output<Words>("text.txt", path => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(File.ReadAllText(path).ToUpperInvariant()))));

        public override Task RunAsync(StageRun run, CancellationToken cancel) => File.WriteAllTextAsync(run[Text], Params.Text, cancel);
    }
}
