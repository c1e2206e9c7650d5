namespace Microsoft.ML.Tokenizers;

/// <summary>Changes a text before it is split (case, composition of letters, spaces).</summary>
public abstract class Normalizer
{
    public abstract string Normalize(string original);

    public abstract string Normalize(ReadOnlySpan<char> original);
}
