using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Steering.Flow;

namespace Steering.Build.Docs;

/// <summary>Writes <c>stages/README.md</c> from the stage classes: nothing in it is said twice.</summary>
internal static partial class StageTable
{
    public const string Place = "stages/README.md";

    /// <summary>One row for each stage class: what it does, reads, is told, writes and occupies.</summary>
    /// <param name="graph">Stages as some result uses them, for what they occupy.</param>
    public static string Write(Assembly stages, Graph graph)
    {
        var summaries = Summaries(stages);
        var needs = graph.Nodes.GroupBy(node => node.Stage.GetType()).ToDictionary(group => group.Key, group => group.Select(node => node.Stage.Needs).ToArray());
        var measured = graph.Nodes.Where(node => !node.Stage.IsReproducible).Select(node => node.Stage.GetType()).ToHashSet();
        var rows = stages.GetExportedTypes().Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IStage)))
            .OrderBy(type => type.Name, StringComparer.Ordinal)
            .Select(type => $"| **{type.Name}** | {summaries.GetValueOrDefault("T:" + type.FullName, "")} | {Inputs(type)} | {Parameters(type)} | {Outputs(type)} | {Machine(needs.GetValueOrDefault(type, []))}{(measured.Contains(type) ? "<br>measures: not made again by Verify" : "")} |");
        return $"""
            # Stages

            What is done, with what, into what. Written by `./build.sh --target Docs` from the classes in this folder; do not edit.

            | Stage | Does | Reads | Parameters | Writes | Occupies |
            | --- | --- | --- | --- | --- | --- |
            {string.Join('\n', rows)}

            """.ReplaceLineEndings("\n");
    }

    private static string Inputs(Type stage) => Listed(stage.GetConstructors()
        .OrderByDescending(constructor => constructor.GetParameters().Length).First().GetParameters()
        .Select(parameter => (parameter.Name, Content: Content(parameter.ParameterType))).Where(pair => pair.Content is not null)
        .Select(pair => $"{Words(pair.Name!)}: {pair.Content}"));

    private static string Parameters(Type stage) => Listed(
        Above(stage).FirstOrDefault(type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Stage<>))?.GenericTypeArguments[0]
            .GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly).Select(property => Words(property.Name)) ?? []);

    private static string Outputs(Type stage) => Listed(stage.GetProperties()
        .Where(property => property.PropertyType.IsAssignableTo(typeof(IArtifact)))
        .Select(property => $"{Words(property.Name)}: {Content(property.PropertyType)}").Order(StringComparer.Ordinal));

    private static string Machine(Resources[] needs) => needs.Length == 0 ? "" : Listed(needs.Distinct().Select(need =>
        $"{need.Cores} core{(need.Cores == 1 ? "" : "s")}, {need.MemoryBytes / (double)(1 << 30):0.##} GiB{(need.Gpus > 0 ? $", {need.Gpus} GPU" : "")}{(need.Isolated ? ", own process" : "")}").Order(StringComparer.Ordinal));

    /// <summary>"Weights" for an artifact of weights, "Answers…" for several of them, null for anything else.</summary>
    private static string? Content(Type type)
    {
        if (type.IsAssignableTo(typeof(IArtifact))) return type.IsGenericType ? Name(type.GenericTypeArguments[0]) : "any";
        var element = type.IsArray ? type.GetElementType() : type.IsGenericType && type.GenericTypeArguments.Length == 1 ? type.GenericTypeArguments[0] : null;
        return element is null || !element.IsAssignableTo(typeof(IArtifact)) ? null : Content(element) + " …";
    }

    private static string Name(Type type) => type.IsGenericType ? $"{type.Name.Split('`')[0]} of {string.Join(", ", type.GenericTypeArguments.Select(Name))}" : type.Name;

    private static IEnumerable<Type> Above(Type type)
    {
        for (var at = type.BaseType; at is not null; at = at.BaseType) yield return at;
    }

    private static string Listed(IEnumerable<string> parts) => string.Join("<br>", parts);

    private static string Words(string name) => Humps().Replace(name, " $0").Trim().ToLowerInvariant();

    /// <summary>Summaries of an assembly's types by documentation id ("T:Steering.Stages.Tune").</summary>
    public static Dictionary<string, string> Summaries(Assembly assembly)
    {
        var file = Path.Combine(AppContext.BaseDirectory, assembly.GetName().Name + ".xml");
        if (!File.Exists(file)) throw new FlowException($"{file} is missing; the summaries of the stages come from it. Build again.");
        return XDocument.Load(file).Descendants("member").Where(member => member.Element("summary") is not null)
            .ToDictionary(member => (string)member.Attribute("name")!, member => Text(member.Element("summary")!), StringComparer.Ordinal);
    }

    private static string Text(XElement summary) => Blanks().Replace(string.Concat(summary.Nodes().Select(node => node switch
    {
        XText text => text.Value,
        XElement element => (string?)element.Attribute("cref") is { } reference ? reference.Split('.')[^1].Split('`')[0] : (string?)element.Attribute("name") ?? element.Value,
        _ => "",
    })), " ").Trim().Replace("|", "\\|", StringComparison.Ordinal);

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();

    [GeneratedRegex("(?<=[a-z0-9])[A-Z]")]
    private static partial Regex Humps();
}
