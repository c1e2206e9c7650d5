using Steering.Flow;

namespace Steering.Build;

/// <summary>A result that can be asked for by name: a paper's table or figure.</summary>
/// <param name="Describe">The files that make it up, from the options alone; nothing runs.</param>
public sealed record Wish(string Name, string Description, Func<Options, IReadOnlyList<IArtifact>> Describe)
{
    /// <summary>What a zoo lacks for which it comes to no file, said behind the zoo's name; null where every zoo has files.</summary>
    public string? Lacking { get; init; }

    /// <summary>How it is brought up to date; as every result, unless it says otherwise.</summary>
    public Func<Wish, Options, Task> Run { get; init; } = (wish, options) => wish.Lacking is { } lack && wish.Describe(options).Count == 0
        ? throw new FlowException($"Zoo '{options.Zoo}' {lack}")
        : WishRun.RunAsync(options, () => Request.Of(wish, options));

    /// <summary>The stages whose outputs were asked for.</summary>
    public IEnumerable<IStage> Stages(Options options) => Describe(options).Select(artifact => artifact.Producer).OfType<IStage>();
}
