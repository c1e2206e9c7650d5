using Steering.Flow;

namespace Steering.Build;

/// <summary>A result that can be asked for by name: a paper's table or figure.</summary>
/// <param name="Describe">The files that make it up, from the options alone; nothing runs.</param>
public sealed record Wish(string Name, string Description, Func<Options, IReadOnlyList<IArtifact>> Describe)
{
    /// <summary>The stages whose outputs were asked for.</summary>
    public IEnumerable<IStage> Stages(Options options) => Describe(options).Select(artifact => artifact.Producer).OfType<IStage>();
}
