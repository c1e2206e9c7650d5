using System.Text.Json.Nodes;

namespace Steering.Flow;

/// <summary>A graph as JSON: what each stage is, is told, reads and writes. The workflow itself, in the words of a crate.</summary>
internal static class DeclaredGraph
{
    private const int IdLetters = 16;

    public static string Text(Graph graph) => CrateEntities.Text(new JsonObject { ["stages"] = new JsonArray([.. graph.Nodes.Select(Stage)]) });

    private static JsonObject Stage(StageNode node) => new()
    {
        ["id"] = node.Identity[..IdLetters],
        ["label"] = node.Label,
        ["type"] = node.StageType,
        ["version"] = node.Stage.Version,
        ["parameters"] = JsonNode.Parse(node.Params),
        ["reads"] = new JsonArray([.. node.Inputs.Select(input => new JsonObject { ["from"] = input.Producer?.Identity[..IdLetters], ["name"] = input.Producer is null ? input.Artifact.Place : input.Artifact.FileName })]),
        ["writes"] = new JsonArray([.. node.Outputs.Select(output => (JsonNode)(output.Place ?? output.FileName))]),
    };
}
