using System.Globalization;

namespace Steering.Benchmarks;

/// <summary>Debian's Snakemake on a tree of copies.</summary>
internal sealed class Snakemake
{
    private const string Installed = "/usr/bin/snakemake";
    private readonly string _program;

    private Snakemake(string program, string version) => (_program, Version) = (program, version);

    public string Version { get; }

    /// <summary>Installs it where that is allowed; null, and says how, where not.</summary>
    public static Snakemake? Find(TextWriter page)
    {
        if (!File.Exists(Installed) && Environment.IsPrivilegedProcess && File.Exists("/usr/bin/apt-get"))
        {
            page.WriteLine("Installing snakemake (apt-get) …");
            try { _ = WarmRun.RunAsync("/usr/bin/apt-get", ["install", "-y", "--no-install-recommends", "snakemake"]).GetAwaiter().GetResult(); }
            catch (InvalidOperationException failed) { page.WriteLine(failed.Message); }
        }
        if (File.Exists(Installed)) return new Snakemake(Installed, WarmRun.RunAsync(Installed, ["--version"]).GetAwaiter().GetResult().Text.Trim());
        page.WriteLine("No Snakemake to compare with. On Debian: sudo apt-get update && sudo apt-get install -y snakemake");
        return null;
    }

    /// <summary>Writes the Snakefile and makes the tree once; milliseconds it took.</summary>
    public async Task<double> MakeAsync(string folder, int stages)
    {
        await File.WriteAllTextAsync(Path.Combine(folder, "Snakefile"), string.Create(CultureInfo.InvariantCulture, $$"""
            rule all:
                input: expand("{index}.txt", index=range({{stages}}))

            def parent(wildcards):
                index = int(wildcards.index)
                return "{{ToyTree.Seed}}" if index == 0 else f"{(index - 1) // 2}.txt"

            rule copy:
                input: parent
                output: "{index,[0-9]+}.txt"
                shell: "cp {input} {output}"

            """));
        return (await WarmRun.RunAsync(_program, ["--cores", "2", "--quiet"], folder)).Milliseconds;
    }

    /// <summary>Milliseconds of a run that finds nothing to do.</summary>
    public async Task<double> AgainAsync(string folder)
    {
        var (text, milliseconds) = await WarmRun.RunAsync(_program, ["--cores", "2"], folder);
        return text.Contains("Nothing to be done", StringComparison.Ordinal) ? milliseconds : throw new InvalidOperationException($"The tree was to be up to date, but Snakemake said:\n{text}");
    }
}
