using System.Text.Json;
using Steering.Flow;
using Steering.Models;
using Steering.Peft;

namespace Steering.Stages;

/// <param name="Model">Shape of the language model.</param>
/// <param name="VisionWidth">Width of a visual token before the connector.</param>
public sealed record CountParams(string Name, ILanguageConfig Model, int VisionWidth, string Connector, IPeftMethod Method);

/// <summary>Counts what a method trains on the meta device: no weight is allocated, so a 13B model counts in milliseconds.</summary>
public sealed class Count(CountParams parameters) : Stage<CountParams>(parameters)
{
    public override string Label => $"Count {Params.Name} {Params.Method.Name}";

    /// <summary><c>{"connector", "language model"}</c>, trainable parameters of each.</summary>
    public Artifact<Figures> Trainable => Output<Figures>("trainable.json");

    public override Resources Needs => Resources.Heavy(gigabytes: 0.5);

    public override Task RunAsync(StageRun run, CancellationToken cancel)
    {
        using var model = new Llava(CausalLanguageModel.OnMeta(Params.Model), Connector.OnMeta(Params.Connector, Params.VisionWidth, Params.Model.Width));
        var grafted = Grafting.Apply(model, Params.Method, seed: 0);
        File.WriteAllText(run[Trainable], JsonSerializer.Serialize(new SortedDictionary<string, long>(StringComparer.Ordinal)
        {
            ["connector"] = grafted.ConnectorCount,
            ["language model"] = grafted.Count,
        }) + "\n");
        return Task.CompletedTask;
    }
}
