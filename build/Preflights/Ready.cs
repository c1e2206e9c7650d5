using Steering.Data.Fetching;
using Steering.Flow;
using Steering.Stages;

namespace Steering.Build.Preflights;

/// <summary>What a preflight looks at: a plan, the zoo it is of, and the machine it is to run on.</summary>
/// <param name="GpuBytes">Memory of the smallest GPU; null where nobody tells.</param>
internal sealed record Ready(FlowContext Context, Zoo Zoo, Plan Plan, Forecasts Forecasts, DownloadFolder Downloads, Capacity Capacity, double? GpuBytes)
{
    /// <summary>Stages that would run.</summary>
    public IReadOnlyList<StageNode> Open { get; } = [.. Plan.ToRun.Select(stage => stage.Node)];

    /// <summary>Where the bytes of an artifact are now; null where they are yet to be made.</summary>
    public string? PathOf(IArtifact artifact)
    {
        if (artifact.Producer is null) return Path.GetFullPath(Path.Combine(Context.Root, artifact.Place!));   // a source has one
        var line = Plan.Stages.FirstOrDefault(stage => stage.Node.Outputs.Any(output => output.Equals(artifact)) || SameOutput(stage.Node, artifact));
        if (line?.Result?.Outputs.FirstOrDefault(output => output.Name == artifact.FileName) is not { } made) return null;
        var path = Context.Store.PathOf(made, Context.Root);
        return Path.Exists(path) ? path : null;
    }

    /// <summary>Equal stages are one node, of which one object stands in the graph.</summary>
    private static bool SameOutput(StageNode node, IArtifact artifact) => artifact.Producer is { } producer && node.Identity == Graph.Of(producer)[producer].Identity && node.Outputs.Any(output => output.FileName == artifact.FileName);
}
