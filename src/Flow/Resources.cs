namespace Steering.Flow;

/// <summary>What a stage occupies while it runs. Scheduling only, except that <see cref="NumbersDependOnMachine"/> puts it into the key.</summary>
/// <param name="Cores">Cores held, and the number of threads the stage may use.</param>
/// <param name="MemoryBytes">Memory held, in bytes.</param>
/// <param name="Gpus">Graphics processors held.</param>
/// <param name="Isolated">Runs in a process of its own, from an immutable copy of the program.</param>
[CodeIrrelevant]
public sealed record Resources(int Cores, long MemoryBytes, int Gpus = 0, bool Isolated = false)
{
    private const long Gigabyte = 1L << 30;

    /// <summary>True where thread count and device class change the output's last bits (training): both are then part of the key.</summary>
    public bool NumbersDependOnMachine { get; init; }

    /// <summary>
    /// Device class that a stage of these needs computes on in a build for one: the CPU where it holds no GPU, so that data prepared on a
    /// machine with GPUs are those that any other prepares.
    /// </summary>
    public string DeviceIn(string build) => Gpus > 0 ? build : "cpu";

    /// <summary>A quick stage inside the host's process.</summary>
    public static Resources Light { get; } = new(1, Gigabyte / 4);

    /// <summary>A stage worth a process of its own.</summary>
    public static Resources Heavy(int cores = 1, double gigabytes = 2) => new(cores, (long)(gigabytes * Gigabyte), Gpus: 0, Isolated: true);

    /// <summary>A stage whose numbers depend on threads and device, in a process of its own.</summary>
    public static Resources Training(int cores = 1, double gigabytes = 2, int gpus = 0) =>
        new(cores, (long)(gigabytes * Gigabyte), gpus, Isolated: true) { NumbersDependOnMachine = true };
}
