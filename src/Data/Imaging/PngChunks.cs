using System.Buffers.Binary;

namespace Steering.Data.Imaging;

/// <summary>A PNG file cut into what the decoder needs: header, palette, compressed pixels. Every CRC is checked.</summary>
internal sealed record PngChunks(PngHeader Header, byte[] Palette, byte[] Compressed, int FirstData)
{
    private static readonly byte[] s_signature = [137, 80, 78, 71, 13, 10, 26, 10];

    public static PngChunks Parse(byte[] bytes, string name)
    {
        if (!bytes.AsSpan().StartsWith(s_signature))
        {
            throw new InvalidDataException($"{name}: does not start with PNG's signature ({bytes.Length} bytes). Only PNG is read here: convert the file, or fetch it again.");
        }
        PngHeader? header = null;
        byte[] palette = [];
        using var compressed = new MemoryStream();
        var firstData = -1;
        for (var at = s_signature.Length; ;)
        {
            if (bytes.Length - at < 12) throw Broken(name, at, $"the file ends without IEND ({bytes.Length} bytes)");
            var length = BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(at));
            if (length > bytes.Length - at - 12) throw Broken(name, at, $"a chunk of {length} bytes reaches beyond the file's {bytes.Length} bytes");
            var typed = bytes.AsSpan(at + 4, (int)length + 4);
            var type = System.Text.Encoding.Latin1.GetString(typed[..4]);
            var body = typed[4..];
            var wanted = BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(at + 8 + (int)length));
            var got = Crc32.Of(typed);
            if (got != wanted) throw Broken(name, at, $"the chunk '{type}' has CRC {got:x8}, its end says {wanted:x8}");
            if (header is null && type != "IHDR") throw Broken(name, at, $"the first chunk is '{type}', not IHDR");
            switch (type)
            {
                case "IHDR":
                    header = PngHeader.Parse(body, name);
                    break;
                case "PLTE":
                    palette = body.ToArray();
                    break;
                case "IDAT":
                    if (firstData < 0) firstData = at;
                    compressed.Write(body);
                    break;
                case "IEND":
                    if (firstData < 0) throw Broken(name, at, "there is no IDAT, hence no pixels");
                    if (header!.Colour == 3 && palette.Length == 0) throw Broken(name, at, "the picture has palette colours but no PLTE");
                    return new PngChunks(header, palette, compressed.ToArray(), firstData);
                default:
                    if (char.IsAsciiLetterUpper(type[0])) throw Broken(name, at, $"the critical chunk '{type}' is unknown");
                    break;
            }
            at += 12 + (int)length;
        }
    }

    public static InvalidDataException Broken(string name, int at, string what) =>
        new($"{name}: byte {at}: {what}. The file is cut or damaged: make or fetch it again.");
}
