using System.Runtime.InteropServices;

namespace Steering.Build.Doctors;

/// <summary>Cores, memory, disk, graphics processors.</summary>
internal static class Machine
{
    private const double Gibibyte = 1L << 30;
    private const double MemoryWanted = 4;
    private const double DiskNeeded = 1;
    private const double DiskWanted = 5;

    public static IEnumerable<Finding> Look(Options options)
    {
        yield return Finding.Ok("system", $"{RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}, {Environment.ProcessorCount} cores");
        yield return Memory();
        yield return Disk(options.Store);
        yield return Gpus.Count is > 0 and var count
            ? Finding.Ok("gpu", $"{count} by NVIDIA's driver; {(Gpus.Device == "cpu" ? $"build with -p:TorchDevice=cuda to use {(count == 1 ? "it" : "them")}" : $"stages that ask for one compute on {Gpus.Device}")}")
            : Finding.Ok("gpu", "none; every stage runs on the CPU");
    }

    private static Finding Memory()
    {
        var total = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / Gibibyte;
        return total >= MemoryWanted
            ? Finding.Ok("memory", $"{total:0.0} GiB")
            : Finding.Warn("memory", $"{total:0.0} GiB", $"The tiny zoo wants {MemoryWanted} GiB. Run one stage at a time (--cores 1), or give the machine or container more.");
    }

    private static Finding Disk(string store)
    {
        var folder = store;
        while (!Directory.Exists(folder)) folder = Path.GetDirectoryName(folder)!;   // ends at the root, which exists
        var free = new DriveInfo(folder).AvailableFreeSpace / Gibibyte;
        var value = $"{free:0.0} GiB free for {store}";
        return free >= DiskWanted ? Finding.Ok("disk", value)
            : free >= DiskNeeded ? Finding.Warn("disk", value, $"Less than {DiskWanted} GiB may not last. Free some, or keep the store elsewhere: --store FOLDER.")
            : Finding.Fail("disk", value, $"A run needs {DiskNeeded} GiB at the least. Free some, or keep the store elsewhere: --store FOLDER.");
    }
}
