using System.Text.Encodings.Web;
using System.Text.Json;

namespace Steering.Data.Sources;

/// <summary>Files of one JSON object a line, as question and answer files of LLaVA and POPE are. Empty lines are skipped.</summary>
internal static class JsonLines
{
    /// <summary>The lines in order; a line that is not JSON stops the reading with its number and remedy, unless <paramref name="onBroken"/> takes it.</summary>
    public static IEnumerable<JsonField> Read(string path, Action<InvalidDataException>? onBroken = null)
    {
        if (!File.Exists(path)) throw new FileNotFoundException($"{path} does not exist. Fetch the data set, or correct the path.", path);
        var rest = JsonText.WithoutMark(File.ReadAllBytes(path));
        for (var number = 1; !rest.IsEmpty; number++)
        {
            var end = rest.Span.IndexOf((byte)'\n');
            var line = end < 0 ? rest : rest[..end];
            rest = end < 0 ? default : rest[(end + 1)..];
            // Python's converters fail on an empty line too, and count it.
            if (onBroken is null && line.Span.Trim(" \t\r"u8).IsEmpty) continue;
            JsonElement root;
            try
            {
                using var document = JsonText.ParseLine(line, path, number);
                root = document.RootElement.Clone();
            }
            catch (InvalidDataException broken) when (onBroken is not null)
            {
                onBroken(broken);
                continue;
            }
            yield return new JsonField(root, $"{path}:{number}", "");
        }
    }

    public static void Write(string path, IEnumerable<Action<Utf8JsonWriter>> lines)
    {
        using var stream = File.Create(path);
        foreach (var line in lines)
        {
            stream.Write(JsonRow.Of(line));
            stream.WriteByte((byte)'\n');
        }
    }
}

/// <summary>One compact JSON value with readable text: only what JSON demands is escaped.</summary>
internal static class JsonRow
{
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Of(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, s_options)) write(writer);
        return stream.ToArray();
    }

    /// <summary>A JSON list with one item a line, so that a text tool can show and mend a single row.</summary>
    public static void WriteList(Stream stream, IEnumerable<Action<Utf8JsonWriter>> items)
    {
        stream.Write("[\n"u8);
        var first = true;
        foreach (var item in items)
        {
            if (!first) stream.Write(",\n"u8);
            first = false;
            stream.Write(Of(item));
        }
        stream.Write("\n]"u8);
    }
}
