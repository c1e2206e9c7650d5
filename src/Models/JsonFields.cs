using System.Text.Json;

namespace Steering.Models;

/// <summary>The fields of a published config.json; every refusal names file, field and value.</summary>
public sealed class JsonFields(string path, JsonElement root)
{
    public static JsonDocument Open(string path)
    {
        try
        {
            return JsonDocument.Parse(File.ReadAllBytes(path));
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"{path}: it is no JSON: {error.Message}", error);
        }
    }

    /// <summary>The fields of a vision tower: the object <c>vision_config</c>, or the whole document where there is none.</summary>
    public static JsonFields Vision(string path, JsonElement root) => new(path, root.TryGetProperty("vision_config", out var inner) ? inner : root);

    /// <summary>What messages begin with.</summary>
    public string Source => path;

    public int Whole(string name, int? otherwise = null)
    {
        if (!root.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null) return otherwise ?? throw Missing(name);
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number > 0
            ? number
            : throw new InvalidDataException($"{path}: {name} is {value.GetRawText()}, a positive whole number is needed.");
    }

    public double Number(string name, double? otherwise = null)
    {
        if (!root.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null) return otherwise ?? throw Missing(name);
        return value.ValueKind == JsonValueKind.Number
            ? value.GetDouble()
            : throw new InvalidDataException($"{path}: {name} is {value.GetRawText()}, a number is needed.");
    }

    public bool Has(string name) => root.TryGetProperty(name, out _);

    /// <summary>The object below a name; null if there is none.</summary>
    public JsonFields? Inner(string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object ? new JsonFields($"{path} ({name})", value) : null;

    public bool Flag(string name) => root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;

    public string Text(string name, string otherwise) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() ?? otherwise : otherwise;

    public void RequireText(string name, string wanted)
    {
        var found = Text(name, "");
        if (found != wanted) throw new InvalidDataException($"{path}: {name} is '{found}', this model computes '{wanted}'. Is it another backbone's config?");
    }

    public void RequireAbsentOrFalse(string name)
    {
        if (!root.TryGetProperty(name, out var value) || value.ValueKind is JsonValueKind.Null or JsonValueKind.False) return;
        throw new InvalidDataException($"{path}: {name} is {value.GetRawText()}, which this model does not compute.");
    }

    /// <summary>A list of texts.</summary>
    public IReadOnlyList<string> Texts(string name)
    {
        if (!root.TryGetProperty(name, out var value)) throw Missing(name);
        if (value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(one => one.ValueKind == JsonValueKind.String))
        {
            return [.. value.EnumerateArray().Select(one => one.GetString() ?? "")];
        }
        throw new InvalidDataException($"{path}: {name} is {value.GetRawText()}; a list of names is needed.");
    }

    /// <summary>Throws unless a field is absent, null, or an empty list or object.</summary>
    public void RequireEmpty(string name)
    {
        if (!root.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null) return;
        if (value.ValueKind == JsonValueKind.Object && !value.EnumerateObject().Any()) return;
        if (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 0) return;
        throw new InvalidDataException($"{path}: {name} is {value.GetRawText()}, which is not done here.");
    }

    private InvalidDataException Missing(string name) => new($"{path}: the field '{name}' is missing.");
}
