using System.Runtime.InteropServices;

namespace Steering.Tensors;

/// <summary>Processor time of the calling thread: what other processes take of the machine is not in it, nor what other threads compute. Linux only.</summary>
public static class ProcessorTime
{
    private const int ThreadClock = 3;   // CLOCK_THREAD_CPUTIME_ID, as <time.h> of Linux numbers it

    /// <summary>Milliseconds that this thread has computed since it began.</summary>
    public static double Milliseconds()
    {
        if (Read(ThreadClock, out var time) != 0) throw new InvalidOperationException($"clock_gettime failed: {Marshal.GetLastPInvokeErrorMessage()}");
        return (time.Seconds * 1e3) + (time.Nanoseconds / 1e6);
    }

    // Not LibraryImport, whose code is unsafe: with that allowed the generator of regular expressions writes other code into this assembly, for nothing.
    [DllImport("libc", EntryPoint = "clock_gettime", SetLastError = true)]
    private static extern int Read(int clock, out Time time);

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Time
    {
        public readonly long Seconds;
        public readonly long Nanoseconds;
    }
}
