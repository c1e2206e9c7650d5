using System.Collections.Concurrent;
using System.Reflection;

namespace Steering.Flow;

/// <summary>Base of every stage. Constructor artifacts are inputs, public artifact properties are outputs, the record is the parameters.</summary>
[CodeIrrelevant]
public abstract class Stage<TParams>(TParams parameters, params IReadOnlyList<IArtifact> inputs) : IStage
    where TParams : notnull
{
    public TParams Params { get; } = parameters;

    object IStage.Parameters => Params;

    public IReadOnlyList<IArtifact> Inputs { get; } = inputs;

    public IReadOnlyList<IArtifact> Outputs => [.. OutputProperties.Of(GetType()).Select(property => (IArtifact)property.GetValue(this)!)];

    public virtual string Label => GetType().Name;

    public virtual int Version => 1;

    public virtual Resources Needs => Resources.Light;

    public virtual bool IsReproducible => true;

    public virtual IReadOnlyList<TableCell> Cells => [];

    public abstract Task RunAsync(StageRun run, CancellationToken cancel);

    /// <summary>An output kept in the store: a file or a folder, whichever the stage writes.</summary>
    protected Artifact<TContent> Output<TContent>(string fileName, Func<string, string>? meaning = null) => new(fileName, this) { Meaning = meaning };

    /// <summary>
    /// An output published at a repository-relative place where people may look into it and edit it. Its bytes there count:
    /// an edit makes the descendants stale, a missing export makes this stage stale, and an edited copy is never overwritten.
    /// </summary>
    protected Artifact<TContent> Export<TContent>(string place) => new(place[(place.LastIndexOf('/') + 1)..], this) { Place = place };
}

/// <summary>Which properties of a stage type are its outputs, in name order.</summary>
[CodeIrrelevant]
internal static class OutputProperties
{
    private static readonly ConcurrentDictionary<Type, PropertyInfo[]> Known = new();

    public static PropertyInfo[] Of(Type stage) => Known.GetOrAdd(stage, static type =>
        [.. type.GetProperties().Where(property => property.PropertyType.IsAssignableTo(typeof(IArtifact))).OrderBy(property => property.Name, StringComparer.Ordinal)]);
}
