using System.Text.Json;
using Steering.Flow;
using Steering.Peft;

namespace Steering.Stages;

public sealed record GaugeParams;

/// <summary>Tells how far the subspaces of a tuned model are from orthonormal.</summary>
public sealed class Gauge(string who, Artifact<Weights> adapter) : Stage<GaugeParams>(new GaugeParams(), adapter)
{
    /// <summary>Names of the figures.</summary>
    public const string Editors = "editors";
    public const string Worst = "worst";

    public override string Label => $"Gauge {who}";

    /// <summary><c>{"editors", "worst"}</c>: subspaces of the adapter, and the largest entry of |R Rᵀ − I| over them.</summary>
    public Artifact<Figures> Found => Output<Figures>("orthonormality.json");

    public override Resources Needs => Resources.Training(gigabytes: 0.5);

    public override Task RunAsync(StageRun run, CancellationToken cancel)
    {
        var found = Orthonormality.Of(run[adapter]);
        File.WriteAllText(run[Found], JsonSerializer.Serialize(new SortedDictionary<string, double>(StringComparer.Ordinal) { [Editors] = found.Editors, [Worst] = found.Worst }) + "\n");
        return Task.CompletedTask;
    }
}
