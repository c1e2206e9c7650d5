namespace Steering.Flow.Tests;

/// <summary>Two machines with a store each, and a folder that both see.</summary>
public sealed class SharedStoreTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("shared-").FullName;
    private readonly Bench _cluster = new();
    private readonly Bench _laptop = new();

    public SharedStoreTests()
    {
        _cluster.Shared = new DirectoryRemote(_folder);
        _laptop.Shared = new DirectoryRemote(_folder);
        _laptop.Isolated = new SharedHouse.Forbidden();
    }

    public void Dispose()
    {
        _cluster.Dispose();
        _laptop.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_laptop_builds_a_table_whose_training_ran_elsewhere_and_fetches_nothing_but_the_table()
    {
        await _cluster.MakeAsync(SharedHouse.Of(_cluster));
        var plan = _laptop.Plan(SharedHouse.Of(_laptop));
        Assert.Empty(plan.ToRun);
        Assert.Equal(Standing.Elsewhere, plan.Stages[^1].Standing);
        var log = await _laptop.MakeAsync(SharedHouse.Of(_laptop));
        Assert.Empty(log.Ran);
        Assert.Equal(File.ReadAllText(_cluster.PathOf(SharedHouse.TablePlace)), File.ReadAllText(_laptop.PathOf(SharedHouse.TablePlace)));
        Assert.Equal([Digest.OfFile(_laptop.PathOf(SharedHouse.TablePlace))], SharedHouse.Objects(_laptop));
        Assert.Single(Directory.GetFiles(Path.Combine(_laptop.StoreFolder, "manifests")));
    }

    [Fact]
    public async Task A_laptop_changes_the_table_and_fetches_the_scores_but_no_checkpoint()
    {
        var elsewhere = await _cluster.MakeAsync(SharedHouse.Of(_cluster));
        var log = await _laptop.MakeAsync(SharedHouse.Of(_laptop, title: "another title"));
        Assert.Equal(["Table"], log.Ran);
        Assert.StartsWith("another title\ngrade 0", File.ReadAllText(_laptop.PathOf(SharedHouse.TablePlace)), StringComparison.Ordinal);
        var expected = elsewhere.Report!.Results.Where(pair => pair.Key.Label.StartsWith("Join grade", StringComparison.Ordinal)).Select(pair => pair.Value.Outputs[0].Digest)
            .Append(Digest.OfFile(_laptop.PathOf(SharedHouse.TablePlace)));
        Assert.Equal(expected.Order(StringComparer.Ordinal), SharedHouse.Objects(_laptop).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_a_laptop_makes_comes_back_to_the_cluster()
    {
        await _cluster.MakeAsync(SharedHouse.Of(_cluster));
        await _laptop.MakeAsync(SharedHouse.Of(_laptop, title: "another title"));
        Assert.Empty((await _cluster.MakeAsync(SharedHouse.Of(_cluster, title: "another title"))).Ran);
        Assert.StartsWith("another title", File.ReadAllText(_cluster.PathOf(SharedHouse.TablePlace)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Results_that_were_here_before_are_sent_by_a_later_build_once()
    {
        _cluster.Shared = null;
        await _cluster.MakeAsync(SharedHouse.Of(_cluster));
        var remote = new CountingRemote(new DirectoryRemote(_folder));
        _cluster.Shared = remote;
        await _cluster.MakeAsync(SharedHouse.Of(_cluster));
        Assert.NotEqual(0, remote.Puts);
        Assert.Empty((await _laptop.MakeAsync(SharedHouse.Of(_laptop))).Ran);
        (remote.Puts, remote.Gets) = (0, 0);
        await _cluster.MakeAsync(SharedHouse.Of(_cluster));
        Assert.Equal((0, 0), (remote.Puts, remote.Gets));   // an up-to-date build asks nobody
    }

    [Fact]
    public async Task A_key_that_becomes_known_during_a_build_is_looked_up_elsewhere()
    {
        await _cluster.MakeAsync(SharedHouse.Of(_cluster, source: "leaf"));
        _laptop.Isolated = Bench.InProcess;
        var log = await _laptop.MakeAsync(SharedHouse.Of(_laptop, source: "LEAF"));   // of the same length: counted, it gives the same bytes
        Assert.Equal(["Count pages"], log.Ran);
    }

    [Fact]
    public async Task Folders_travel()
    {
        PublishPages Pages() => new(new PublishParams(3, "datasets/toy/raw"));
        await _cluster.MakeAsync(Pages());
        Assert.Empty((await _laptop.MakeAsync(Pages())).Ran);
        Assert.Equal(Digest.Of(_cluster.PathOf("datasets/toy/raw")), Digest.Of(_laptop.PathOf("datasets/toy/raw")));
        SoundStore.Check(_laptop.StoreFolder);
    }

    [Fact]
    public async Task Folders_in_folders_empty_files_and_empty_folders_travel_too()
    {
        static Custom Tree() => new(new JoinParams("tree"), (run, output, _) =>
        {
            Directory.CreateDirectory(Path.Combine(run[output], "images", "test", "empty"));
            File.WriteAllText(Path.Combine(run[output], "images", "test", new string('n', 150) + " ü.png"), "png");
            File.WriteAllText(Path.Combine(run[output], "labels.json"), "");
            return Task.CompletedTask;
        });
        var log = await _cluster.MakeAsync(Tree());
        Assert.Empty(log.Warnings);
        Assert.Empty((await _laptop.MakeAsync(Tree())).Ran);
        SoundStore.Check(_laptop.StoreFolder);
        Assert.Single(SharedHouse.Objects(_laptop));
    }

    [Fact]
    public async Task An_object_that_is_not_what_its_name_says_is_refused_made_again_and_mended_there()
    {
        await _cluster.MakeAsync(SharedHouse.Of(_cluster));
        var table = Digest.OfFile(_cluster.PathOf(SharedHouse.TablePlace));
        var path = Path.Combine(_folder, "objects", table[..2], table);
        File.WriteAllText(path, "not the table");
        var log = await _laptop.MakeAsync(SharedHouse.Of(_laptop));
        Assert.Equal(["Table"], log.Ran);
        Assert.Contains(log.Warnings, warning => warning.Contains("is not what its name says", StringComparison.Ordinal));
        Assert.Equal(table, Digest.OfFile(path));
        Assert.Equal(table, Digest.OfFile(_laptop.PathOf(SharedHouse.TablePlace)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("another stage's")]
    public async Task A_garbled_manifest_there_is_told_and_ignored(string content)
    {
        _laptop.Isolated = Bench.InProcess;
        await _cluster.MakeAsync(SharedHouse.Of(_cluster));
        var manifests = Directory.GetFiles(Path.Combine(_folder, "manifests"), "*.json", SearchOption.AllDirectories);
        var other = File.ReadAllText(manifests[0]);
        foreach (var path in manifests) File.WriteAllText(path, content.StartsWith("another", StringComparison.Ordinal) ? other : content);
        if (content.StartsWith("another", StringComparison.Ordinal)) File.WriteAllText(manifests[0], "");
        var log = await _laptop.MakeAsync(SharedHouse.Of(_laptop));
        Assert.Equal(6, log.Ran.Count);
        Assert.Contains(log.Warnings, warning => warning.Contains("is garbled", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_deep_key_that_leads_to_another_stage_s_result_is_refused()
    {
        _laptop.Isolated = Bench.InProcess;
        await _cluster.MakeAsync(SharedHouse.Of(_cluster));
        var wrong = _cluster.Store.Manifests().First(manifest => manifest.Label == "Count pages").Key;
        foreach (var path in Directory.GetFiles(Path.Combine(_folder, "deep"), "*", SearchOption.AllDirectories)) File.WriteAllText(path, wrong);
        await _laptop.MakeAsync(SharedHouse.Of(_laptop));
        Assert.Equal(File.ReadAllText(_cluster.PathOf(SharedHouse.TablePlace)), File.ReadAllText(_laptop.PathOf(SharedHouse.TablePlace)));
    }

    [Fact]
    public async Task A_store_that_is_not_there_is_told_once_and_the_build_goes_on()
    {
        _cluster.Shared = new DirectoryRemote(Path.Combine(_folder, "not", "mounted"));
        var log = await _cluster.MakeAsync(SharedHouse.Of(_cluster));
        Assert.Equal(6, log.Ran.Count);
        Assert.Contains("cannot be read (there is no folder", Assert.Single(log.Warnings), StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_folder, "not")));
    }

    [Fact]
    public async Task A_store_that_does_not_answer_is_given_up_after_its_time_and_the_build_goes_on()
    {
        _cluster.Shared = new HangingRemote();
        var log = await _cluster.MakeAsync(SharedHouse.Of(_cluster));
        Assert.Equal(6, log.Ran.Count);
        Assert.Contains("no answer in time", Assert.Single(log.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_that_may_only_be_read_is_read()
    {
        await _cluster.MakeAsync(SharedHouse.Of(_cluster));
        _laptop.Shared = new CountingRemote(new DirectoryRemote(_folder)) { IsReadOnly = true };
        var log = await _laptop.MakeAsync(SharedHouse.Of(_laptop, title: "another title"));
        Assert.Equal(["Table"], log.Ran);
        Assert.Contains("cannot be written (it may only be read)", Assert.Single(log.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Writers_of_one_name_at_one_time_leave_it_whole()
    {
        var files = Enumerable.Range(0, 2).Select(index => { var path = Path.Combine(_folder, $"file{index}"); File.WriteAllBytes(path, [.. Enumerable.Repeat((byte)index, 300_000)]); return path; }).ToArray();
        var remote = new DirectoryRemote(_folder);
        await Task.WhenAll(Enumerable.Range(0, 40).Select(index => remote.PutAsync("objects/ab/abc", files[index % 2], CancellationToken.None)));
        Assert.Contains(Digest.OfFile(Path.Combine(_folder, "objects/ab/abc")), files.Select(Digest.OfFile));
        Assert.Empty(Directory.GetFiles(Path.Combine(_folder, "incoming")));
    }

    [Theory]
    [InlineData("../outside")]
    [InlineData("/outside")]
    [InlineData("a/../../outside")]
    public async Task An_archive_cannot_write_outside_its_folder(string name)
    {
        PublishPages Pages() => new(new PublishParams(3, "datasets/toy/raw"));
        await _cluster.MakeAsync(Pages());
        await using (var stream = File.Create(Directory.GetFiles(Path.Combine(_folder, "objects"), "*", SearchOption.AllDirectories).Single()))
        await using (var writer = new System.Formats.Tar.TarWriter(stream))
            await writer.WriteEntryAsync(new System.Formats.Tar.PaxTarEntry(System.Formats.Tar.TarEntryType.RegularFile, name) { DataStream = new MemoryStream([1]) });
        var log = await _laptop.MakeAsync(Pages());
        Assert.Single(log.Ran);
        Assert.Contains(log.Warnings, warning => warning.Contains("would lie outside the folder", StringComparison.Ordinal));
        Assert.Empty(Directory.GetFileSystemEntries(_laptop.Root, "outside", SearchOption.AllDirectories));
        Assert.False(Path.Exists("/outside"));
    }

    private sealed class CountingRemote(IRemoteStore inner) : IRemoteStore
    {
        private int _puts;
        private int _gets;

        public int Puts { get => _puts; set => _puts = value; }

        public int Gets { get => _gets; set => _gets = value; }

        public bool IsReadOnly { get; init; }

        public string Name => "counted";

        public Task<bool> HasAsync(string name, CancellationToken cancel)
        {
            Interlocked.Increment(ref _gets);
            return inner.HasAsync(name, cancel);
        }

        public Task<bool> GetAsync(string name, string path, CancellationToken cancel)
        {
            Interlocked.Increment(ref _gets);
            return inner.GetAsync(name, path, cancel);
        }

        public Task PutAsync(string name, string path, CancellationToken cancel)
        {
            Interlocked.Increment(ref _puts);
            return IsReadOnly ? throw new UnauthorizedAccessException("it may only be read.") : inner.PutAsync(name, path, cancel);
        }
    }

    /// <summary>Heeds no token, as a dead mount.</summary>
    private sealed class HangingRemote : IRemoteStore
    {
        public string Name => "hanging";

        public Task<bool> HasAsync(string name, CancellationToken cancel) => new TaskCompletionSource<bool>().Task;

        public Task<bool> GetAsync(string name, string path, CancellationToken cancel) => new TaskCompletionSource<bool>().Task;

        public Task PutAsync(string name, string path, CancellationToken cancel) => new TaskCompletionSource().Task;
    }
}
