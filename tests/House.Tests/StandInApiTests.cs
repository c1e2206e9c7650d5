using System.Reflection;
using Steering.House.Tests.Api;
using Steering.Tests;
using Xunit.Abstractions;

namespace Steering.House.Tests;

/// <summary>Source that compiles against a stand-in compiles against the package.</summary>
public sealed class StandInApiTests(ITestOutputHelper output)
{
    public static TheoryData<string, string> StandIns => new()
    {
        { "TorchSharp", "TorchSharp" },
        { "Cake.Frosting", "Cake.Frosting" },
        { "Parquet.Net", "Parquet" },
        { "Microsoft.ML.Tokenizers", "Microsoft.ML.Tokenizers" },
    };

    [Theory]
    [MemberData(nameof(StandIns))]
    public void Every_public_member_of_a_stand_in_is_in_its_package(string package, string assembly)
    {
        var lines = Surface(assembly);
        Assert.NotEmpty(lines);
        var problems = new ApiComparison(ApiList.Of(package)).Problems(lines);
        Assert.True(problems.Count == 0, $"{problems.Count} of {lines.Count} lines of {assembly} are not the package's:\n{string.Join('\n', problems)}");
    }

    [Theory]
    [MemberData(nameof(StandIns))]
    public void A_changed_name_default_or_type_in_a_line_is_seen(string package, string assembly)
    {
        var comparison = new ApiComparison(ApiList.Of(package));
        var lines = Surface(assembly).Where(line => comparison.Problem(line) is null).ToArray();
        var changed = lines.SelectMany(Changes).ToArray();
        Assert.NotEmpty(changed);
        Assert.All(changed, line => Assert.NotNull(comparison.Problem(line)));
    }

    /// <summary>No verdict, a report: calls to these names should be written so that they can bind to one overload only.</summary>
    [Theory]
    [MemberData(nameof(StandIns))]
    public void Overloads_that_a_stand_in_lacks_are_reported(string package, string assembly)
    {
        var lines = Surface(assembly);
        var lacking = Overloads.Lacking(ApiList.Of(package), lines);
        var report = Path.Combine(Golden.Repository, ".artifacts", "tests", $"overloads-{package}.txt");
        Directory.CreateDirectory(Path.GetDirectoryName(report)!);
        File.WriteAllLines(report, lacking);
        foreach (var line in lacking) output.WriteLine(line);
        Assert.DoesNotContain(lacking, lines.Contains);
    }

    private static IReadOnlyList<string> Surface(string assembly) => ApiWriter.Write(Assembly.LoadFrom(Path.Combine(AppContext.BaseDirectory, assembly + ".dll")));

    /// <summary>Copies of a method's line with another parameter name, another default, another return type.</summary>
    private static IEnumerable<string> Changes(string line)
    {
        var parsed = ApiLine.Parse(line);
        if (parsed.Kind != 'M' || parsed.Parameters is not { Length: > 0 } list || parsed.Tags.Contains("override")) yield break;
        var parameters = TypeNames.Split(list);
        var first = parameters[0].Split(" = ");
        string Line(IEnumerable<string> changed, string rest) =>
            (parsed with { Parameters = string.Join(", ", changed), Rest = rest }).Signature + (parsed.Tags.Count > 0 ? $" [{string.Join(' ', parsed.Tags)}]" : "");
        yield return Line([string.Join(" = ", [first[0] + "Changed", .. first.Skip(1)]), .. parameters.Skip(1)], parsed.Rest);
        yield return Line(parameters, " : Uri" + parsed.Rest[" : ".Length..]);
        if (parameters.Any(parameter => parameter.Contains(" = ", StringComparison.Ordinal)))
        {
            yield return Line(parameters.Select(parameter => parameter.Contains(" = ", StringComparison.Ordinal) ? parameter + "1" : parameter), parsed.Rest);
        }
    }
}
