using System.Globalization;

namespace Steering.Flow;

/// <summary>
/// Says in JSON-LD how a result came about: RO-Crate 1.1 under the profiles Process, Workflow and Provenance Run Crate 0.5, from manifests
/// alone. A kind of stage is a tool and a step, a run of a stage is a CreateAction, the whole is a run of the workflow. No clock: the same
/// manifests give the same bytes.
/// </summary>
public sealed class RoCrate
{
    private const string Workflow = Crate.WorkflowName;
    private const string Engine = "#engine";
    private const string Completed = "http://schema.org/CompletedActionStatus";
    private const string FormalParameter = "https://bioschemas.org/profiles/FormalParameter/1.0-RELEASE";
    private static readonly (string Address, string Name, string Version)[] Profiles =
    [
        ("https://w3id.org/ro/wfrun/process/0.5", "Process Run Crate", "0.5"), ("https://w3id.org/ro/wfrun/workflow/0.5", "Workflow Run Crate", "0.5"),
        ("https://w3id.org/ro/wfrun/provenance/0.5", "Provenance Run Crate", "0.5"), ("https://w3id.org/workflowhub/workflow-ro-crate/1.0", "Workflow RO-Crate", "1.0"),
    ];

    private readonly CrateEntities _entities = new();
    private readonly CrateFiles _files;
    private readonly CrateInfo _info;
    private readonly (StageNode Node, Manifest Run)[] _runs;
    private readonly Graph _graph;

    private RoCrate(FlowContext context, Graph graph, Plan plan, CrateInfo info)
    {
        (_graph, _info, _files) = (graph, info, new CrateFiles(_entities, context, info.Place));
        _runs = [.. plan.Stages.Where(stage => stage.Manifest is not null).Select(stage => (stage.Node, stage.Manifest!))];
    }

    /// <summary>The crate of a graph whose results are all current.</summary>
    /// <exception cref="FlowException">Something would have to run first.</exception>
    public static Crate Of(FlowContext context, Graph graph, CrateInfo info)
    {
        var plan = Plan.Make(context, graph);
        if (plan.ToRun.Count() is > 0 and var open) throw new FlowException($"{open} of {plan.Stages.Count} stages are not current, and a crate tells how files at hand came about. Make the result first, then ask again.");
        return new RoCrate(context, graph, plan, info).Make();
    }

    private Crate Make()
    {
        var workflow = DeclaredGraph.Text(_graph);
        AddFrame();
        var kinds = _runs.GroupBy(run => run.Node.StageType, StringComparer.Ordinal).Select(kind => (kind.First().Node, Runs: kind.Select(run => AddRun(run.Node, run.Run)).ToArray())).ToArray();
        var steps = kinds.Select((kind, at) => AddKind(kind.Node, at + 1, kind.Runs)).ToArray();
        AddWorkflow(workflow, kinds.Select(kind => "#stage-" + kind.Node.Kind), steps);
        return new Crate(Finished(), workflow);
    }

    /// <summary>The crate about itself: descriptor, profiles, licence, languages.</summary>
    private void AddFrame()
    {
        _entities.Add(
            Crate.MetadataName, "CreativeWork", ("about", CrateEntities.Link("./")),
            ("conformsTo", CrateEntities.Links(["https://w3id.org/ro/crate/1.1", Profiles[^1].Address])));
        foreach (var (address, name, version) in Profiles) _entities.Add(address, "CreativeWork", ("name", name), ("version", version));
        _entities.Add(_info.Licence, "CreativeWork", ("name", _info.LicenceName), ("description", "The licence of the program and of what it writes; data it reads have their own."));
        _entities.Add("#csharp", "ComputerLanguage", ("name", "C#"), ("url", CrateEntities.Link("https://learn.microsoft.com/dotnet/csharp/")));
        _entities.Add("https://learn.microsoft.com/dotnet/csharp/", "WebSite", ("name", "C# language documentation"));
        var versions = _runs.SelectMany(run => new[] { run.Run.Run.Runtime, run.Run.Run.System }).Distinct(StringComparer.Ordinal)
            .Select((name, at) => _entities.Add($"#software-{at + 1}", "SoftwareApplication", ("name", name), ("softwareVersion", name[(name.LastIndexOf(' ') + 1)..]))).ToArray();
        _entities.Add("#authors", "Organization", ("name", _info.Authors));
        _entities.Add(
            Engine, "SoftwareApplication", ("name", _info.Program), ("softwareVersion", Version), ("author", CrateEntities.Link("#authors")), ("softwareRequirements", CrateEntities.Links(versions)));
    }

    /// <summary>Commits that the runs were made at.</summary>
    private string Version => string.Join(", ", _runs.Select(run => run.Run.Run.Commit).OfType<string>().Distinct(StringComparer.Ordinal)) is { Length: > 0 } known ? known : "unknown";

    private string AddRun(StageNode node, Manifest run)
    {
        var parameters = _entities.Add(
            $"#parameters-{StageKey.Sha256(run.Parts.Params)[..16]}", "PropertyValue", ("name", "parameters"), ("value", run.Parts.Params), ("exampleOfWork", CrateEntities.Link($"#stage-{node.Kind}-parameters")));
        var usage = new List<string> { Usage(run.Key, "seconds", run.Run.Seconds, "https://qudt.org/vocab/unit/SEC") };
        if (run.Run.PeakMemoryBytes is { } peak) usage.Add(Usage(run.Key, "peakMemory", peak, "https://qudt.org/vocab/unit/BYTE"));
        var commit = run.Run.Commit is { } text ? $", commit {text}" : "";
        return _entities.Add(
            "#run-" + run.Key, "CreateAction", ("name", run.Label), ("description", $"Key {run.Key}, by {run.Run.CommandLine.Trim()}{commit}"),
            ("instrument", CrateEntities.Link("#stage-" + node.Kind)), ("object", CrateEntities.Links([.. node.Inputs.Zip(run.Inputs, Input), parameters])),
            ("result", CrateEntities.Links(run.Outputs.Select(output => _files.Output(run.Label, output)))),
            ("startTime", Moment(run.Run.Started)), ("endTime", Moment(run.Run.Finished)), ("actionStatus", Completed), ("resourceUsage", CrateEntities.Links(usage)));
    }

    private string Usage(string key, string name, double value, string unit) => _entities.Add(
        $"#{name}-{key[..16]}", "PropertyValue", ("name", name), ("propertyID", $"{_info.Program}#{name}"), ("unitCode", unit), ("value", value.ToString("0.###", CultureInfo.InvariantCulture)));

    private string Input(NodeInput input, ManifestInput read)
    {
        if (input.Producer is null || read.IsEdited) return _files.Kept(input.Artifact, read.Digest);
        var producer = Array.Find(_runs, run => run.Node == input.Producer).Run;
        return producer?.Output(input.Artifact.FileName) is { } output ? _files.Output(producer.Label, output) : _files.Kept(input.Artifact, read.Digest);
    }

    /// <summary>A kind of stage as a tool, as a step, and that step's execution.</summary>
    private string AddKind(StageNode node, int position, string[] runs)
    {
        var (tool, step, parameters) = ("#stage-" + node.Kind, "#step-" + node.Kind, $"#stage-{node.Kind}-parameters");
        _entities.Add(parameters, "FormalParameter", ("name", "parameters"), ("description", $"The parameters of {node.Kind}, as JSON"), ("additionalType", "PropertyValue"), ("valueRequired", true), ("conformsTo", CrateEntities.Link(FormalParameter)));
        _entities.Add(tool, "SoftwareApplication", ("name", node.Kind), ("description", _info.Describe(node.Stage.GetType())), ("softwareVersion", node.Stage.Version.ToString(CultureInfo.InvariantCulture)), ("input", CrateEntities.Links([parameters])));
        _entities.Add(step, "HowToStep", ("name", node.Kind), ("position", position.ToString(CultureInfo.InvariantCulture)), ("workExample", CrateEntities.Link(tool)));
        _entities.Add("#control-" + node.Kind, "ControlAction", ("name", $"orchestrate {node.Kind}"), ("instrument", CrateEntities.Link(step)), ("object", CrateEntities.Links(runs)));
        return step;
    }

    private void AddWorkflow(string text, IEnumerable<string> tools, string[] steps)
    {
        var sources = _runs.SelectMany(run => run.Node.Inputs.Zip(run.Run.Inputs)).Where(pair => pair.First.Producer is null).Select(pair => _files.Kept(pair.First.Artifact, pair.Second.Digest)).Distinct(StringComparer.Ordinal).ToArray();
        var results = _runs.Where(run => _graph.Targets.Contains(run.Node)).SelectMany(run => run.Run.Outputs.Select(output => _files.Output(run.Run.Label, output))).Distinct(StringComparer.Ordinal).ToArray();
        var inputs = sources.Select((source, at) => Slot("input", at + 1, source)).ToArray();
        var outputs = results.Select((result, at) => Slot("output", at + 1, result)).ToArray();
        _entities.Add(
            Workflow, ["File", "SoftwareSourceCode", "ComputationalWorkflow", "HowTo"], ("name", _info.Name), ("description", "The stages as they were declared: type, parameters, inputs and outputs of each."),
            ("version", Version), ("author", CrateEntities.Link("#authors")), ("programmingLanguage", CrateEntities.Link("#csharp")), ("encodingFormat", "application/json"), ("sha256", StageKey.Sha256(text)),
            ("contentSize", System.Text.Encoding.UTF8.GetByteCount(text).ToString(CultureInfo.InvariantCulture)), ("license", CrateEntities.Link(_info.Licence)),
            ("hasPart", CrateEntities.Links(tools)), ("step", CrateEntities.Links(steps)), ("input", CrateEntities.Links(inputs)), ("output", CrateEntities.Links(outputs)));
        var (from, to) = (Moment(_runs.Min(run => run.Run.Run.Started)), Moment(_runs.Max(run => run.Run.Run.Finished)));
        _entities.Add(
            "#run", "CreateAction", ("name", _info.Name), ("description", $"{_runs.Length} runs of stages; those of earlier builds were used again"), ("instrument", CrateEntities.Link(Workflow)),
            ("object", CrateEntities.Links(sources)), ("result", CrateEntities.Links(results)), ("startTime", from), ("endTime", to), ("actionStatus", Completed));
        _entities.Add(
            "#organize", "OrganizeAction", ("name", $"run of {_info.Program}"), ("instrument", CrateEntities.Link(Engine)), ("object", CrateEntities.Links(_entities.IdsOf("ControlAction"))),
            ("result", CrateEntities.Link("#run")), ("startTime", from), ("endTime", to), ("actionStatus", Completed));
    }

    /// <summary>A place of the workflow for a file, and the file as an example of it.</summary>
    private string Slot(string name, int number, string file)
    {
        var slot = _entities.Add(
            $"#{name}-{number}", "FormalParameter", ("name", $"{name} {number}"), ("additionalType", _entities.Is(file, "Dataset") ? "Dataset" : "File"), ("conformsTo", CrateEntities.Link(FormalParameter)));
        _entities.Say(file, "exampleOfWork", CrateEntities.Link(slot));
        return slot;
    }

    private string Finished()
    {
        _entities.Add(FormalParameter, "CreativeWork", ("name", "Bioschemas FormalParameter"), ("version", "1.0-RELEASE"));
        _entities.Add(
            "./", "Dataset", ("name", _info.Name), ("description", _info.Description), ("datePublished", Moment(_runs.Max(run => run.Run.Run.Finished))), ("license", CrateEntities.Link(_info.Licence)), ("author", CrateEntities.Link("#authors")),
            ("conformsTo", CrateEntities.Links(Profiles.Select(profile => profile.Address))), ("mainEntity", CrateEntities.Link(Workflow)),
            ("hasPart", CrateEntities.Links([.. _entities.IdsOf("File"), .. _entities.IdsOf("Dataset")])), ("mentions", CrateEntities.Links([.. _entities.IdsOf("CreateAction"), "#organize"])));
        return _entities.ToJson("https://w3id.org/ro/crate/1.1/context", "https://w3id.org/ro/terms/workflow-run/context");
    }

    private static string Moment(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'+00:00'", CultureInfo.InvariantCulture);
}
