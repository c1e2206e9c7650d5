using System.Runtime.InteropServices;

namespace Steering.Benchmarks;

/// <summary>Processor time of the calling thread: what other processes take of the machine is not in it.</summary>
internal static partial class ProcessorTime
{
    private const int ThreadClock = 3;   // CLOCK_THREAD_CPUTIME_ID, as <time.h> of Linux numbers it

    /// <summary>Milliseconds that this thread has computed since it began.</summary>
    public static double Milliseconds()
    {
        if (Read(ThreadClock, out var time) != 0) throw new InvalidOperationException($"clock_gettime failed: {Marshal.GetLastPInvokeErrorMessage()}");
        return (time.Seconds * 1e3) + (time.Nanoseconds / 1e6);
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime", SetLastError = true)]
    private static partial int Read(int clock, out Time time);

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Time
    {
        public readonly long Seconds;
        public readonly long Nanoseconds;
    }
}
