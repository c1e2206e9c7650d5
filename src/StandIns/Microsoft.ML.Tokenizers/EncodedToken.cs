namespace Microsoft.ML.Tokenizers;

#pragma warning disable CA2231 // The package's struct has no equality operators.
/// <summary>One token of a text: its id, how the vocabulary writes it, and its range in the text (UTF-16 units).</summary>
public readonly struct EncodedToken(int id, string value, Range offset) : IEquatable<EncodedToken>
{
    public int Id { get; } = id;
    public string Value { get; } = value;
    public Range Offset { get; } = offset;

    public bool Equals(EncodedToken other) => Id == other.Id && Value == other.Value && Offset.Equals(other.Offset);

    public override bool Equals(object? obj) => obj is EncodedToken other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(Id, Value, Offset);
}
