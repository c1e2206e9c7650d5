using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Steering.Benchmarks;

/// <summary>The same step in PyTorch, in a process that waits for its turn: one line asks for a step, one line answers it.</summary>
internal sealed partial class Peer : IDisposable
{
    private const string Python = "/usr/bin/python3";   // Debian's own: the one that python3-torch installs for
    private const string KernelVariable = "OPENBLAS_CORETYPE";
    private readonly Process _process;

    public Peer(int threads, string folder)
    {
        var start = new ProcessStartInfo(Python)
        {
            ArgumentList = { Path.Combine(AppContext.BaseDirectory, "peer_step.py"), folder, threads.ToString(CultureInfo.InvariantCulture) },
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        // Without it the peer's OpenBLAS takes a slow kernel for new processors; what this process chose stands in the C environment only.
        if (Marshal.PtrToStringUTF8(getenv(KernelVariable)) is { } kernel) start.Environment[KernelVariable] = kernel;
        // PyTorch's own setting does not reach OpenBLAS's threads.
        start.Environment["OMP_NUM_THREADS"] = start.Environment["OPENBLAS_NUM_THREADS"] = threads.ToString(CultureInfo.InvariantCulture);
        _process = Process.Start(start) ?? throw new InvalidOperationException($"{Python} did not start.");
        Version = Answer();
    }

    public string Version { get; }

    public StepTime Step()
    {
        _process.StandardInput.WriteLine("step");
        _process.StandardInput.Flush();
        var words = Answer().Split(' ').Select(word => double.Parse(word, CultureInfo.InvariantCulture)).ToList();
        return new StepTime(words[0], words[1], words[2]);
    }

    private string Answer() => _process.StandardOutput.ReadLine()
        ?? throw new InvalidOperationException("The peer ended before it answered; its own words are above. Is python3-torch installed? (Debian: apt-get install python3-torch)");

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(10))) _process.Kill();
        _process.Dispose();
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint getenv(string name);
}

/// <summary>One step: its loss, its time on the wall, and the processor time it took.</summary>
internal readonly record struct StepTime(double Loss, double Wall, double Processor);
