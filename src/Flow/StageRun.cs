namespace Steering.Flow;

/// <summary>What a stage sees while it runs: paths of its own artifacts, a progress line, its share of the machine. Nothing else.</summary>
[CodeIrrelevant]
public sealed class StageRun
{
    private readonly Dictionary<IArtifact, string> _paths = [];
    private readonly IStage _stage;

    /// <summary>Made by the engine; made by hand it runs a stage alone, in a test.</summary>
    /// <param name="stage">The stage that runs.</param>
    /// <param name="inputPaths">Absolute paths of its inputs, in the order of <see cref="IStage.Inputs"/>.</param>
    /// <param name="outputFolder">Where outputs are written; the folder exists.</param>
    public StageRun(IStage stage, IReadOnlyList<string> inputPaths, string outputFolder, Action<double, string>? progress = null)
    {
        _stage = stage;
        foreach (var (input, path) in stage.Inputs.Zip(inputPaths)) _paths[input] = path;
        foreach (var output in stage.Outputs) _paths[output] = Path.Combine(outputFolder, output.FileName);
        Progress = new StageProgress(progress ?? ((_, _) => { }));
    }

    public StageProgress Progress { get; }

    /// <summary>Threads the stage may use; equals <c>Needs.Cores</c>, on every machine.</summary>
    public int Threads => _stage.Needs.Cores;

    /// <summary>Device class, e.g. "cpu" or "cuda".</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>Where a long stage keeps its state now and then, and finds that of a killed run of the same key.</summary>
    public StageCheckpoint Checkpoint { get; init; } = StageCheckpoint.None;

    /// <summary>Absolute path of one of the stage's own inputs (read) or outputs (write: create a file or a folder there).</summary>
    public string this[IArtifact artifact] => _paths.TryGetValue(artifact, out var path)
        ? path
        : throw new FlowException($"{_stage.Label} asked for {artifact}, which is neither among its inputs nor its outputs. Pass it to the stage's constructor.");
}

/// <summary>The line a stage writes for whoever is watching; it never changes a result.</summary>
[CodeIrrelevant]
public sealed class StageProgress(Action<double, string> report)
{
    /// <summary>Says how far the stage is.</summary>
    /// <param name="fraction">Part done, 0 to 1.</param>
    /// <param name="text">A few words, e.g. "step 120, loss 1.83".</param>
    public void Report(double fraction, string text) => report(double.IsFinite(fraction) ? Math.Clamp(fraction, 0, 1) : 0, text);
}
