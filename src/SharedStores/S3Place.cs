using Steering.Flow;

namespace Steering.SharedStores;

/// <summary>A bucket, where in it, and how it is reached.</summary>
/// <param name="Prefix">Before every name; "" or ending in '/'.</param>
/// <param name="Endpoint">Address of an S3-compatible server; null for Amazon's own.</param>
/// <param name="Region">Null for the default of the environment.</param>
/// <param name="Keys">Null for what the environment, the profile or the machine's role offers.</param>
public sealed record S3Place(string Bucket, string Prefix, Uri? Endpoint = null, string? Region = null, S3Keys? Keys = null)
{
    private const string Scheme = "s3://";

    public static bool IsOne(string text) => text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads "s3://bucket/prefix".</summary>
    public static S3Place Parse(string text)
    {
        var (bucket, prefix) = text[Scheme.Length..].Split('/', 2) is [var before, var after] ? (before, after.Trim('/')) : (text[Scheme.Length..], "");
        var isSound = bucket.Length is >= 3 and <= 63 && bucket.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter is '.' or '-');
        return isSound
            ? new S3Place(bucket, prefix.Length == 0 ? "" : prefix + "/")
            : throw new FlowException($"'{text}' names no bucket. A shared store is a folder, or s3://bucket/prefix with a bucket of 3 to 63 small letters, digits, '.' and '-'.");
    }

    public override string ToString() => $"{Scheme}{Bucket}/{Prefix}".TrimEnd('/');
}

/// <summary>What proves who asks.</summary>
public sealed record S3Keys(string Access, string Secret, string? Session = null);
