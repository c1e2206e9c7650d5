using System.Globalization;

namespace Steering.Flow;

/// <summary>Resident memory of a process, as Linux tells it.</summary>
internal static class PeakMemory
{
    private const string ResetPeak = "5";   // proc(5), clear_refs: the peak becomes what is resident now

    /// <summary>Most bytes that were resident since the process began or its peak was last reset; null where the system does not tell.</summary>
    /// <param name="process">A process number, or "self".</param>
    public static long? Of(string process) => Read(process, "VmHWM:");

    /// <summary>Bytes resident now that are no file's, so that only their process can give them back; null where the system does not tell.</summary>
    public static long? Kept(string process) => Read(process, "RssAnon:");

    /// <summary>Lets the peak be counted from now on. False where the system does not permit it.</summary>
    public static bool TryReset(string process)
    {
        try
        {
            File.WriteAllText($"/proc/{process}/clear_refs", ResetPeak);
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException) { return false; }
    }

    private static long? Read(string process, string entry)
    {
        try
        {
            var line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(line => line.StartsWith(entry, StringComparison.Ordinal));
            return line is null ? null : long.Parse(line.AsSpan(entry.Length).Trim().TrimEnd("kB").Trim(), CultureInfo.InvariantCulture) * 1024;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException) { return null; }
    }
}
