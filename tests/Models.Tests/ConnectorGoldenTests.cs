using Steering.Tensors;
using Steering.Tests;
using Xunit.Abstractions;
using static TorchSharp.torch;

namespace Steering.Models.Tests;

/// <summary>Connectors against the paper's own code: golden/connectors.</summary>
public sealed class ConnectorGoldenTests(ITestOutputHelper output)
{
    private const string Folder = "connectors";

    public static TheoryData<string> Cases => [.. Golden.Cases(Folder)];

    [WholeGoldenFact(Folder)]
    public void There_is_a_known_connector_among_the_cases() =>
        Assert.Contains(Golden.Cases(Folder), name => Connector.Knows(Kind(name)));

    [GoldenTheory(Folder)]
    [MemberData(nameof(Cases))]
    public void Output_and_gradients_agree(string name)
    {
        if (!Connector.Knows(Kind(name)))
        {
            output.WriteLine($"{name}: left aside, the connector '{Kind(name)}' is not built here.");
            return;
        }
        using var scope = NewDisposeScope();
        var meta = Golden.Json(Folder, name, "meta.json");
        var tolerance = meta.GetProperty("tolerance");
        using var connector = Connector.Untrained(Kind(name), meta.GetProperty("vision_hidden_size").GetInt32(), meta.GetProperty("hidden_size").GetInt32(), seed: 0);
        using (var weights = Safetensors.Open(Path.Combine(Golden.Folder(Folder), name, "weights.safetensors"))) Weights.Load(connector, weights, Kind(name));
        Assert.Equal(meta.GetProperty("parameters").GetInt64(), connector.parameters().Sum(parameter => parameter.numel()));
        using var given = Safetensors.Open(Path.Combine(Golden.Folder(Folder), name, "case.safetensors"));
        var y = connector.call(given.Load("x"));
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

    private static string Kind(string name) => Golden.Json(Folder, name, "meta.json").GetProperty("connector").GetString() ?? "";
}
