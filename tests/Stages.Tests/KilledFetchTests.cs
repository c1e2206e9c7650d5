using System.Diagnostics;
using Steering.Data.Fetching;
using Steering.Tests;

namespace Steering.Stages.Tests;

/// <summary>A fetch whose process is killed half-way goes on from there in the next one.</summary>
public sealed class KilledFetchTests : IDisposable
{
    private const int Half = 150_000;

    private readonly FileServer _server = new();
    private readonly string _root = Directory.CreateTempSubdirectory("killed-fetch-").FullName;

    public void Dispose()
    {
        _server.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    [Fact]
    public async Task A_process_killed_half_way_leaves_a_part_and_the_next_one_fetches_the_rest_only()
    {
        byte[] bytes = [.. Enumerable.Range(0, 2 * Half).Select(i => (byte)(i * 17 % 253))];
        var (card, downloads) = (Path.Combine(_root, "card.md"), Path.Combine(_root, "downloads"));
        var url = _server.Put("data.bin", bytes);
        File.WriteAllText(card, $"---\nname: X\nsource: s\nlicence: l\nfiles:\n  - {{ path: data.bin, url: \"{url}\" }}\n---\n");
        _server.CutNext(Half);
        _server.Holds = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var part = new DownloadFolder(downloads).PlaceOf(url) + ".part";
        using (var process = Process.Start(Program.Command(AppContext.BaseDirectory, "fetch", card, downloads, Path.Combine(_root, "first")))!)
        {
            await _server.Holds.Task;
            while (!File.Exists(part) || new FileInfo(part).Length < Half) await Task.Delay(5);
            process.Kill();
            await process.WaitForExitAsync();
            Assert.Equal(137, process.ExitCode);
        }
        Assert.False(File.Exists(new DownloadFolder(downloads).PlaceOf(url)));
        _server.Holds = null;
        using (var process = Process.Start(Program.Command(AppContext.BaseDirectory, "fetch", card, downloads, Path.Combine(_root, "second")))!)
        {
            await process.WaitForExitAsync();
            Assert.Equal(0, process.ExitCode);
        }
        Assert.Equal(bytes, File.ReadAllBytes(Path.Combine(_root, "second", "data.bin")));
        Assert.Equal(["GET /data.bin", $"GET /data.bin from {Half}"], _server.Asked);
    }
}
