namespace Steering.Flow;

/// <summary>A finished result as planning sees it: its key and its outputs. The whole manifest is read when somebody asks for it.</summary>
public sealed class StageResult
{
    private readonly Lazy<Manifest> _manifest;

    internal StageResult(Manifest manifest)
        : this(manifest.Key, manifest.Outputs, () => manifest)
    {
    }

    internal StageResult(string key, IReadOnlyList<ManifestOutput> outputs, Func<Manifest> read) => (Key, Outputs, _manifest) = (key, outputs, new Lazy<Manifest>(read));

    public string Key { get; }

    public IReadOnlyList<ManifestOutput> Outputs { get; }

    /// <summary>Everything known about the run.</summary>
    /// <exception cref="FlowException">It was removed since the plan was made.</exception>
    public Manifest Manifest => _manifest.Value;

    /// <summary>The output of that name; null when the stage had none.</summary>
    public ManifestOutput? Output(string fileName) => Outputs.FirstOrDefault(output => output.Name == fileName);
}
