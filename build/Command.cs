using System.Diagnostics;
using System.Text;

namespace Steering.Build;

/// <summary>Another program, run to its end.</summary>
internal static class Command
{
    /// <summary>Runs a program in the repository's root and hands on its lines.</summary>
    /// <returns>Its exit code.</returns>
    public static async Task<int> RunAsync(string program, IEnumerable<string> arguments, Action<string> line)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Repository.Root,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        start.Environment["DOTNET_NOLOGO"] = start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        using var process = new Process { StartInfo = start };
        var gate = new Lock();
        void Hand(object sender, DataReceivedEventArgs data)
        {
            if (data.Data is not { } text) return;
            lock (gate) line(text);
        }
        process.OutputDataReceived += Hand;
        process.ErrorDataReceived += Hand;
        process.Start();
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await process.WaitForExitAsync();
        return process.ExitCode;
    }
}
