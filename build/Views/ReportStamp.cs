using System.Security.Cryptography;
using System.Text;
using Steering.Flow;

namespace Steering.Build.Views;

/// <summary>What a report was made of, so that a run that changed nothing does not make it again: thousands of score files are read for it.</summary>
internal sealed class ReportStamp(DigestMemo memo, string zoo, string page, string sources)
{
    private string Path { get; } = System.IO.Path.Combine(Repository.Root, ".artifacts", $"report-{zoo}.stamp");

    /// <summary>Whether the page lies there as it was last written, from the same sources.</summary>
    public bool IsCurrent() => File.Exists(page) && File.Exists(Path) && File.ReadAllText(Path) == Text();

    public void Keep()
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
        File.WriteAllText(Path, Text());
    }

    /// <summary>Digest of the program, the wish, where every stage stands, and the files under results that the page shows.</summary>
    public static string SourcesOf(Engine engine, IEnumerable<(string Label, string? Key)> states, Options options)
    {
        var text = new StringBuilder($"{typeof(ReportStamp).Module.ModuleVersionId} {typeof(Reporting.Html.Report).Module.ModuleVersionId} {engine.Context.Commit} {options.Again}\n");
        foreach (var (label, key) in states) text.Append(label).Append(' ').Append(key).Append('\n');
        var results = System.IO.Path.Combine(Repository.Root, "results");
        var shown = Directory.EnumerateFiles(results, "*.csv").Concat(new[] { options.Zoo, "paper" }.Select(folder => System.IO.Path.Combine(results, folder)).Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))).Where(file => (file.EndsWith(".csv", StringComparison.Ordinal) || file.EndsWith(".svg", StringComparison.Ordinal)) && !IsOfTheRun(System.IO.Path.GetFileName(file)));
        foreach (var file in shown.Order(StringComparer.Ordinal)) text.Append(file).Append(' ').Append(engine.Context.Store.Memo.Of(file)).Append('\n');
        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    /// <summary>Pictures of how a run went, which the page does not show.</summary>
    private static bool IsOfTheRun(string name) => name is "timeline.svg" or "dag.svg";

    private string Text() => $"{sources} {memo.Of(page)}\n";
}
