namespace Steering.Flow;

/// <summary>What came of a build.</summary>
/// <param name="Results">Result of every node that has one now; ancestors that nothing needed may have none.</param>
/// <param name="Ran">Nodes that ran, in the order they finished.</param>
/// <param name="Failures">Nodes that failed, the first failure first.</param>
/// <param name="NotRun">Nodes left out because of a failure or a cancellation.</param>
public sealed record RunReport(
    IReadOnlyDictionary<StageNode, StageResult> Results, IReadOnlyList<StageNode> Ran, IReadOnlyList<(StageNode Node, Exception Error)> Failures,
    IReadOnlyList<StageNode> NotRun, double Seconds)
{
    internal FlowContext Context { get; init; } = null!;   // set by the scheduler, the only maker

    internal Graph Graph { get; init; } = null!;           // likewise

    /// <summary>True when a stage that was made again gave other bytes, so that what follows must be looked at once more.</summary>
    internal bool IsUnsettled { get; init; }

    /// <summary>Everything known about each result; read when asked for.</summary>
    public IReadOnlyDictionary<StageNode, Manifest> Manifests => Results.ToDictionary(pair => pair.Key, pair => pair.Value.Manifest);

    /// <summary>The run's journal, for <see cref="Timeline.Read"/>; null when nothing ran.</summary>
    public string? Journal { get; init; }

    public bool IsSuccess => Failures.Count == 0 && NotRun.Count == 0;

    /// <summary>Absolute path of an output of this build; the bytes are there where the output was a target's.</summary>
    public string PathOf(IArtifact artifact)
    {
        var node = Graph[artifact.Producer ?? throw new FlowException($"{artifact} is a source; its path is its own.")];
        return Results.TryGetValue(node, out var result) && result.Output(artifact.FileName) is { } output
            ? Context.Store.PathOf(output, Context.Root)
            : throw new FlowException($"'{node.Label}' has no result in this build, so {artifact.FileName} has no path.");
    }

    /// <summary>For hosts that want an exception.</summary>
    /// <exception cref="FlowException">A stage failed; the message tells of the first failure.</exception>
    public void ThrowIfFailed()
    {
        if (Failures.Count > 0) throw new FlowException(Failures[0].Error.Message, Failures[0].Error);
    }
}
