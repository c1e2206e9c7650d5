using System.Diagnostics;
using System.Globalization;

namespace Steering.Flow;

/// <summary>Whether a rerun can be kept from seeing the repository and the store.</summary>
public enum Hiding
{
    /// <summary>It cannot; what it opens there is watched instead.</summary>
    NotPermitted,

    /// <summary>In a mount namespace, as root.</summary>
    AsRoot,

    /// <summary>In a mount namespace within a user namespace of its own.</summary>
    AsUser,
}

/// <summary>
/// A folder of its own outside the repository, in which one stage runs again: its inputs under their names and nothing else, an empty home, an
/// empty folder for temporary files. Where the system permits it the repository and the store are not there at all: an empty file system is
/// mounted over them, and the inputs are mounted into the room before.
/// </summary>
internal sealed class CleanRoom : IDisposable
{
    private const string Unshare = "unshare";
    private readonly string _folder;
    private readonly Hiding _hiding;
    private readonly IReadOnlyList<(string From, string To)> _inputs;

    public CleanRoom(string folder, IReadOnlyList<string> inputs, Hiding hiding)
    {
        (_folder, _hiding) = (Directory.CreateDirectory(folder).FullName, hiding);
        foreach (var part in (string[])["out", "home", "tmp"]) Directory.CreateDirectory(Path.Combine(folder, part));
        _inputs = [.. inputs.Select((input, index) => (input, Path.Combine(folder, "in", index.ToString(CultureInfo.InvariantCulture), Path.GetFileName(input))))];
        foreach (var (from, to) in _inputs) Furnish(from, to);
    }

    public IReadOnlyList<string> Inputs => [.. _inputs.Select(input => input.To)];

    public string Outputs => Path.Combine(_folder, "out");

    public string JobFile => Path.Combine(_folder, "job.json");

    /// <summary>Tries whether namespaces are permitted here, with a mount.</summary>
    public static Hiding Probe()
    {
        if (!OperatingSystem.IsLinux()) return Hiding.NotPermitted;
        var folder = Directory.CreateTempSubdirectory("hiding-").FullName;
        try { return Array.Find([Hiding.AsRoot, Hiding.AsUser], hiding => Succeeds(hiding, $"mount -t tmpfs none {Quoted(folder)}")); }
        finally { Directory.Delete(folder); }
    }

    /// <summary>How to start a program in the room.</summary>
    /// <param name="hidden">Folders that it must not see.</param>
    public ProcessStartInfo Enter(ProcessStartInfo program, IReadOnlyList<string> hidden)
    {
        var start = _hiding == Hiding.NotPermitted ? program : Hidden(program, hidden);
        start.WorkingDirectory = _folder;
        foreach (var (name, _) in start.Environment.Where(variable => hidden.Any(folder => variable.Value?.Contains(folder, StringComparison.Ordinal) == true) || variable.Key is "OLDPWD" or "PWD").ToArray())
            start.Environment.Remove(name);
        start.Environment["HOME"] = Path.Combine(_folder, "home");
        start.Environment["TMPDIR"] = Path.Combine(_folder, "tmp");
        start.Environment["DOTNET_CLI_HOME"] = Path.Combine(_folder, "home");
        return start;
    }

    public void Dispose() => Trash.TryRemove(_folder);

    private void Furnish(string from, string to)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        if (_hiding == Hiding.NotPermitted) File.CreateSymbolicLink(to, from);
        else if (Directory.Exists(from)) Directory.CreateDirectory(to);   // something is mounted on it
        else File.Create(to).Dispose();
    }

    private ProcessStartInfo Hidden(ProcessStartInfo program, IReadOnlyList<string> hidden)
    {
        string[] script =
        [
            "set -e", .. _inputs.Select(input => $"mount --bind {Quoted(input.From)} {Quoted(input.To)}"),
            .. hidden.Where(Directory.Exists).Select(folder => $"mount -t tmpfs -o mode=755 none {Quoted(folder)}"), $"cd {Quoted(_folder)}", "exec \"$@\"",
        ];
        var start = new ProcessStartInfo(Unshare, [.. Flags(_hiding), "sh", "-c", string.Join('\n', script), "sh", program.FileName, .. program.ArgumentList]);
        start.Environment.Clear();
        foreach (var (name, value) in program.Environment) start.Environment[name] = value;
        return start;
    }

    private static string[] Flags(Hiding hiding) => hiding == Hiding.AsRoot ? ["--mount"] : ["--mount", "--user", "--map-root-user"];

    private static bool Succeeds(Hiding hiding, string script)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(Unshare, [.. Flags(hiding), "sh", "-c", script]) { RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false })!;   // no shell, so there is one
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception) { return false; }   // the program is not there
    }

    private static string Quoted(string path) => "'" + path.Replace("'", "'\\''", StringComparison.Ordinal) + "'";
}
