using System.Diagnostics;

namespace Steering.Flow.Tests;

/// <summary>Needs /proc and signals.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LinuxFactAttribute : FactAttribute
{
    public LinuxFactAttribute()
    {
        if (!OperatingSystem.IsLinux()) Skip = "Kills processes and looks for them in /proc: Linux only.";
    }
}

/// <summary>Needs /proc and what else Linux has.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LinuxTheoryAttribute : TheoryAttribute
{
    public LinuxTheoryAttribute()
    {
        if (!OperatingSystem.IsLinux()) Skip = "Watches opened files: Linux only.";
    }
}

/// <summary>Needs a small file system of its own, which only root may mount.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SmallDiskFactAttribute : FactAttribute
{
    public SmallDiskFactAttribute()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess) Skip = "Mounts a small tmpfs: needs root on Linux.";
        else if (SmallDisk.TryMount(1 << 20) is not { } disk) Skip = "Mounting a tmpfs is not permitted here.";
        else disk.Dispose();
    }
}

/// <summary>The same for theories.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SmallDiskTheoryAttribute : TheoryAttribute
{
    public SmallDiskTheoryAttribute() => Skip = new SmallDiskFactAttribute().Skip;
}

/// <summary>A tmpfs of a given size.</summary>
internal sealed class SmallDisk : IDisposable
{
    private SmallDisk(string path) => Folder = path;

    public string Folder { get; }

    public static SmallDisk? TryMount(long bytes)
    {
        var folder = Directory.CreateTempSubdirectory("small-disk-").FullName;
        if (Run("mount", "-t", "tmpfs", "-o", $"size={bytes}", "none", folder)) return new SmallDisk(folder);
        Directory.Delete(folder);
        return null;
    }

    public void Dispose()
    {
        if (Run("umount", Folder)) Directory.Delete(Folder);
    }

    private static bool Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, UseShellExecute = false })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception) { return false; }
    }
}
