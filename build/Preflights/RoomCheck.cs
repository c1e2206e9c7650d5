using Steering.Build.Views;
using Steering.Data;
using Steering.Data.Fetching;
using Steering.Stages;
using Finding = Steering.Build.Doctors.Finding;

namespace Steering.Build.Preflights;

/// <summary>Room and rights: disk against what would be written, memory and GPUs against what stages ask for, and folders that can be written to.</summary>
internal static class RoomCheck
{
    /// <summary>Part of an expectation that must be free beside it: estimates err, and other programs write too.</summary>
    private const double Margin = 1.1;

    public static IEnumerable<Finding> Look(Ready ready)
    {
        var fetches = ready.Open.Select(node => node.Stage).OfType<Fetch>().ToArray();
        string[] folders = [ready.Context.Store.Folder, Path.Combine(ready.Context.Root, "results", ready.Zoo.Name), .. fetches.Length > 0 ? (string[])[ready.Downloads.Root] : []];
        foreach (var folder in folders)
            if (Refusal(folder) is { } refusal) yield return Finding.Fail("write", $"{folder}: {refusal}", "Give this user the right to write there, or name another folder (--store, --downloads).");
        foreach (var finding in Disk(ready, fetches)) yield return finding;
        foreach (var finding in Memory(ready)) yield return finding;
    }

    private static IEnumerable<Finding> Disk(Ready ready, Fetch[] fetches)
    {
        var written = ready.Open.Sum(node => ready.Forecasts.Calculated(node)?.OutputBytes ?? 0);
        var fetched = fetches.Select(fetch => SourceCheck.Read(Path.Combine(ready.Context.Root, fetch.Card), out _)).OfType<DatasetCard>()
            .SelectMany(card => CardFetch.Absent(card, ready.Downloads)).DistinctBy(file => file.Url).Sum(file => (double)(file.RoughBytes ?? 0));
        foreach (var drive in ((string Folder, double Bytes)[])[(ready.Context.Store.Folder, written), (ready.Downloads.Root, fetched)] is var both && DriveOf(both[0].Folder) == DriveOf(both[1].Folder) ? [(both[0].Folder, written + fetched)] : both)
        {
            if (drive.Bytes <= 0) continue;
            var free = new DriveInfo(DriveOf(drive.Folder)).AvailableFreeSpace;
            var value = $"{Amounts.Bytes(free)} free for {drive.Folder}, about {Amounts.Bytes(drive.Bytes)} would be written";
            yield return free >= drive.Bytes * Margin ? Finding.Ok("disk", value) : Finding.Fail("disk", value, "Free some, or keep the store or the downloads on another disk (--store, --downloads).");
        }
    }

    private static IEnumerable<Finding> Memory(Ready ready)
    {
        if (ready.Open.Count == 0) yield break;
        var gpus = ready.Open.Max(node => node.Stage.Needs.Gpus);
        if (gpus > ready.Capacity.Gpus)
            yield return Finding.Fail("gpu", $"{ready.Capacity.Gpus} here; {ready.Open.Count(node => node.Stage.Needs.Gpus > ready.Capacity.Gpus)} stages need {gpus}", "Run on a machine with GPUs and build with -p:TorchDevice=cuda, or choose a smaller zoo (--zoo tiny).");
        else if (gpus > 0 && ready.Context.Device == "cpu")
            yield return Finding.Fail("device", $"this build computes on the CPU; {ready.Open.Count(node => node.Stage.Needs.Gpus > 0)} stages are meant for a GPU and would take years", "Build with -p:TorchDevice=cuda, or choose a smaller zoo (--zoo tiny).");
        var all = Math.Max(ready.Capacity.MemoryBytes, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
        if (ready.Open.MaxBy(node => node.Stage.Needs.MemoryBytes) is { } hungry && hungry.Stage.Needs.MemoryBytes > all)
            yield return Finding.Fail("memory", $"{Amounts.Bytes(all)} here; '{hungry.Label}' needs {Amounts.Bytes(hungry.Stage.Needs.MemoryBytes)}", "Give the machine or the container more.");
        var device = ready.GpuBytes ?? Accelerator.A100.MemoryBytes;
        var large = ready.Open.Where(node => ready.Forecasts.Calculated(node) is { IsOnGpu: true } estimate && estimate.PeakBytes > device).ToArray();
        foreach (var kind in large.GroupBy(node => ready.Forecasts.Calculated(node)!.PeakBytes))   // grouped by what it is not null for
            yield return Finding.Fail("gpu size", $"{string.Join(", ", kind.Select(node => node.Label))}: about {Amounts.Bytes(kind.Key)} on one GPU of {Amounts.Bytes(device)}", "No stage spreads one model over GPUs. Take a smaller batch (--set ROW.Batch), leave the row out by naming others, or take a GPU with more memory.");
    }

    private static string DriveOf(string folder)
    {
        while (!Directory.Exists(folder)) folder = Path.GetDirectoryName(folder)!;   // ends at the root, which exists
        return DriveInfo.GetDrives().Select(drive => drive.Name).Where(name => (folder + "/").StartsWith(name.TrimEnd('/') + "/", StringComparison.Ordinal)).MaxBy(name => name.Length) ?? folder;
    }

    private static string? Refusal(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            var probe = Path.Combine(folder, $".preflight-{Environment.ProcessId}");
            File.WriteAllText(probe, "may be removed");
            File.Delete(probe);
            return null;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return refused.Message;
        }
    }
}
