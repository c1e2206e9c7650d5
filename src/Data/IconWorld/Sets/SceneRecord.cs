using System.Text.Json;
using Steering.Data.Sources;

namespace Steering.Data.IconWorld.Sets;

/// <summary>One line of records.jsonl: an image file (relative to the image folder), the scene in it, and what is asked about it.</summary>
public sealed record SceneRecord(string Image, Scene Scene, IReadOnlyList<Question> Questions);

/// <summary>
/// records.jsonl, beside a set's official files: <c>{image, background, seed, objects: [{concept, style, x, y, size, paint?}],
/// questions: [{kind, text, answer, choices?}]}</c>. Only scenes are read back; answers are for readers and tests.
/// </summary>
public static class SceneRecords
{
    public const string FileName = "records.jsonl";

    public static void Write(string path, World world, IEnumerable<SceneRecord> records) => JsonLines.Write(path, records.Select<SceneRecord, Action<Utf8JsonWriter>>(record => writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("image", record.Image);
        writer.WriteNumber("background", record.Scene.Background);
        writer.WriteNumber("seed", record.Scene.Seed);
        writer.WriteStartArray("objects");
        foreach (var thing in record.Scene.Objects) WriteObject(writer, world, thing);
        writer.WriteEndArray();
        writer.WriteStartArray("questions");
        foreach (var question in record.Questions) WriteQuestion(writer, question);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }));

    /// <summary>The scenes by image, for concepts of <paramref name="world"/>.</summary>
    public static IReadOnlyDictionary<string, Scene> Read(string path, World world)
    {
        ArgumentNullException.ThrowIfNull(world);
        var scenes = new Dictionary<string, Scene>(StringComparer.Ordinal);
        foreach (var line in JsonLines.Read(path))
        {
            var objects = line.Member("objects").Items().ConvertAll(thing => ReadObject(world, thing));
            scenes[line.Member("image").Text()] = new Scene((int)line.Member("background").Integer(), (ulong)line.Member("seed").Integer(), objects);
        }
        return scenes;
    }

    private static SceneObject ReadObject(World world, JsonField thing)
    {
        var style = thing.Member("style").Text();
        var number = Style.Names.ToList().IndexOf(style);
        if (number < 0) throw new InvalidDataException($"{thing.Where}: '{style}' is no style; there are {string.Join(", ", Style.Names)}. Compose the set again.");
        return new SceneObject(
            world.Number(thing.Member("concept").Text()), number, (int)thing.Member("x").Integer(), (int)thing.Member("y").Integer(), (int)thing.Member("size").Integer(),
            thing.Find("paint")?.Text() is { } word ? Paints.All.First(paint => paint.Word() == word) : null);
    }

    private static void WriteObject(Utf8JsonWriter writer, World world, SceneObject thing)
    {
        writer.WriteStartObject();
        writer.WriteString("concept", world.Name(thing.Concept));
        writer.WriteString("style", Style.Names[thing.Style]);
        writer.WriteNumber("x", thing.X);
        writer.WriteNumber("y", thing.Y);
        writer.WriteNumber("size", thing.Size);
        if (thing.Paint is { } paint) writer.WriteString("paint", paint.Word());
        writer.WriteEndObject();
    }

    private static void WriteQuestion(Utf8JsonWriter writer, Question question)
    {
        writer.WriteStartObject();
        writer.WriteString("kind", question.Kind.Name());
        writer.WriteString("text", question.Text);
        writer.WriteString("answer", question.Answer);
        if (question.Choices.Count > 0)
        {
            writer.WriteStartArray("choices");
            foreach (var choice in question.Choices) writer.WriteStringValue(choice);
            writer.WriteEndArray();
        }
        writer.WriteEndObject();
    }
}
