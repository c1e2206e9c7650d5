using System.Text.RegularExpressions;
using Steering.Build;
using Steering.Tests;

namespace Steering.House.Tests;

/// <summary>What the workflow files run can be run: every command is one that the door lets in.</summary>
public sealed partial class WorkflowTests
{
    public static TheoryData<string> Commands => [.. All];

    private static string[] All => [.. Files.SelectMany(file => CommandLine().Matches(Filled(File.ReadAllText(file))).Select(match => match.Groups["arguments"].Value.Trim()))];

    private static string[] Files => Directory.GetFiles(Path.Combine(Golden.Repository, ".github", "workflows"), "*.yml");

    [Theory]
    [MemberData(nameof(Commands))]
    public void Every_command_of_a_workflow_is_let_in(string command)
    {
        Assert.DoesNotContain("${{", command, StringComparison.Ordinal);
        var seen = "";
        Assert.Equal(Door.Succeeded, Door.Open(command.Split(' ', StringSplitOptions.RemoveEmptyEntries), options =>
        {
            seen = options.Targets[0];
            return 0;
        }));
        Assert.Contains(seen, Targets.Names);
    }

    [Fact]
    public void Tests_run_without_and_tables_with_a_gpu()
    {
        var text = string.Concat(Files.Select(File.ReadAllText));
        Assert.Contains("runs-on: [self-hosted, linux, gpu]", text, StringComparison.Ordinal);
        Assert.Contains("--target Test", All);
        Assert.Contains(All, command => command.Contains("--target Preflight", StringComparison.Ordinal));
    }

    /// <summary>Inputs stand for their defaults.</summary>
    private static string Filled(string text)
    {
        var defaults = Default().Matches(text).ToDictionary(match => match.Groups["name"].Value, match => match.Groups["value"].Value.Trim('"'), StringComparer.Ordinal);
        return Input().Replace(text, match => defaults.TryGetValue(match.Groups["name"].Value, out var value) ? value : match.Value);
    }

    [GeneratedRegex(@"run: \./build\.sh (?<arguments>[^\n]*)", RegexOptions.ExplicitCapture)]
    private static partial Regex CommandLine();

    [GeneratedRegex(@"\n +(?<name>\w+):\n +description: [^\n]*\n +default: (?<value>[^\n]+)", RegexOptions.ExplicitCapture)]
    private static partial Regex Default();

    [GeneratedRegex(@"\$\{\{ inputs\.(?<name>\w+) \}\}", RegexOptions.ExplicitCapture)]
    private static partial Regex Input();
}
