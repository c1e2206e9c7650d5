using System.Diagnostics;

namespace Steering.Build;

/// <summary>Where the repository lies and which commit it is at.</summary>
internal static class Repository
{
    /// <summary>The folder above the program that holds the central package versions; the working directory if there is none.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Commit of the work tree, read without starting git; null outside a repository.</summary>
    public static string? Commit()
    {
        var git = Path.Combine(Root, ".git");
        if (File.Exists(git)) git = Path.Combine(Root, File.ReadAllText(git)["gitdir: ".Length..].Trim());
        var head = Path.Combine(git, "HEAD");
        if (!File.Exists(head)) return null;
        var text = File.ReadAllText(head).Trim();
        if (!text.StartsWith("ref: ", StringComparison.Ordinal)) return text;
        var common = File.Exists(Path.Combine(git, "commondir")) ? Path.Combine(git, File.ReadAllText(Path.Combine(git, "commondir")).Trim()) : git;
        var branch = text["ref: ".Length..];
        var loose = Path.Combine(common, branch);
        if (File.Exists(loose)) return File.ReadAllText(loose).Trim();
        var packed = Path.Combine(common, "packed-refs");
        return File.Exists(packed)
            ? File.ReadLines(packed).FirstOrDefault(line => line.EndsWith(" " + branch, StringComparison.Ordinal))?.Split(' ')[0]
            : null;
    }

    /// <summary>True when git holds exactly what lies at a path, so that replacing it loses nothing; false where git is not at hand.</summary>
    public static bool IsCommitted(string path) =>
        Git("ls-files", "--error-unmatch", "--", path) is { Length: > 0 } && Git("status", "--porcelain", "--ignored", "--", path) is "";

    private static string? Git(params string[] arguments)
    {
        try
        {
            using var git = Process.Start(new ProcessStartInfo("git", arguments) { WorkingDirectory = Root, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
            git.ErrorDataReceived += (_, _) => { };
            git.BeginErrorReadLine();
            var said = git.StandardOutput.ReadToEnd();
            git.WaitForExit();
            return git.ExitCode == 0 ? said : null;
        }
        catch (System.ComponentModel.Win32Exception) { return null; }   // no git
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Directory.Packages.props"))) return folder.FullName;
        }
        return Directory.GetCurrentDirectory();
    }
}
