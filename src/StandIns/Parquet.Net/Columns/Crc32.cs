namespace Parquet.Columns;

/// <summary>The checksum of a page as stored: CRC-32 with the polynomial of gzip.</summary>
internal static class Crc32
{
    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(static index =>
    {
        var value = (uint)index;
        for (var bit = 0; bit < 8; bit++) value = (value & 1) != 0 ? (value >> 1) ^ 0xEDB88320 : value >> 1;
        return value;
    })];

    public static int Of(ReadOnlySpan<byte> bytes)
    {
        var crc = 0xFFFFFFFF;
        foreach (var next in bytes) crc = Table[(byte)(crc ^ next)] ^ (crc >> 8);
        return unchecked((int)~crc);
    }
}
