namespace Steering.Flow;

/// <summary>The code a stage's result depends on: one digest for the key, and its pieces so that Why can name what changed.</summary>
public sealed class CodePrint
{
    private readonly Lazy<IReadOnlyDictionary<string, string>> _parts;

    /// <param name="parts">Digest or version of each piece, by name.</param>
    public CodePrint(string digest, IReadOnlyDictionary<string, string> parts)
        : this(digest, () => parts)
    {
    }

    /// <param name="parts">Reads the pieces when somebody asks for them.</param>
    public CodePrint(string digest, Func<IReadOnlyDictionary<string, string>> parts) => (Digest, _parts) = (digest, new(parts));

    public string Digest { get; }

    public IReadOnlyDictionary<string, string> Parts => _parts.Value;
}

/// <summary>Says which code a stage runs: <see cref="CodeFingerprint.Of"/>.</summary>
public delegate CodePrint CodeDigest(IStage stage);
