using Steering.Flow;

namespace Steering.Build;

/// <summary>A result that can be asked for by name: a paper's table or figure.</summary>
/// <param name="Describe">The files that make it up, from the options alone; nothing runs.</param>
public sealed record Wish(string Name, string Description, Func<Options, IReadOnlyList<IArtifact>> Describe)
{
    /// <summary>How it is brought up to date; as every result, unless it says otherwise.</summary>
    public Func<Wish, Options, Task> Run { get; init; } = (wish, options) => WishRun.RunAsync(options, Request.Of(wish, options));

    /// <summary>The stages whose outputs were asked for.</summary>
    public IEnumerable<IStage> Stages(Options options) => Describe(options).Select(artifact => artifact.Producer).OfType<IStage>();
}
