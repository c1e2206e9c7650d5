namespace Steering.Flow;

/// <summary>One input of a node: the artifact as its consumer named it, and the node that produces it (null for a source).</summary>
public sealed record NodeInput(IArtifact Artifact, StageNode? Producer);

/// <summary>A stage in a graph, with everything that is fixed before anything runs.</summary>
public sealed class StageNode
{
    private readonly List<StageNode> _downstream = [];

    internal StageNode(IStage stage, IReadOnlyList<NodeInput> inputs)
    {
        (Stage, Inputs, Label, Outputs) = (stage, inputs, stage.Label, stage.Outputs);
        StageType = Canonical.TypeName(stage.GetType());
        Params = Canonical.Text(stage.Parameters);
        OutputNames = [.. Outputs.Select(output => Name(output, stage))];
        if (OutputNames.Distinct(StringComparer.Ordinal).Count() != Outputs.Count || Outputs.Select(output => output.FileName).Distinct(StringComparer.OrdinalIgnoreCase).Count() != Outputs.Count)
            throw new FlowException($"{Label} declares two outputs of one name among {string.Join(", ", Outputs.Select(output => output.FileName))}.");
        if (Outputs.Count == 0) throw new FlowException($"{Label} declares no output. An output is a public property of type Artifact<T>.");
        Upstream = [.. inputs.Select(input => input.Producer).OfType<StageNode>().Distinct()];
        var ancestry = inputs.Select(input => input.Producer is { } producer ? $"{producer.Identity}/{input.Artifact.FileName}" : $"source:{input.Artifact.Place}");
        OwnDigest = StageKey.Sha256(string.Join('\n', [StageType, $"{stage.Version}", Params, .. OutputNames]));
        Identity = StageKey.Sha256(string.Join('\n', [OwnDigest, .. ancestry]));
    }

    public IStage Stage { get; }

    public IReadOnlyList<NodeInput> Inputs { get; }

    public IReadOnlyList<IArtifact> Outputs { get; }

    public string Label { get; }

    /// <summary>Short name of the stage's type, for people.</summary>
    public string Kind => Stage.GetType().Name;

    /// <summary>Full name of the stage's type.</summary>
    public string StageType { get; }

    /// <summary>Canonical text of the parameters.</summary>
    public string Params { get; }

    /// <summary>Same for equal stages over equal ancestors, known before anything has run.</summary>
    public string Identity { get; }

    public IReadOnlyList<StageNode> Upstream { get; }

    public IReadOnlyList<StageNode> Downstream => _downstream;

    /// <summary>Digest of type, version, parameters and outputs, without ancestry.</summary>
    internal string OwnDigest { get; }

    internal IReadOnlyList<string> OutputNames { get; }

    public override string ToString() => Label;

    internal void AddDownstream(StageNode node) => _downstream.Add(node);

    private static string Name(IArtifact output, IStage stage) => output.Place is { } place
        ? $"{Places.CheckName(output.FileName, stage.Label)} at {Places.CheckExport(place, stage.Label)}"
        : Places.CheckName(output.FileName, stage.Label);
}
