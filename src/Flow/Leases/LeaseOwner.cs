using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;

namespace Steering.Flow;

/// <summary>Who holds a lease: enough for a person to find the process, and for another process to prove that it is dead.</summary>
/// <param name="Id">Random; no two opened stores ever share one.</param>
/// <param name="Host">The machine's name, for people.</param>
/// <param name="Place">Where process numbers mean the same: this boot of this machine, this namespace of processes.</param>
/// <param name="ProcessStart">When the process began, in the system's own count: a number is given to other processes later.</param>
internal sealed record LeaseOwner(string Id, string Host, string Place, int ProcessId, string ProcessStart)
{
    private const string Head = "steering-lease 1";
    private const int IdDigits = 16;
    private const int StartField = 19;   // proc(5), stat: starttime is field 22, the third after the command's closing bracket is field 3

    /// <summary>This process, under a new identity.</summary>
    public static LeaseOwner Self() => new(RandomNumberGenerator.GetHexString(IdDigits, lowercase: true), Environment.MachineName, HerePlace(), Environment.ProcessId, StartOf(Environment.ProcessId) ?? "?");

    /// <summary>What stands in its file.</summary>
    public string ToText() => string.Create(CultureInfo.InvariantCulture, $"{Head}\n{Id}\n{Host}\n{Place}\n{ProcessId}\n{ProcessStart}\n");

    /// <summary>Reads <see cref="ToText"/>, whatever follows it; null when it is not whole.</summary>
    public static LeaseOwner? Parse(string text) =>
        text.Split('\n') is [Head, var id, var host, var place, var process, var start, ..] && int.TryParse(process, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new LeaseOwner(id, host, place, number, start)
            : null;

    /// <summary>True when its process ran here and runs no more. False proves nothing.</summary>
    public bool IsProvablyDead() => Place == HerePlace() && StartOf(ProcessId) != ProcessStart;

    /// <summary>"process 4711 on host".</summary>
    public override string ToString() => ProcessId == Environment.ProcessId && Place == HerePlace() ? "another run in this process" : string.Create(CultureInfo.InvariantCulture, $"process {ProcessId} on {Host}");

    private static string HerePlace()
    {
        if (!OperatingSystem.IsLinux()) return Environment.MachineName;
        try { return $"{Environment.MachineName} {Posix.BootId() ?? throw new IOException("no boot id")} {File.ResolveLinkTarget("/proc/self/ns/pid", returnFinalTarget: false)?.Name}"; }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException) { return $"{Environment.MachineName} {Environment.ProcessId}"; }   // then nothing can be proved of others
    }

    /// <summary>When a living process began; null when there is none of that number.</summary>
    private static string? StartOf(int process)
    {
        try
        {
            if (!OperatingSystem.IsLinux())
            {
                using var other = Process.GetProcessById(process);
                return other.StartTime.ToUniversalTime().Ticks.ToString(CultureInfo.InvariantCulture);
            }
            var stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/stat"));
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] is "Z" or "X" ? null : fields[StartField];
        }
        catch (Exception error) when (error is IOException or ArgumentException or InvalidOperationException or UnauthorizedAccessException) { return null; }
    }
}
