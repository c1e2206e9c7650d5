using System.Globalization;

namespace Steering.Flow.Tests;

/// <summary>Parameters of a toy that counts.</summary>
internal sealed record TallyParams(int Steps, string Name, bool IsHeavy);

/// <summary>Takes many small steps, each from the one before, keeps its state every few of them, and writes a folder at the end.</summary>
internal sealed class Tally(TallyParams parameters, params IReadOnlyList<Artifact<Words>> parts) : Stage<TallyParams>(parameters, [.. parts])
{
    private const int KeptEvery = 5;
    private const string StateName = "state.txt";

    public Artifact<Words> Pages => Output<Words>("pages");

    public override string Label => $"Tally {Params.Name}";

    public override Resources Needs => Params.IsHeavy ? Resources.Heavy(gigabytes: 0.1) : Resources.Light;

    /// <summary>Breaks off after so many steps of this process; for tests within it.</summary>
    public int? DiesAfter { get; init; }

    public override async Task RunAsync(StageRun run, CancellationToken cancel)
    {
        var (step, sum) = (0, string.Concat(parts.Select(part => Digest.Of(run[part]))));
        if (run.Checkpoint.TryLoad() is { } kept && File.ReadAllText(Path.Combine(kept, StateName)).Split(' ') is [var at, var of])
            (step, sum) = (int.Parse(at, CultureInfo.InvariantCulture), of);
        var first = step;
        while (step < Params.Steps)
        {
            if (step - first == DiesAfter) throw new InvalidOperationException("the toy broke off");
            await Task.Delay(1, cancel);
            sum = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes($"{step++} {sum}")));
            if (step % KeptEvery != 0) continue;
            run.Checkpoint.Save($"step {step}/{Params.Steps}", folder => File.WriteAllText(Path.Combine(folder, StateName), $"{step} {sum}"));
        }
        Directory.CreateDirectory(run[Pages]);
        for (var page = 0; page < 4; page++)
        {
            await File.WriteAllTextAsync(Path.Combine(run[Pages], $"{page}"), sum[page..], cancel);
            await Task.Delay(1, cancel);
        }
    }
}
