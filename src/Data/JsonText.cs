using System.Text.Json;

namespace Steering.Data;

/// <summary>Opens JSON files so that a broken one is named with line, byte and remedy.</summary>
internal static class JsonText
{
    private static readonly JsonDocumentOptions s_options = new() { MaxDepth = 64 };

    public static JsonDocument Parse(string path)
    {
        if (!File.Exists(path)) throw new FileNotFoundException($"{path} does not exist. Fetch the data set, or correct the path.", path);
        try
        {
            return JsonDocument.Parse(WithoutMark(File.ReadAllBytes(path)), s_options);
        }
        catch (JsonException broken)
        {
            throw new InvalidDataException(
                $"{path}: not JSON at line {broken.LineNumber + 1}, byte {broken.BytePositionInLine + 1}. Was it cut while being fetched? Fetch it again.",
                broken);
        }
    }

    public static JsonDocument ParseLine(ReadOnlyMemory<byte> line, string path, int number)
    {
        try
        {
            return JsonDocument.Parse(line, s_options);
        }
        catch (JsonException broken)
        {
            throw new InvalidDataException(
                $"{path}:{number}: not JSON at byte {broken.BytePositionInLine + 1} of the line ('{Start(line.Span)}'). "
                + "Mend or delete this line, or fetch the file again.",
                broken);
        }
    }

    public static ReadOnlyMemory<byte> WithoutMark(byte[] bytes) =>
        bytes.AsMemory(bytes is [0xEF, 0xBB, 0xBF, ..] ? 3 : 0);

    private static string Start(ReadOnlySpan<byte> line)
    {
        var text = System.Text.Encoding.UTF8.GetString(line[..Math.Min(line.Length, 60)]);
        return line.Length > 60 ? text + "…" : text;
    }
}
