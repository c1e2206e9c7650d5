using System.Text.Json.Nodes;

namespace Steering.Flow.Tests;

public sealed class RoCrateTests
{
    /// <summary>Addresses that a crate may point to without describing them.</summary>
    private static readonly string[] s_wellKnown = ["https://w3id.org/ro/crate/1.1"];

    [Fact]
    public async Task Every_reference_of_a_crate_resolves_and_every_id_stands_once()
    {
        var entities = await MadeAsync();
        Assert.Distinct(entities.Select(Id));
        Assert.Empty(entities.SelectMany(entity => References(entity, isTop: true)).Except(entities.Select(Id), StringComparer.Ordinal).Except(s_wellKnown, StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_crate_describes_itself_and_its_root_as_the_specification_demands()
    {
        var entities = await MadeAsync();
        var descriptor = One(entities, "ro-crate-metadata.json");
        Assert.Equal("CreativeWork", (string?)descriptor["@type"]);
        Assert.Equal("./", (string?)descriptor["about"]!["@id"]);
        Assert.Contains("https://w3id.org/ro/crate/1.1", Ids(descriptor["conformsTo"]));
        var root = One(entities, "./");
        foreach (var property in (string[])["name", "description", "datePublished", "license", "hasPart", "mainEntity"]) Assert.NotNull(root[property]);
        Assert.Superset(new HashSet<string> { "https://w3id.org/ro/wfrun/process/0.5", "https://w3id.org/ro/wfrun/workflow/0.5", "https://w3id.org/ro/wfrun/provenance/0.5" }, Ids(root["conformsTo"]).ToHashSet());
        Assert.Equal(entities.Where(entity => Is(entity, "File") || Is(entity, "Dataset")).Select(Id).Where(id => id != "./").Order(StringComparer.Ordinal), Ids(root["hasPart"]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_workflow_has_tools_steps_and_a_run_that_the_engine_organized()
    {
        var entities = await MadeAsync();
        var workflow = One(entities, (string)One(entities, "./")["mainEntity"]!["@id"]!);
        foreach (var type in (string[])["File", "SoftwareSourceCode", "ComputationalWorkflow", "HowTo"]) Assert.True(Is(workflow, type));
        Assert.All(Ids(workflow["input"]).Concat(Ids(workflow["output"])), slot => Assert.Contains(entities, entity => Ids(entity["exampleOfWork"]).Contains(slot)));
        Assert.All(Ids(workflow["hasPart"]), tool => Assert.Contains(entities, entity => Is(entity, "CreateAction") && Ids(entity["instrument"]).Contains(tool)));
        Assert.All(Ids(workflow["step"]).Select(id => One(entities, id)), step =>
        {
            Assert.True(int.Parse((string)step["position"]!, System.Globalization.CultureInfo.InvariantCulture) > 0);
            Assert.True(Is(One(entities, Ids(step["workExample"]).Single()), "SoftwareApplication"));
        });
        var organized = entities.Single(entity => Is(entity, "OrganizeAction"));
        Assert.Equal("#engine", Ids(organized["instrument"]).Single());
        Assert.Equal(Id(workflow), Ids(One(entities, Ids(organized["result"]).Single())["instrument"]).Single());
        Assert.Equal(Ids(workflow["step"]), Ids(organized["object"]).Select(id => Ids(One(entities, id)["instrument"]).Single()));
    }

    [Fact]
    public async Task Every_run_of_a_stage_is_an_action_with_what_it_read_wrote_and_took()
    {
        var entities = await MadeAsync();
        var actions = entities.Where(entity => Is(entity, "CreateAction") && Id(entity) != "#run").ToList();
        Assert.Equal(11, actions.Count);   // ten of the table and the counter of pages
        Assert.All(actions, action =>
        {
            foreach (var property in (string[])["name", "instrument", "object", "result", "startTime", "endTime"]) Assert.NotNull(action[property]);
            Assert.All(Ids(action["resourceUsage"]).Select(id => One(entities, id)), usage => Assert.NotNull(usage["propertyID"]));
            Assert.All(Ids(action["result"]), result => Assert.True(Is(One(entities, result), "File")));
        });
        var controlled = entities.Where(entity => Is(entity, "ControlAction")).SelectMany(control => Ids(control["object"]));
        Assert.Equal(actions.Select(Id).Order(StringComparer.Ordinal), controlled.Order(StringComparer.Ordinal));
        var score = actions.Single(action => (string?)action["name"] == "Score A seed 1");
        var train = actions.Single(action => (string?)action["name"] == "Train A seed 1");
        Assert.Contains(Ids(train["result"]).Single(), Ids(score["object"]));
    }

    [Fact]
    public async Task Files_are_told_by_path_within_the_crate_and_by_digest_elsewhere()
    {
        using var bench = await BenchAsync();
        var entities = Entities(Crate(bench));
        var table = One(entities, "timed.csv");
        Assert.Equal(Digest.OfFile(bench.PathOf("results/timed.csv")), (string?)table["sha256"]);
        Assert.Equal(new FileInfo(bench.PathOf("results/timed.csv")).Length.ToString(System.Globalization.CultureInfo.InvariantCulture), (string?)table["contentSize"]);
        Assert.All(entities.Where(entity => Is(entity, "File") && Id(entity).StartsWith("ni:", StringComparison.Ordinal)), file =>
            Assert.Equal((string)file["sha256"]!, Convert.ToHexStringLower(Convert.FromBase64String(Id(file)["ni:///sha-256;".Length..].Replace('-', '+').Replace('_', '/') + "="))));
        var pages = entities.Single(entity => (string?)entity["name"] == "pages");
        Assert.True(Is(pages, "Dataset"));
        Assert.StartsWith("urn:uuid:", Id(pages), StringComparison.Ordinal);
        var workflow = Crate(bench).Workflow;
        Assert.Equal(StageKey.Sha256(workflow), (string?)One(entities, "workflow.json")["sha256"]);
        Assert.Equal(11, JsonNode.Parse(workflow)!["stages"]!.AsArray().Count);
    }

    [Fact]
    public async Task The_same_results_give_the_same_crate_and_stale_ones_none()
    {
        using var bench = await BenchAsync();
        Assert.Equal(Crate(bench).Metadata, Crate(bench).Metadata);
        var error = Assert.Throws<FlowException>(() => Crate(bench, rate: 9e-3));
        Assert.StartsWith("5 of 11 stages are not current", error.Message, StringComparison.Ordinal);
    }

    private static async Task<List<JsonObject>> MadeAsync()
    {
        using var bench = await BenchAsync();
        return Entities(Crate(bench));
    }

    private static IStage[] Targets(FakeClock clock, double rate = 2e-3) => [TimedTable.Make(clock, rate), new CountPages(new Source<Words>("pages"))];

    private static async Task<Bench> BenchAsync()
    {
        var clock = new FakeClock();
        var bench = new Bench { Clock = clock, Capacity = new Capacity(1, 1L << 30) };
        bench.Write("pages/a.txt", "a");
        await bench.MakeAsync(Targets(clock));
        return bench;
    }

    private static Crate Crate(Bench bench, double rate = 2e-3) => RoCrate.Of(
        bench.Context, Graph.Of(Targets((FakeClock)bench.Clock, rate)), new CrateInfo("Toy", "A toy.", "results", "https://spdx.org/licenses/MIT", "MIT License", "The toys' authors", "Toys", type => $"What {type.Name} does."));

    private static List<JsonObject> Entities(Crate crate) => [.. JsonNode.Parse(crate.Metadata)!["@graph"]!.AsArray().Select(entity => entity!.AsObject())];

    private static JsonObject One(List<JsonObject> entities, string id) => entities.Single(entity => Id(entity) == id);

    private static string Id(JsonObject entity) => (string)entity["@id"]!;

    private static bool Is(JsonObject entity, string type) => entity["@type"] is JsonArray types ? types.Any(one => (string?)one == type) : (string?)entity["@type"] == type;

    private static IEnumerable<string> Ids(JsonNode? value) => value switch
    {
        JsonArray many => many.SelectMany(Ids),
        JsonObject one => [(string)one["@id"]!],
        _ => [],
    };

    private static IEnumerable<string> References(JsonNode? node, bool isTop) => node switch
    {
        JsonArray many => many.SelectMany(one => References(one, isTop: false)),
        JsonObject link when !isTop && link["@id"] is { } id => [(string)id!],
        JsonObject entity => entity.Where(property => property.Key != "@id").SelectMany(property => References(property.Value, isTop: false)),
        _ => [],
    };
}
