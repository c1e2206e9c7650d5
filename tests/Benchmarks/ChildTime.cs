using System.Runtime.InteropServices;

namespace Steering.Benchmarks;

/// <summary>Processor time of the processes that this one has started and seen end: what a crowded machine changes least.</summary>
internal static partial class ChildTime
{
    private const int Children = -1;
    private const int Fields = 18;   // struct rusage: two timevals, then fourteen longs

    /// <summary>Milliseconds so far; 0 where the system does not tell.</summary>
    public static double Milliseconds()
    {
        if (!OperatingSystem.IsLinux()) return 0;
        var usage = new long[Fields];
        return getrusage(Children, usage) == 0 ? ((usage[0] + usage[2]) * 1e3) + ((usage[1] + usage[3]) / 1e3) : 0;
    }

    [LibraryImport("libc")]
    private static partial int getrusage(int who, [Out] long[] usage);
}
