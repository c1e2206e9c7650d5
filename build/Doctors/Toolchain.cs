using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Steering.Build.Doctors;

/// <summary>SDK, package feed, compiler.</summary>
internal static partial class Toolchain
{
    /// <summary>True when stand-ins take the packages' places; null before build.sh has found out.</summary>
    public static bool? IsFeedClosed()
    {
        var file = Path.Combine(Repository.Root, ".artifacts", "feed.props");
        return File.Exists(file) && ClosedFeed().Match(File.ReadAllText(file)) is { Success: true } match ? match.Groups[1].Value == "true" : null;
    }

    public static IEnumerable<Finding> Look()
    {
        yield return Says("dotnet", "--version") is { } version
            ? Finding.Ok("sdk", $".NET SDK {version}, runtime {Environment.Version}")
            : Finding.Fail("sdk", "no .NET SDK fits global.json", "Install version 10.0.100 or newer: https://dot.net/download");
        yield return IsFeedClosed() switch
        {
            true => Finding.Ok("feed", "closed: src/StandIns are built in place of the packages it lacks"),
            false => Finding.Ok("feed", "full: the packages themselves"),
            null => Finding.Warn("feed", "not found out yet", "Run ./build.sh once; it asks the feed and remembers."),
        };
        if (IsFeedClosed() != true) yield break;
        yield return Says("g++", "--version") is { } compiler
            ? Finding.Ok("compiler", compiler)
            : Finding.Fail("compiler", "no g++", "apt-get install -y g++");
    }

    /// <summary>First line that a program prints; null when it cannot be run or fails.</summary>
    private static string? Says(string program, string argument)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, argument) { UseShellExecute = false, WorkingDirectory = Repository.Root, RedirectStandardOutput = true, RedirectStandardError = true });
            if (process is null) return null;
            var line = process.StandardOutput.ReadLine();
            process.WaitForExit();
            return process.ExitCode == 0 ? line : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    [GeneratedRegex("<ClosedFeed>(true|false)</ClosedFeed>")]
    private static partial Regex ClosedFeed();
}
