using System.Text.Json;
using System.Text.Json.Serialization;

namespace Steering.Peft;

/// <summary>Finds the method that a text names (<see cref="MethodText"/>) among all in this assembly.</summary>
internal static class MethodReader
{
    /// <exception cref="InvalidDataException">The name is unknown or the parameters do not fit; the message begins with <paramref name="path"/>.</exception>
    public static IPeftMethod Read(string path, string name, string parameters)
    {
        var type = Array.Find(typeof(IPeftMethod).Assembly.GetTypes(), type => type.Name == name && type.IsAssignableTo(typeof(IPeftMethod)) && !type.IsAbstract)
            ?? throw new InvalidDataException($"{path}: its method '{name}' is not known here. Was it written by a newer version?");
        try
        {
            return (IPeftMethod)(JsonSerializer.Deserialize(parameters, type, Options) ?? throw new InvalidDataException($"{path}: the parameters of its method are empty."));
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"{path}: the parameters of its method are no JSON for {name}: {error.Message}", error);
        }
    }

    private static JsonSerializerOptions Options => new() { Converters = { new Nested() } };

    /// <summary>A method within a method: its parameters beside its type's name.</summary>
    private sealed class Nested : JsonConverter<IPeftMethod>
    {
        public override bool CanConvert(Type typeToConvert) => typeToConvert == typeof(IPeftMethod);

        public override IPeftMethod Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            using var document = JsonDocument.ParseValue(ref reader);
            var name = document.RootElement.TryGetProperty(MethodText.TypeKey, out var value) ? value.GetString() ?? "" : "";
            return MethodReader.Read("a method within a method", name, document.RootElement.GetRawText());
        }

        public override void Write(Utf8JsonWriter writer, IPeftMethod value, JsonSerializerOptions options) =>
            throw new NotSupportedException("Methods are written by MethodText.");
    }
}
