using System.Reflection;
using Steering.Evaluation;
using Steering.Flow;
using Steering.Models;
using Steering.Peft;
using Steering.Training;

namespace Steering.Stages;

/// <summary>
/// Table 7: what a factory can do. Each number is that of the members of a registry or of the types that fill a role, so that a member that comes or goes
/// changes the table by itself. That they work is for their tests to say.
/// </summary>
public static class Table7
{
    public const string Name = "table7";
    public const string Title = "Table 7: capabilities";

    public static TabulateCapabilities Table() => new(
        new TabulateCapabilitiesParams(
            $"results/{Name}", Title, "Ticked here: at least two of what is named first. The printed ticks are those of a later edition of the paper; nobody measured other programs here.", Rows()),
        new Source<Csv>($"results/paper/{Name}.csv"));

    private static IReadOnlyList<Capability> Rows() =>
    [
        new("Multi-scale LLMs", [new("published language models", [.. PublishedModels.Languages.Select(model => model.Name)]), new("families of them", LanguageConfigs.ModelTypes), new("scales declared in full", Zoos.Names)]),
        new("Diverse Vision Encoders", [new("published vision towers", [.. PublishedModels.Towers.Select(tower => tower.Name)]), new("families of them", VisionTowers.ModelTypes), new("connectors", ConnectorKinds.All)]),
        new("PEFTs", [new("methods with edits of their own", Names(Methods.Where(HasEdits)))]),
        new("Text-only Tasks", [new("text-only benchmarks", [.. Benchmarks.Where(benchmark => benchmark is IContinuedBenchmark).Select(benchmark => benchmark.Name)])]),
        new("Multimodal Tasks", [new("benchmarks with pictures", [.. Benchmarks.Where(benchmark => benchmark is not IContinuedBenchmark).Select(benchmark => benchmark.Name)])]),
        new("Computational Optimization",
        [
            new("forms of frozen weights in few bits", [.. typeof(QuantisedForm).GetProperties(BindingFlags.Public | BindingFlags.Static).Where(property => property.PropertyType == typeof(QuantisedForm)).Select(property => property.Name).Order(StringComparer.Ordinal)]),
            new("ways to train in less memory", [nameof(Recipe.Accumulation), nameof(Recipe.Recompute)]),
            new("things computed once", [nameof(KeyValueCache), nameof(Encode)]),
        ]),
        new("Multiple Training Strategies", [new("ways to choose what is trained, and how", Names(Methods.Where(method => !HasEdits(method)))), new("stages that train", Names(Stages))]),
    ];

    private static IEnumerable<Type> Methods => Filling<IPeftMethod>(typeof(IPeftMethod).Assembly);

    private static IEnumerable<IBenchmark> Benchmarks =>
        Filling<IBenchmark>(typeof(IBenchmark).Assembly).Select(type => (IBenchmark)Activator.CreateInstance(type)!).OrderBy(benchmark => benchmark.Name, StringComparer.Ordinal);   // records with defaults

    /// <summary>Stages that leave a training curve.</summary>
    private static IEnumerable<Type> Stages => Filling<IStage>(typeof(Table7).Assembly).Where(stage => stage.GetProperties().Any(output => output.PropertyType == typeof(Artifact<RunLog>)));

    /// <summary>A method grafts something of its own; one that takes another method, or frees weights alone, is a way to train.</summary>
    private static bool HasEdits(Type method) =>
        method.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly).Any(member => member.Name is nameof(IPeftMethod.EditLinear) or nameof(IPeftMethod.EditStream))
        && !method.GetProperties().Any(property => property.PropertyType == typeof(IPeftMethod));

    private static IEnumerable<Type> Filling<TRole>(Assembly room) => room.GetExportedTypes().Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(TRole)));

    private static IReadOnlyList<string> Names(IEnumerable<Type> types) => [.. types.Select(type => type.Name).Order(StringComparer.Ordinal)];
}
