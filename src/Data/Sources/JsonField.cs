using System.Globalization;
using System.Text.Json;

namespace Steering.Data.Sources;

/// <summary>A value inside a JSON file that knows where it stands, so that a wrong one is named with file, field and remedy.</summary>
internal readonly struct JsonField(JsonElement element, string file, string path)
{
    private const int ShownLength = 60;

    public string Where => path.Length == 0 ? file : $"{file}: {path}";

    public JsonField Member(string name) => Find(name) is { } found
        ? found
        : throw new InvalidDataException($"{Where} has no '{name}'. Is this the right kind of file, and complete? Fetch it again, or mend the entry.");

    /// <summary>A member that may be absent or null.</summary>
    public JsonField? Find(string name)
    {
        if (element.ValueKind != JsonValueKind.Object) throw Wrong("an object");
        return element.TryGetProperty(name, out var member) && member.ValueKind != JsonValueKind.Null
            ? new JsonField(member, file, path.Length == 0 ? name : $"{path}.{name}")
            : null;
    }

    /// <summary>A member that must be there but may be null.</summary>
    public JsonField AnyMember(string name) => element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var member)
        ? new JsonField(member, file, path.Length == 0 ? name : $"{path}.{name}")
        : Member(name);

    public List<JsonField> Items()
    {
        if (element.ValueKind != JsonValueKind.Array) throw Wrong("a list");
        var items = new List<JsonField>(element.GetArrayLength());
        foreach (var item in element.EnumerateArray()) items.Add(new JsonField(item, file, $"{path}[{items.Count}]"));
        return items;
    }

    public IEnumerable<(string Name, JsonField Value)> Members()
    {
        if (element.ValueKind != JsonValueKind.Object) throw Wrong("an object");
        var (name, at) = (file, path);
        return element.EnumerateObject().Select(member =>
            (member.Name, new JsonField(member.Value, name, at.Length == 0 ? $"['{member.Name}']" : $"{at}.{member.Name}")));
    }

    public string Text() => element.ValueKind == JsonValueKind.String ? element.GetString()! : throw Wrong("text");

    /// <summary>One text, or a list of texts.</summary>
    public List<string> Texts() => element.ValueKind == JsonValueKind.Array ? Items().ConvertAll(item => item.Text()) : [Text()];

    public long Integer() => element.ValueKind == JsonValueKind.Number && element.TryGetInt64(out var value) ? value : throw Wrong("a whole number");

    public bool Boolean() => element.ValueKind is JsonValueKind.True or JsonValueKind.False ? element.GetBoolean() : throw Wrong("true or false");

    public double Real() => element.ValueKind == JsonValueKind.Number ? element.GetDouble() : throw Wrong("a number");

    /// <summary>Any value as Python's <c>str</c> prints it once read from JSON.</summary>
    public string AsPython() => PythonPrint.Of(element);

    /// <summary>An identifier: text, or a whole number taken as text.</summary>
    public string Id() => element.ValueKind switch
    {
        JsonValueKind.String => element.GetString()!,
        JsonValueKind.Number when element.TryGetInt64(out var value) => value.ToString(CultureInfo.InvariantCulture),
        _ => throw Wrong("an identifier (text or a whole number)"),
    };

    public InvalidDataException Wrong(string expected)
    {
        var raw = element.GetRawText();
        var shown = raw.Length > ShownLength ? raw[..ShownLength] + "…" : raw;
        return new InvalidDataException($"{Where} is {shown}; expected {expected}. Mend this entry, or fetch the file again.");
    }
}
