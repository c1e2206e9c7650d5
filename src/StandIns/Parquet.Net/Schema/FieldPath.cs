namespace Parquet.Schema;

/// <summary>Where a field stands in the schema: the names from the root down.</summary>
public sealed class FieldPath : IEquatable<FieldPath>
{
    private readonly string[] _parts;

    public FieldPath(IEnumerable<string> parts) => _parts = [.. parts];

    public int Length => _parts.Length;

    public string FirstPart => _parts[0];

    public string this[int i] => _parts[i];

    public List<string> ToList() => [.. _parts];

    public override string ToString() => string.Join('.', _parts);

    public bool Equals(FieldPath? other) => other is not null && _parts.AsSpan().SequenceEqual(other._parts);

    public override bool Equals(object? obj) => Equals(obj as FieldPath);

    public override int GetHashCode() => string.GetHashCode(ToString(), StringComparison.Ordinal);
}
