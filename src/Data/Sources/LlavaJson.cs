using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Steering.Data.Sources;

/// <summary>
/// LLaVA's training files (blip_laion_cc_sbu_558k.json, llava_v1_5_mix665k.json): a list of <c>{id, image?, conversations}</c>; a row without
/// image is text only. Rows are read one at a time, so the file may be larger than memory.
/// </summary>
public static class LlavaJson
{
    /// <summary>Rows in file order.</summary>
    public static async IAsyncEnumerable<Sample> ReadAsync(string path, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        if (!File.Exists(path)) throw new FileNotFoundException($"{path} does not exist. Fetch the data set, or correct the path.", path);
        await using var stream = File.OpenRead(path);
        await using var rows = JsonSerializer.DeserializeAsyncEnumerable<JsonElement>(stream, cancellationToken: cancel).GetAsyncEnumerator(cancel);
        for (var number = 0; await NextAsync(rows, path, number); number++)
        {
            yield return Row(new JsonField(rows.Current, path, $"[{number}]"));
        }
    }

    /// <summary>Writes rows one a line inside the list; equal rows give equal bytes.</summary>
    public static void Write(string path, IEnumerable<Sample> samples)
    {
        using var stream = File.Create(path);
        JsonRow.WriteList(stream, samples.Select<Sample, Action<Utf8JsonWriter>>(sample => writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("id", sample.Id);
            if (sample.Image is not null) writer.WriteString("image", sample.Image);
            writer.WriteStartArray("conversations");
            foreach (var turn in sample.Turns)
            {
                WriteMessage(writer, "human", turn.Question);
                WriteMessage(writer, "gpt", turn.Answer);
            }
            writer.WriteEndArray();
            writer.WriteEndObject();
        }));
        stream.WriteByte((byte)'\n');
    }

    private static async ValueTask<bool> NextAsync(IAsyncEnumerator<JsonElement> rows, string path, int number)
    {
        try
        {
            return await rows.MoveNextAsync();
        }
        catch (JsonException broken)
        {
            throw new InvalidDataException(
                $"{path}: not a JSON list of rows at line {broken.LineNumber + 1}, byte {broken.BytePositionInLine + 1}, after {number} good rows. "
                + "Was the file cut while being fetched? Fetch it again, or mend this line.",
                broken);
        }
    }

    private static Sample Row(JsonField row) => new()
    {
        Id = row.Member("id").Id(),
        Image = row.Find("image")?.Text(),
        Turns = Turns(row.Member("conversations")),
    };

    // Messages alternate by position, whatever their names say; a first one that is not a human's is dropped (LLaVA's reader).
    private static List<Turn> Turns(JsonField conversations)
    {
        var messages = conversations.Items();
        var first = messages.Count > 0 && messages[0].Member("from").Text() != "human" ? 1 : 0;
        var turns = new List<Turn>();
        for (var i = first; i + 1 < messages.Count; i += 2)
        {
            turns.Add(new Turn(messages[i].Member("value").Text(), messages[i + 1].Member("value").Text()));
        }
        if (turns.Count == 0 || (messages.Count - first) % 2 != 0)
        {
            throw new InvalidDataException(
                $"{conversations.Where} has {messages.Count - first} messages from the first human one on; expected question and answer in turn, at least one pair. "
                + "Remove the row, or the message without an answer.");
        }
        return turns;
    }

    private static void WriteMessage(Utf8JsonWriter writer, string from, string value)
    {
        writer.WriteStartObject();
        writer.WriteString("from", from);
        writer.WriteString("value", value);
        writer.WriteEndObject();
    }
}
