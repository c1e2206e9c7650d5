using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Steering.Flow;

/// <summary>The flat list of a JSON-LD document: every entity once, in the order of their first mention.</summary>
internal sealed class CrateEntities
{
    private static readonly JsonSerializerOptions Layout = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly Dictionary<string, JsonObject> _byId = new(StringComparer.Ordinal);

    public IEnumerable<string> IdsOf(string type) => _byId.Keys.Where(id => Is(id, type));

    public bool Is(string id, string type) => _byId[id]["@type"] is JsonArray types ? types.Any(one => (string?)one == type) : (string?)_byId[id]["@type"] == type;

    /// <summary>Adds an entity unless its id is there; properties that are null are left out.</summary>
    public string Add(string id, string type, params (string Name, JsonNode? Value)[] properties) => Add(id, [type], properties);

    public string Add(string id, string[] types, params (string Name, JsonNode? Value)[] properties)
    {
        if (_byId.ContainsKey(id)) return id;
        var entity = new JsonObject { ["@id"] = id, ["@type"] = types is [var only] ? only : new JsonArray([.. types.Select(type => (JsonNode)type)]) };
        foreach (var (name, value) in properties)
            if (value is not (null or JsonArray { Count: 0 })) entity[name] = value;
        _byId[id] = entity;
        return id;
    }

    /// <summary>Says one thing more of an entity that is there.</summary>
    public void Say(string id, string property, JsonNode value) => _byId[id][property] = value;

    public static JsonNode Link(string id) => new JsonObject { ["@id"] = id };

    /// <summary>Links to several, each once.</summary>
    public static JsonArray Links(IEnumerable<string> ids) => [.. ids.Distinct(StringComparer.Ordinal).Select(Link)];

    public string ToJson(params string[] context) => new JsonObject
    {
        ["@context"] = new JsonArray([.. context.Select(address => (JsonNode)address)]),
        ["@graph"] = new JsonArray([.. _byId.Values]),
    }.ToJsonString(Layout) + "\n";

    public static string Text(JsonNode node) => node.ToJsonString(Layout) + "\n";
}
