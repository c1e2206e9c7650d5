using System.Diagnostics;

namespace Steering.Build.Testing;

/// <summary>What one test project came to.</summary>
/// <param name="Broken">Why the project has no complete results; null when it has.</param>
internal sealed record ProjectResults(TestProject Project, IReadOnlyList<TestResult> Results, string? Broken, double Seconds);

/// <summary>Runs test projects side by side, each in processes of its own.</summary>
internal static class TestRun
{
    private const int TailLines = 30;
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(15);

    public static async Task<IReadOnlyList<ProjectResults>> RunAsync(IReadOnlyList<TestProject> projects, int cores)
    {
        Directory.CreateDirectory(Path.Combine(Repository.Root, ".artifacts", "tests"));
        var clock = Stopwatch.StartNew();
        var running = new SortedSet<string>(StringComparer.Ordinal);
        var results = new List<ProjectResults>();
        var gate = new Lock();
        await using var heart = new Timer(_ => Locked(() => Say($"{results.Count} of {projects.Count} done; running {string.Join(", ", running)}")), null, Beat, Beat);
        await Parallel.ForEachAsync(projects, new ParallelOptions { MaxDegreeOfParallelism = cores }, async (project, _) =>
        {
            Locked(() => running.Add(project.Name));
            var result = await RunAsync(project);
            Locked(() =>
            {
                running.Remove(project.Name);
                results.Add(result);
                Say($"{project.Name}: {Count(result)} in {Summary.Duration(result.Seconds)}");
            });
        });
        return [.. results.OrderBy(result => result.Project.Name, StringComparer.Ordinal)];

        void Say(string text) => Console.WriteLine($"[{clock.Elapsed.TotalSeconds,6:0.0} s] {text}");

        void Locked(Action action)
        {
            lock (gate) action();
        }
    }

    private static async Task<ProjectResults> RunAsync(TestProject project)
    {
        File.Delete(project.ResultFile);
        var tail = new Queue<string>();
        var clock = Stopwatch.StartNew();
        string[] arguments =
        [
            "test", project.Assembly, "--nologo", "--results-directory", Path.GetDirectoryName(project.ResultFile)!, "--logger", $"trx;LogFileName={project.Name}.trx",
        ];
        var code = await Command.RunAsync("dotnet", arguments, line =>
        {
            tail.Enqueue(line);
            if (tail.Count > TailLines) tail.Dequeue();
        });
        var seconds = clock.Elapsed.TotalSeconds;
        if (!File.Exists(project.ResultFile)) return new(project, [], $"it wrote no results (exit code {code}):\n{string.Join('\n', tail)}", seconds);
        var results = TestResults.Read(project.ResultFile).Results;
        var told = results.Any(result => result.Verdict == Verdict.Failed);
        return new(project, results, code != 0 && !told ? $"its runner ended with exit code {code}:\n{string.Join('\n', tail)}" : null, seconds);
    }

    private static string Count(ProjectResults result) => result.Broken is not null
        ? "broken"
        : string.Join(", ", result.Results.CountBy(test => test.Verdict).OrderBy(pair => pair.Key).Select(pair => $"{pair.Value} {pair.Key.ToString().ToLowerInvariant()}").DefaultIfEmpty("no test"));
}
