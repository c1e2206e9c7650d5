namespace Steering.Flow.Tests;

/// <summary>
/// What a power cut may undo of light stages, whose names are not waited for: manifests, the names of objects and, of small ones, the bytes, in any
/// order. All of it is found and made again. Other bytes of the same length are <see cref="BootMarkTests"/>' matter.
/// </summary>
public sealed class PowerCutTests
{
    public static TheoryData<Loss, Loss, bool> Losses()
    {
        var data = new TheoryData<Loss, Loss, bool>();
        foreach (var manifest in Enum.GetValues<Loss>())
            foreach (var bytes in Enum.GetValues<Loss>().Where(bytes => manifest != Loss.Nothing || bytes != Loss.Nothing))
                foreach (var isIndexed in (bool[])[true, false]) data.Add(manifest, bytes, isIndexed);
        return data;
    }

    [Theory]
    [MemberData(nameof(Losses))]
    public async Task A_result_whose_manifest_or_bytes_a_power_cut_took_is_made_again_and_nothing_else(Loss manifest, Loss bytes, bool isIndexed)
    {
        using var bench = Later();
        var end = new Join(new JoinParams("end"), new Write(new WriteParams("start")).Text);
        var whole = (await bench.MakeAsync(end)).Read(end.Text);
        Cut(bench, "Join end", manifest, bytes, isIndexed);
        var after = await bench.MakeAsync(end);
        Assert.Equal(["Join end"], after.Ran);
        Assert.Equal(whole, after.Read(end.Text));
        SoundStore.Check(bench.StoreFolder);
        Assert.Empty((await bench.MakeAsync(end)).Ran);
    }

    [Theory]
    [MemberData(nameof(Losses))]
    public async Task What_was_made_from_a_lost_result_stands_and_the_lost_one_is_made_again_when_a_stage_reads_it(Loss manifest, Loss bytes, bool isIndexed)
    {
        using var bench = Later();
        Join End(string name) => new(new JoinParams(name), new Write(new WriteParams("start")).Text);
        await bench.MakeAsync(End("end"));
        Cut(bench, "Write start", manifest, bytes, isIndexed);
        Assert.Empty((await bench.MakeAsync(End("end"))).Ran);
        var other = End("other");
        var after = await bench.MakeAsync(other);
        Assert.Equal(["Write start", "Join other"], after.Ran);
        Assert.Equal("other\n0.0002\nstart", after.Read(other.Text));
        SoundStore.Check(bench.StoreFolder);
    }

    /// <summary>Its clock is ahead of the files', so that the index trusts what it has read of them.</summary>
    private static Bench Later() => new() { Clock = new Ahead() };

    private static void Cut(Bench bench, string label, Loss manifest, Loss bytes, bool isIndexed)
    {
        var result = bench.Store.Manifests().Single(result => result.Label == label);
        _ = bench.Store.Index.Find(result.Key, warn: null);
        bench.Reopen();
        Assert.True(File.Exists(Path.Combine(bench.StoreFolder, "index.txt")));
        if (!isIndexed) File.Delete(Path.Combine(bench.StoreFolder, "index.txt"));
        var names = new[] { (Path.Combine(bench.StoreFolder, "manifests", result.Key + ".json"), manifest), (bench.Store.ObjectPath(result.Outputs[0].Digest), bytes) };
        bench.Reopen();
        foreach (var (path, loss) in names) Take(path, loss);
    }

    private static void Take(string path, Loss loss)
    {
        if (loss == Loss.Nothing) return;
        var whole = File.ReadAllBytes(path);
        File.SetAttributes(path, FileAttributes.Normal);
        File.Delete(path);
        if (loss != Loss.Name) File.WriteAllBytes(path, loss == Loss.Bytes ? [] : whole[..(whole.Length / 2)]);
    }

    /// <summary>What is gone of a file.</summary>
    public enum Loss { Nothing, Name, Bytes, Half }

    private sealed class Ahead : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddMinutes(1);
    }
}
