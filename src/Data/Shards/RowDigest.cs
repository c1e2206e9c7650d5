using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Steering.Data.Shards;

/// <summary>
/// SHA-256 over samples in a canonical form, since the bytes of a Parquet file differ between writers: each text is its length in
/// UTF-8 bytes (4, little endian) and those bytes, null is the length −1, each list its count; fields in the order of the columns.
/// </summary>
public static class RowDigest
{
    private const string Version = "steering sample rows 1\n";

    /// <summary>The digest as 64 lower-case hexadecimal digits.</summary>
    public static string Of(IEnumerable<Sample> samples)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(Version));
        foreach (var sample in samples) Append(hash, sample);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>As <see cref="OfFileAsync"/>, for callers that cannot wait asynchronously.</summary>
    public static string OfFile(string path) => Task.Run(() => OfFileAsync(path)).GetAwaiter().GetResult();

    public static async Task<string> OfFileAsync(string path, CancellationToken cancel = default) =>
        Of(await SampleShards.ReadAsync(path, cancel).ConfigureAwait(false));

    private static void Append(IncrementalHash hash, Sample sample)
    {
        Append(hash, sample.Id);
        Append(hash, sample.Image);
        Append(hash, sample.Turns.Count);
        foreach (var turn in sample.Turns)
        {
            Append(hash, turn.Question);
            Append(hash, turn.Answer);
        }
        Append(hash, sample.Answers);
        Append(hash, sample.Choices);
        Append(hash, sample.Category);
    }

    private static void Append(IncrementalHash hash, IReadOnlyList<string> texts)
    {
        Append(hash, texts.Count);
        foreach (var text in texts) Append(hash, text);
    }

    private static void Append(IncrementalHash hash, string? text)
    {
        if (text is null)
        {
            Append(hash, -1);
            return;
        }
        var bytes = Encoding.UTF8.GetBytes(text);
        Append(hash, bytes.Length);
        hash.AppendData(bytes);
    }

    private static void Append(IncrementalHash hash, int number)
    {
        Span<byte> four = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(four, number);
        hash.AppendData(four);
    }
}
