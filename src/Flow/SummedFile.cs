using System.Security.Cryptography;
using System.Text;

namespace Steering.Flow;

/// <summary>A local index in one file, behind a line with the sum of what follows. Losing one costs time, never truth: what is garbled or cannot be read is no index.</summary>
internal static class SummedFile
{
    /// <summary>What stands behind the sum; null where there is no file, or its sum is another's.</summary>
    public static ReadOnlyMemory<byte>? Read(string path)
    {
        try
        {
            if (!File.Exists(path)) return null;
            var bytes = File.ReadAllBytes(path);
            var start = Array.IndexOf(bytes, (byte)'\n') + 1;
            if (start == 0 || Encoding.ASCII.GetString(bytes, 0, start - 1) != Convert.ToHexStringLower(SHA256.HashData(bytes.AsSpan(start)))) return null;
            return bytes.AsMemory(start);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException) { return null; }
    }
}
