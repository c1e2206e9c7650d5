using System.Reflection;
using Steering.Flow;

namespace Steering.Stages.Tests;

/// <summary>Nothing that a stage reads is missing from its key.</summary>
public sealed class StageLawTests
{
    private static readonly Assembly s_stages = typeof(Tune).Assembly;

    /// <summary>Words for labels, where downloads lie, and bundles of artifacts: that a bundle's artifacts are inputs is the next test's.</summary>
    private static readonly IReadOnlySet<string> s_harmless = new HashSet<string>(StringComparer.Ordinal) { "files", "maps", "row", "rows", "who", "_captions", "_downloads", "_items", "_name", "_parts" };

    public static TheoryData<Type> Types => new(s_stages.GetTypes().Where(type => type.IsAssignableTo(typeof(IStage)) && !type.IsAbstract));

    public static TheoryData<string> Rooms => ["Steering.Stages", "Steering.Training", "Steering.Evaluation", "Steering.Analysis", "Steering.Peft", "Steering.Models", "Steering.Data", "Steering.Tensors", "Steering.Reporting"];

    [Theory]
    [MemberData(nameof(Types))]
    public void A_stage_keeps_nothing_outside_its_key(Type stage) => Assert.Empty(StageLaw.KeptOutsideTheKey(stage).Except(s_harmless, StringComparer.Ordinal));

    [Fact]
    public void Every_artifact_that_a_stage_keeps_in_a_bundle_is_one_of_its_inputs()
    {
        var seen = 0;
        foreach (var node in Tables.All().Nodes)
        {
            foreach (var artifact in Kept(node.Stage).Where(artifact => !IsUnread(node.Stage, artifact)))
            {
                seen++;
                Assert.True(node.Stage.Inputs.Contains(artifact), $"{node.Label} keeps {artifact}, which is not among its inputs.");
            }
        }
        Assert.True(seen > 0);
    }

    [Fact]
    public void What_goes_with_the_parts_of_a_model_stands_in_the_parameters()
    {
        var zoo = Tables.Tiny();
        var choices = Graph.Of([Table1.Of(zoo), MrtTable.Of(zoo)]).Nodes.Select(node => node.Stage.Parameters.GetType().GetProperty("Model")?.GetValue(node.Stage.Parameters)).OfType<ModelChoice>().ToArray();
        Assert.NotEmpty(choices);
        Assert.All(choices, choice => Assert.Equal(ModelChoice.Of(zoo.Parts), choice));
    }

    [Theory]
    [MemberData(nameof(Rooms))]
    public void No_room_keeps_state_from_one_stage_to_the_next(string room) => Assert.Empty(StageLaw.StaticState(Assembly.Load(room)));

    /// <summary>A set's raw files are read by what prepares and encodes them; behind that they are the set's origin only.</summary>
    private static bool IsUnread(IStage stage, IArtifact artifact) => artifact is Artifact<Raw> || (stage is Align && artifact is Artifact<VisionTower>) || (stage is Grade or Judge or Majority && artifact is Artifact<Features>);

    private static IEnumerable<IArtifact> Kept(IStage stage) =>
        stage.GetType().GetFields(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
            .Select(field => field.GetValue(stage)).Where(value => value is ModelParts or DataSet)
            .SelectMany(bundle => bundle!.GetType().GetProperties().Select(property => property.GetValue(bundle)).OfType<IArtifact>());   // filtered by type above
}
