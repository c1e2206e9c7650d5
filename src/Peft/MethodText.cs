using System.Text.Json;
using System.Text.Json.Nodes;

namespace Steering.Peft;

/// <summary>
/// A method as text: its type's name and its parameters as JSON, names in order; a method within a method likewise, its type's name among its
/// parameters. Writing leads to no method but the one that is written; reading (<see cref="MethodReader"/>) leads to all.
/// </summary>
internal static class MethodText
{
    /// <summary>Where a method within a method says its type's name.</summary>
    public const string TypeKey = "method";

    public static string Name(IPeftMethod method) => method.GetType().Name;

    /// <summary>The parameters by run-time type, so that no two methods look alike.</summary>
    public static string Parameters(IPeftMethod method) => Fields(method).ToJsonString();

    /// <summary>What a constructor or an initialiser takes; what is computed from it is left out.</summary>
    private static JsonObject Fields(IPeftMethod method)
    {
        var fields = new JsonObject();
        foreach (var property in method.GetType().GetProperties().Where(property => property.CanWrite).OrderBy(property => property.Name, StringComparer.Ordinal))
        {
            fields[property.Name] = property.GetValue(method) switch
            {
                null => null,
                IPeftMethod inner => Below(inner),
                { } value => JsonSerializer.SerializeToNode(value, property.PropertyType),
            };
        }
        return fields;
    }

    private static JsonObject Below(IPeftMethod inner)
    {
        var fields = Fields(inner);
        fields[TypeKey] = Name(inner);
        return fields;
    }
}
