using System.Globalization;
using System.Runtime.InteropServices;

namespace Steering.Benchmarks;

/// <summary>What of this process lies in memory, as Linux tells it.</summary>
internal static partial class ResidentMemory
{
    private const string ResetPeak = "5";   // proc(5), clear_refs

    /// <summary>Hands freed memory back to the system, so that what is taken next is seen.</summary>
    public static void GiveBack() => _ = malloc_trim(0);

    /// <summary>Counts the peak from now on; bytes resident now.</summary>
    public static long Reset()
    {
        File.WriteAllText("/proc/self/clear_refs", ResetPeak);
        return Bytes("VmRSS:");
    }

    public static long Peak() => Bytes("VmHWM:");

    private static long Bytes(string entry)
    {
        var line = File.ReadLines("/proc/self/status").First(line => line.StartsWith(entry, StringComparison.Ordinal));
        return long.Parse(line.AsSpan(entry.Length).Trim().TrimEnd("kB").Trim(), CultureInfo.InvariantCulture) * 1024;
    }

    [LibraryImport("libc")]
    private static partial int malloc_trim(nuint pad);
}
