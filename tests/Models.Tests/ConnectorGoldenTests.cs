using System.Text.Json;
using System.Text.RegularExpressions;
using Steering.Tensors;
using Steering.Tests;
using static TorchSharp.torch;

namespace Steering.Models.Tests;

/// <summary>Connectors against the paper's own code: golden/connectors.</summary>
public sealed partial class ConnectorGoldenTests
{
    private const string Folder = "connectors";

    public static TheoryData<string> Cases => [.. Golden.Cases(Folder)];

    [GoldenTheory(Folder)]
    [MemberData(nameof(Cases))]
    public void Output_and_gradients_agree(string name)
    {
        using var scope = NewDisposeScope();
        var meta = Golden.Json(Folder, name, "meta.json");
        var tolerance = meta.GetProperty("tolerance");
        using var weights = Safetensors.Open(Path.Combine(Golden.Folder(Folder), name, "weights.safetensors"));
        using var given = Safetensors.Open(Path.Combine(Golden.Folder(Folder), name, "case.safetensors"));
        var features = Features(given);
        using var connector = Connector.Untrained(Kind(meta, weights), (int)features.size(2), meta.GetProperty("hidden_size").GetInt32(), seed: 0);
        Weights.Load(connector, weights, connector.Kind);
        Assert.Equal(meta.GetProperty("parameters").GetInt64(), connector.parameters().Sum(parameter => parameter.numel()));
        var y = connector.call(features);
        Assert.Equal(y.size(1), connector.Tokens((int)features.size(1)));
        Near.Equal(given.Load("output"), y, tolerance.GetProperty("output").GetDouble(), $"{name} output");
        var loss = (y * given.Load("loss_weight")).mean();
        Near.Equal(given.Load("loss"), loss, tolerance.GetProperty("output").GetDouble(), $"{name} loss");
        loss.backward();
        foreach (var (parameter, value) in connector.named_parameters())
        {
            var expected = given.Load($"grad.{parameter}");
            var allowed = tolerance.GetProperty("gradients").GetDouble() * Math.Max(1, expected.abs().max().item<float>());
            Near.Equal(expected, value.grad!, allowed, $"{name} gradient of {parameter}");
        }
    }

    /// <summary>One feature, or those of several towers side by side.</summary>
    private static Tensor Features(SafetensorsFile given) => given.Contains("x")
        ? given.Load("x")
        : cat(given.Names.Where(name => name.StartsWith("x.", StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(name => given.Load(name)).ToArray(), 2);

    /// <summary>The text of the case's connector; its numbers from its settings, the shapes of its weights and, for the heads, its note.</summary>
    private static string Kind(JsonElement meta, SafetensorsFile weights)
    {
        var kind = meta.GetProperty("connector").GetString() ?? "";
        var queries = meta.GetProperty("num_queries").GetInt32();
        if (kind == "resampler") return $"{kind}:queries={queries},layers={meta.GetProperty("num_resampler_layers").GetInt32()}";
        if (kind != "qformer") return kind;
        var layers = 1 + weights.Names.Select(name => LayerNumber().Match(name)).Where(match => match.Success).Max(match => int.Parse(match.Groups["number"].Value));
        var inner = weights.Names.First(name => name.EndsWith("intermediate_query.dense.weight", StringComparison.Ordinal));
        var heads = HeadCount().Match(meta.GetProperty("note").GetString() ?? "").Groups["heads"].Value;
        return $"{kind}:queries={queries},layers={layers},width={weights.Shape(inner)[1]},inner={weights.Shape(inner)[0]},heads={heads}";
    }

    [GeneratedRegex(@"\.layer\.(?<number>[0-9]+)\.", RegexOptions.ExplicitCapture)]
    private static partial Regex LayerNumber();

    [GeneratedRegex("(?<heads>[0-9]+) heads", RegexOptions.ExplicitCapture)]
    private static partial Regex HeadCount();
}
