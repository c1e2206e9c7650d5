namespace Steering.Flow;

/// <summary>A file or folder that stages hand to one another; the graph's edges are artifacts, never names.</summary>
[CodeIrrelevant]
public interface IArtifact
{
    /// <summary>Name among its producer's outputs; one path segment.</summary>
    string FileName { get; }

    /// <summary>The stage that writes it, or null for a source.</summary>
    IStage? Producer { get; }

    /// <summary>Repository-relative path of a source or an exported output; null for an output that lives in the store.</summary>
    string? Place { get; }

    /// <summary>What it holds, so that a stage cannot be given the wrong thing.</summary>
    Type Content { get; }

    /// <summary>
    /// Digest of what the file says rather than of its bytes, for formats whose writers differ (Parquet: over the rows).
    /// Keys downstream use it; null means the bytes themselves.
    /// </summary>
    Func<string, string>? Meaning { get; }
}

/// <summary>An output of a stage, holding <typeparamref name="TContent"/>. Equal when producer, name and place are.</summary>
[CodeIrrelevant]
public class Artifact<TContent>(string fileName, IStage? producer) : IArtifact, IEquatable<Artifact<TContent>>
{
    public string FileName { get; } = fileName;

    public IStage? Producer { get; } = producer;

    public string? Place { get; init; }

    public Type Content => typeof(TContent);

    public Func<string, string>? Meaning { get; init; }

    public bool Equals(Artifact<TContent>? other) =>
        other is not null && GetType() == other.GetType() && ReferenceEquals(Producer, other.Producer)
        && FileName == other.FileName && Place == other.Place;

    public sealed override bool Equals(object? obj) => Equals(obj as Artifact<TContent>);

    public sealed override int GetHashCode() => HashCode.Combine(FileName, Place);

    public override string ToString() => Producer is null ? Place ?? FileName : $"{Producer.Label}/{FileName}";
}

/// <summary>A file or folder outside the store that a person keeps (an atlas, a card): it counts by its bytes, never by its path.</summary>
[CodeIrrelevant]
public sealed class Source<TContent> : Artifact<TContent>
{
    /// <summary>Names a file or folder.</summary>
    /// <param name="path">Absolute, or relative to the repository's root.</param>
    public Source(string path)
        : base(System.IO.Path.GetFileName(System.IO.Path.TrimEndingDirectorySeparator(path)), producer: null) =>
        Place = Places.CheckSource(path);

    public string Path => Place!;   // set by the only constructor
}
