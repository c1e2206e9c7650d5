namespace Steering.Flow.Tests;

/// <summary>
/// Small objects of light stages are named before their bytes are on the disk. What a crash of the system makes of that, at worst, is another text of the
/// same length under the name: the next run of the system finds it when it opens the store.
/// </summary>
public sealed class BootMarkTests
{
    private const string Earlier = "00000000-0000-0000-0000-000000000000";

    public enum Left { Zeros, OtherBytes, Half, None, Nothing }

    public static TheoryData<Left> Every { get; } = [.. Enum.GetValues<Left>()];

    [LinuxTheory]
    [MemberData(nameof(Every))]
    public async Task An_object_that_a_crash_of_the_system_spoiled_is_made_again_when_it_is_read(Left left)
    {
        using var bench = new Bench();
        Join End(string name) => new(new JoinParams(name), new Write(new WriteParams("start")).Text);
        await bench.MakeAsync(End("end"));
        Crash(bench, "Write start", left);
        Assert.Empty((await bench.MakeAsync(End("end"))).Ran);   // its result stands
        var other = End("other");
        var after = await bench.MakeAsync(other);
        Assert.Equal(["Write start", "Join other"], after.Ran);
        Assert.Equal("other\n0.0002\nstart", after.Read(other.Text));
        SoundStore.Check(bench.StoreFolder);
    }

    [LinuxTheory]
    [MemberData(nameof(Every))]
    public async Task A_targets_own_object_is_made_again_and_an_orphan_is_not_believed_either(Left left)
    {
        using var bench = new Bench();
        var write = new Write(new WriteParams("some text"));
        await bench.MakeAsync(write);
        var manifest = Crash(bench, write.Label, left, isOrphan: true);
        Assert.False(File.Exists(manifest));
        SoundStore.Check(bench.StoreFolder);   // before anything runs
        var after = await bench.MakeAsync(write);
        Assert.Equal("some text", after.Read(write.Text));
    }

    [LinuxFact]
    public async Task A_run_of_the_system_that_ended_well_costs_one_look_and_no_result()
    {
        using var bench = new Bench();
        var end = new Join(new JoinParams("end"), new Write(new WriteParams("start")).Text);
        await bench.MakeAsync(end);
        var mark = Assert.Single(Marks(bench));
        Assert.Equal(Posix.BootId(), Path.GetFileName(mark));
        bench.Reopen();
        Assert.Equal([mark], Opened(bench));                       // it goes with its run of the system only
        File.Move(mark, Path.Combine(Path.GetDirectoryName(mark)!, Earlier));
        bench.Reopen();
        Assert.Empty(Opened(bench));
        Assert.False(Directory.Exists(Path.Combine(bench.StoreFolder, "rotten")));
        Assert.Empty((await bench.MakeAsync(end)).Ran);
    }

    [LinuxFact]
    public async Task Without_its_mark_no_object_is_named_and_with_room_for_it_the_next_build_goes_on()
    {
        using var bench = new Bench();
        var inTheWay = Directory.CreateDirectory(Path.Combine(bench.Store.Folder, "boots", Posix.BootId()!));
        var (report, _) = await bench.BuildAsync(new Write(new WriteParams("some text")));
        Assert.Single(report.Failures);
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(bench.StoreFolder, "objects"), "*", SearchOption.AllDirectories));
        inTheWay.Delete();
        Assert.Single((await bench.MakeAsync(new Write(new WriteParams("some text")))).Ran);
        Assert.Single(Marks(bench));
    }

    [LinuxFact]
    public async Task Large_files_folders_and_what_stages_in_processes_of_their_own_write_are_waited_for()
    {
        using var bench = new Bench();
        await bench.MakeAsync(new Custom(new JoinParams("heavy"), (run, output, cancel) => File.WriteAllTextAsync(run[output], "small", cancel)) { Demand = Resources.Heavy(gigabytes: 0.1) },
            new Custom(new JoinParams("large"), (run, output, cancel) => File.WriteAllBytesAsync(run[output], new byte[(64 << 10) + 1], cancel)),
            new Custom(new JoinParams("folder"), (run, output, cancel) => File.WriteAllTextAsync(Path.Combine(Directory.CreateDirectory(run[output]).FullName, "page"), "small", cancel)));
        Assert.Empty(Marks(bench));
        await bench.MakeAsync(new Custom(new JoinParams("small"), (run, output, cancel) => File.WriteAllBytesAsync(run[output], new byte[64 << 10], cancel)));
        Assert.Single(Marks(bench));
    }

    /// <summary>What is left of an object, and perhaps of its manifest, when the system runs again and opens the store.</summary>
    private static string Crash(Bench bench, string label, Left left, bool isOrphan = false)
    {
        var result = bench.Store.Manifests().Single(result => result.Label == label);
        var (manifest, path) = (bench.Store.ManifestPath(result.Key), bench.Store.ObjectPath(result.Outputs[0].Digest));
        var mark = Assert.Single(Marks(bench));
        bench.Reopen();
        var whole = File.ReadAllBytes(path);
        File.SetAttributes(path, FileAttributes.Normal);
        if (left == Left.Nothing) File.Delete(path);
        else File.WriteAllBytes(path, left switch { Left.Zeros => new byte[whole.Length], Left.OtherBytes => [.. whole[..^1], (byte)(whole[^1] ^ 1)], Left.Half => whole[..(whole.Length / 2)], _ => [] });
        if (isOrphan) File.Delete(manifest);
        File.Move(mark, Path.Combine(Path.GetDirectoryName(mark)!, Earlier));
        Assert.Empty(Opened(bench));
        return manifest;
    }

    private static string[] Opened(Bench bench)
    {
        _ = bench.Store;
        return Marks(bench);
    }

    private static string[] Marks(Bench bench) => Directory.GetFiles(Path.Combine(bench.StoreFolder, "boots"));
}
