namespace Steering.Flow.Tests;

/// <summary>Where light stages work, one after another.</summary>
public sealed class WorkspaceTests
{
    [LinuxFact]
    public async Task Light_stages_work_in_one_folder_under_ever_new_names_and_find_it_empty()
    {
        using var bench = new Bench { Capacity = new Capacity(1, 1L << 30) };
        var (folders, numbers) = (new List<string>(), new List<ulong>());
        Custom Look(int index) => new(new JoinParams($"{index}"), (run, output, cancel) =>
        {
            var folder = Path.GetDirectoryName(run[output])!;
            Assert.Empty(Directory.EnumerateFileSystemEntries(folder));
            Assert.All(folders, earlier => Assert.False(Path.Exists(earlier)));   // who still writes by an old name reaches nobody
            folders.Add(folder);
            numbers.Add(Posix.Stamp(folder)!.Value.Inode);
            return File.WriteAllTextAsync(run[output], $"{index}", cancel);
        });
        await bench.MakeAsync([.. Enumerable.Range(0, 8).Select(Look)]);
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(bench.StoreFolder, "tmp")));
        Assert.Equal(8, folders.Distinct(StringComparer.Ordinal).Count());
        Assert.Single(numbers.Distinct());
    }

    [Fact]
    public async Task What_a_stage_leaves_beside_its_outputs_reaches_no_other()
    {
        using var bench = new Bench { Capacity = new Capacity(1, 1L << 30) };
        Custom Untidy(int index) => new(new JoinParams($"{index}"), async (run, output, cancel) =>
        {
            Assert.Empty(Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(run[output])!));
            await File.WriteAllTextAsync(Path.Combine(Directory.CreateDirectory(run[output] + ".scratch").FullName, "page"), "left", cancel);
            await File.WriteAllTextAsync(run[output], $"{index}", cancel);
        });
        await bench.MakeAsync([.. Enumerable.Range(0, 4).Select(Untidy)]);
        var (report, _) = await bench.BuildAsync(new Custom(new JoinParams("broken"), (run, output, _) =>
        {
            File.WriteAllText(run[output], "half");
            throw new InvalidOperationException("the toy is broken");
        }));
        Assert.Single(report.Failures);
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(bench.StoreFolder, "tmp")));
    }

    [Fact]
    public void A_folder_that_was_swept_while_nobody_used_it_is_made_anew()
    {
        using var bench = new Bench();
        var swept = bench.Store.NewWorkspace();
        bench.Store.Return(swept);
        Directory.Delete(swept);
        Assert.Empty(Directory.EnumerateFileSystemEntries(bench.Store.NewWorkspace()));
    }
}
