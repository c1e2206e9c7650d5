using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Steering.SharedStores.Tests;

/// <summary>Needs python3 with moto's server (pip: moto[s3,server]).</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class MotoFactAttribute : FactAttribute
{
    public MotoFactAttribute()
    {
        if (!Moto.IsThere) Skip = "python3 has no moto server here (pip: moto[s3,server]); the server of these tests alone is asked.";
    }
}

/// <summary>An S3 server of other people's making, in a process of its own.</summary>
internal sealed class Moto : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly Process _process;

    private Moto(Process process, Uri endpoint) => (_process, Endpoint) = (process, endpoint);

    public static bool IsThere { get; } = Look();

    public Uri Endpoint { get; }

    public static async Task<Moto> StartAsync(string bucket)
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        var port = ((IPEndPoint)probe.LocalEndpoint).Port;
        probe.Stop();
        var moto = new Moto(Start("-m", "moto.server", "-H", "127.0.0.1", "-p", port.ToString(CultureInfo.InvariantCulture))!, new Uri($"http://127.0.0.1:{port}/"));
        using var client = new HttpClient();
        for (var clock = Stopwatch.StartNew(); ; await Task.Delay(100))
        {
            try
            {
                using var made = await client.PutAsync(new Uri(moto.Endpoint, bucket), content: null);
                made.EnsureSuccessStatusCode();
                return moto;
            }
            catch (HttpRequestException) when (clock.Elapsed < Patience && !moto._process.HasExited) { /* not up yet */ }
        }
    }

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private static bool Look()
    {
        using var look = Start("-c", "import importlib.util as look, sys; sys.exit(not (look.find_spec('moto') and look.find_spec('flask')))");
        look?.WaitForExit();
        return look?.ExitCode == 0;
    }

    private static Process? Start(params string[] arguments)
    {
        try
        {
            var process = Process.Start(new ProcessStartInfo("python3", arguments) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true })!;
            process.OutputDataReceived += (_, _) => { };
            process.ErrorDataReceived += (_, _) => { };
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            return process;
        }
        catch (System.ComponentModel.Win32Exception) { return null; }
    }
}
