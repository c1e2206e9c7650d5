namespace Steering.Flow;

/// <summary>One step of a pipeline: inputs, parameters and outputs that say everything about it.</summary>
[CodeIrrelevant]
public interface IStage
{
    /// <summary>The name people read and select by, e.g. "Tune tiny LoRA seed 1". Not part of the key.</summary>
    string Label { get; }

    /// <summary>The params record.</summary>
    object Parameters { get; }

    /// <summary>Raised when the meaning of the stage changes though neither code nor params show it.</summary>
    int Version { get; }

    IReadOnlyList<IArtifact> Inputs { get; }

    IReadOnlyList<IArtifact> Outputs { get; }

    Resources Needs { get; }

    /// <summary>False for a stage that measures the machine (times): it never comes out in the same bytes twice, and Verify leaves it alone.</summary>
    bool IsReproducible => true;

    /// <summary>The numbers that its outputs show, for a stage that puts a table together; empty for any other.</summary>
    IReadOnlyList<TableCell> Cells => [];

    Task RunAsync(StageRun run, CancellationToken cancel);
}
