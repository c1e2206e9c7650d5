namespace Steering.House.Tests;

/// <summary>Who may know whom: references go down only, and a guest package has one door.</summary>
public sealed class FloorTests
{
    private static readonly string[][] Floors =
    [
        ["Tensors", "Flow", "Reporting"],
        ["Models", "Data", "SharedStores"],
        ["Peft"],
        ["Training", "Evaluation", "Analysis"],
        ["Stages"],
        ["Build"],
    ];

    /// <summary>Guest package → the one project that asks for it, and the folder where its namespace may be named.</summary>
    private static readonly Dictionary<string, (string Door, string Namespace, string Folder)> Doors = new(StringComparer.Ordinal)
    {
        ["Cake.Frosting"] = ("Build", "Cake", "build"),
        ["Spectre.Console"] = ("Build", "Spectre.Console", "build"),
        ["TorchSharp"] = ("Tensors", "TorchSharp", "src"),
        ["Parquet.Net"] = ("Data", "Parquet", "src/Data/Shards"),
        ["Microsoft.ML.Tokenizers"] = ("Data", "Microsoft.ML.Tokenizers", "src/Data/Text"),
        ["AWSSDK.S3"] = ("SharedStores", "Amazon", "src/SharedStores"),
        ["CsvHelper"] = ("Reporting", "CsvHelper", "src/Reporting"),
    };

    private static IEnumerable<Project> House => Sources.Projects.Where(project => !project.Folder.StartsWith("tests/", StringComparison.Ordinal));

    private static IEnumerable<Project> Rooms => House.Where(project => !project.Folder.StartsWith("src/StandIns/", StringComparison.Ordinal));

    [Fact]
    public void Every_project_has_a_floor() => Sources.None(Rooms.Select(project => project.Name).Except(Floors.SelectMany(floor => floor)));

    [Fact]
    public void References_go_down_only()
    {
        var up = Rooms.SelectMany(project => project.References.Where(reference => FloorOf(reference) >= FloorOf(project.Name)).Select(reference => $"{project.Name} -> {reference}"));
        Sources.None(up);
    }

    [Fact]
    public void Flow_and_Reporting_and_the_stand_ins_know_no_other_room() =>
        Sources.None(House.Where(project => project.Name is "Flow" or "Reporting" || project.Folder.StartsWith("src/StandIns/", StringComparison.Ordinal)).SelectMany(project => project.References));

    [Fact]
    public void A_guest_package_has_one_door()
    {
        var others = Rooms.SelectMany(project => project.Packages.Where(package => Doors.TryGetValue(package, out var door) && door.Door != project.Name).Select(package => $"{project.Name} asks for {package}"));
        Sources.None(others);
        Sources.None(Doors.Where(door => Rooms.First(project => project.Name == door.Value.Door).Packages.All(package => package != door.Key)).Select(door => $"{door.Value.Door} does not ask for {door.Key}"));
    }

    [Fact]
    public void A_guest_is_named_behind_its_door_only()
    {
        var strays =
            from file in Sources.Files("*.cs", "build", "stages", "src")
            where !file.StartsWith("src/StandIns/", StringComparison.Ordinal)
            from line in Sources.Code(file)
            from door in Doors.Values
            where !file.StartsWith(door.Folder + "/", StringComparison.Ordinal)
            where line.StartsWith($"using {door.Namespace};", StringComparison.Ordinal) || line.StartsWith($"using {door.Namespace}.", StringComparison.Ordinal)
                || line.StartsWith($"using static {door.Namespace}.", StringComparison.Ordinal)
            select $"{file}: {line}";
        Sources.None(strays);
    }

    [Theory]
    [InlineData("src/Flow")]
    [InlineData("src/Reporting")]
    public void Flow_and_Reporting_know_no_tensor(string folder) =>
        Assert.DoesNotContain(Sources.Files("*.cs", folder), file => Sources.Code(file).Any(line => line.Contains("TorchSharp", StringComparison.Ordinal)));

    private static int FloorOf(string project) => Array.FindIndex(Floors, floor => floor.Contains(project));
}
