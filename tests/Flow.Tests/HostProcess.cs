using System.Diagnostics;

namespace Steering.Flow.Tests;

/// <summary>The toy host in a process of its own, to be waited for or killed.</summary>
internal sealed class HostProcess : IDisposable
{
    private const int PoolThreads = 32;
    private readonly Process _process;
    private readonly List<string> _lines = [];

    /// <summary>
    /// Each host's output and errors block a pool thread apiece, and the pool of a small machine begins with as many: its next one comes half a
    /// second later, when a quick host has ended before a line of it was seen.
    /// </summary>
    static HostProcess() => ThreadPool.SetMinThreads(PoolThreads, PoolThreads);

    public HostProcess(string root, params string[] more)
        : this(root, new Dictionary<string, string>(), more)
    {
    }

    public HostProcess(string root, IReadOnlyDictionary<string, string> environment, params string[] more)
    {
        var start = Program.Command(AppContext.BaseDirectory, ["host", root, .. more]);
        foreach (var (name, value) in environment) start.Environment[name] = value;
        (start.RedirectStandardOutput, start.RedirectStandardError, start.UseShellExecute) = (true, true, false);
        _process = Process.Start(start)!;
        _process.OutputDataReceived += Keep;
        _process.ErrorDataReceived += Keep;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public IReadOnlyList<string> Lines { get { lock (_lines) return [.. _lines]; } }

    public int ExitCode => _process.ExitCode;

    public bool HasExited => _process.HasExited;

    /// <summary>kill -9 of the host alone; its children must notice by themselves.</summary>
    public void KillAlone()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public async Task<IReadOnlyList<string>> FinishAsync()
    {
        await _process.WaitForExitAsync();
        return Lines;
    }

    /// <summary>Waits until the host has said a line that begins so.</summary>
    public async Task SeesAsync(string beginning)
    {
        while (!Lines.Any(line => line.StartsWith(beginning, StringComparison.Ordinal)))
        {
            if (HasExited) throw new InvalidOperationException($"The host ended before '{beginning}':\n{string.Join('\n', Lines)}");
            await Task.Delay(5);
        }
    }

    /// <summary>Command lines of living processes that mention a root.</summary>
    public static IReadOnlyList<int> ProcessesOf(string root)
    {
        var found = new List<int>();
        foreach (var folder in Directory.EnumerateDirectories("/proc").Where(folder => int.TryParse(Path.GetFileName(folder), out _)))
        {
            try
            {
                if (File.ReadAllText(Path.Combine(folder, "cmdline")).Contains(root, StringComparison.Ordinal)) found.Add(int.Parse(Path.GetFileName(folder), System.Globalization.CultureInfo.InvariantCulture));
            }
            catch (IOException) { /* it has just ended */ }
        }
        return found;
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is null) return;
        lock (_lines) _lines.Add(line.Data);
    }
}
