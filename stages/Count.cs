using System.Text.Json;
using Steering.Flow;
using Steering.Models;
using Steering.Peft;

namespace Steering.Stages;

/// <param name="Model">Shape of the language model.</param>
/// <param name="VisionWidth">Width of a visual token before the connector.</param>
/// <param name="Tower">The vision tower, where it is to be counted; null leaves it out.</param>
public sealed record CountParams(string Name, ILanguageConfig Model, int VisionWidth, string Connector, IPeftMethod Method, IVisionConfig? Tower = null);

/// <summary>Counts what a method trains on the meta device: no weight is allocated, so a 13B model counts in milliseconds.</summary>
public sealed class Count(CountParams parameters) : Stage<CountParams>(parameters)
{
    /// <summary>Names of the figures: what is trained in each part.</summary>
    public const string Language = "language model";
    public const string Connector = "connector";
    public const string Tower = "vision tower";
    public const string All = "all";

    public override string Label => $"Count {Params.Name} {Params.Method.Name}";

    /// <summary><c>{"connector", "language model", "vision tower"}</c>, trainable parameters of each, and <c>"all"</c>: every parameter, trained or not.</summary>
    public Artifact<Figures> Trainable => Output<Figures>("trainable.json");

    public override Resources Needs => Resources.Heavy(gigabytes: 0.5);

    public override Task RunAsync(StageRun run, CancellationToken cancel)
    {
        using var tower = Params.Tower is { } config ? VisionTowers.OnMeta(config) : null;
        using var model = new Llava(CausalLanguageModel.OnMeta(Params.Model), Models.Connector.OnMeta(Params.Connector, Params.VisionWidth, Params.Model.Width), tower);
        var all = model.parameters().Sum(parameter => parameter.numel());
        var grafted = Grafting.Apply(model, Params.Method, seed: 0);
        File.WriteAllText(run[Trainable], JsonSerializer.Serialize(new SortedDictionary<string, long>(StringComparer.Ordinal)
        {
            [All] = all,
            [Connector] = grafted.ConnectorCount,
            [Language] = grafted.Count,
            [Tower] = grafted.VisionCount,
        }) + "\n");
        return Task.CompletedTask;
    }

    /// <summary>What <see cref="Trainable"/> holds.</summary>
    internal static IReadOnlyDictionary<string, long> Read(string path) =>
        JsonSerializer.Deserialize<Dictionary<string, long>>(File.ReadAllText(path)) ?? throw new InvalidDataException($"{path} holds no figures. Count again.");

    /// <summary>What is trained, in all parts together.</summary>
    internal static long Trained(IReadOnlyDictionary<string, long> figures) => figures[Language] + figures[Connector] + figures[Tower];

    /// <summary>The same in percent of all parameters.</summary>
    internal static decimal Share(IReadOnlyDictionary<string, long> figures) => 100m * Trained(figures) / figures[All];
}
