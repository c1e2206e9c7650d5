using System.Text.RegularExpressions;
using Steering.Tests;

namespace Steering.House.Tests;

/// <summary>What holds for every source file.</summary>
public sealed partial class SourceTests
{
    private const int MostLines = 400;

    [Fact]
    public void No_source_is_compiled_on_a_condition() =>
        Assert.DoesNotContain(Sources.Files("*.cs", "build", "stages", "src"), file => Sources.Lines(file).Any(line => line.TrimStart().StartsWith("#if", StringComparison.Ordinal)));

    [Fact]
    public void No_file_is_longer_than_four_hundred_lines() =>
        Sources.None(Sources.Files("*.cs").Where(file => !file.StartsWith("src/StandIns/", StringComparison.Ordinal))
            .Select(file => (file, Count: Sources.Lines(file).Length)).Where(pair => pair.Count > MostLines).Select(pair => $"{pair.file}: {pair.Count} lines"));

    [Fact]
    public void Every_project_has_its_lock_file() =>
        Sources.None(Sources.Projects.Where(project => !File.Exists(Path.Combine(Golden.Repository, project.Folder, "packages.lock.json"))).Select(project => project.Folder));

    [Fact]
    public void Folder_project_and_namespace_are_one()
    {
        var strays =
            from project in Sources.Projects
            where !project.Folder.StartsWith("src/StandIns/", StringComparison.Ordinal) && !project.Folder.StartsWith("tests/", StringComparison.Ordinal)
            from file in Sources.Files("*.cs", project.Folder)
            from line in Sources.Code(file)
            where line.StartsWith("namespace ", StringComparison.Ordinal)
            let name = line["namespace ".Length..].Trim(' ', ';', '{')
            where name != "Steering." + project.Name && !name.StartsWith($"Steering.{project.Name}.", StringComparison.Ordinal)
            select $"{file}: {line}";
        Sources.None(strays);
    }

    /// <summary>A method is one file: no other room, no stage and no target has a line for it. Zoo, tables and tests may name it.</summary>
    [Fact]
    public void A_method_is_named_in_one_source_file()
    {
        var methods = Sources.Files("*.cs", "src/Peft").SelectMany(file => Sources.Code(file).Select(line => MethodDeclaration().Match(line)).Where(match => match.Success).Select(match => (file, Name: match.Groups[1].Value))).ToArray();
        var strays =
            from method in methods
            from file in Sources.Files("*.cs", "src", "stages", "build")
            where file != method.file && !file.StartsWith("src/StandIns/", StringComparison.Ordinal)
            where !file.StartsWith("stages/Zoo/", StringComparison.Ordinal) && !file.StartsWith("stages/Paper/", StringComparison.Ordinal)
            from line in Sources.Code(file)
            where Regex.IsMatch(line, $@"\b(new {method.Name}\b|is {method.Name}\b|typeof\({method.Name}\)|{method.Name} \w+ =>)")
            select $"{method.Name} is named in {file}: {line.Trim()}";
        Sources.None(strays);
    }

    [Fact]
    public void Nothing_tells_of_the_place_where_it_was_written()
    {
        var text = Sources.Files("*.cs").Concat(Sources.Files("*.md", "build", "stages", "src", "tests", "datasets", "results")).Concat(["README.md", "CHANGELOG.md", "NOTICE", "build.sh", "build.ps1", ".ci/run"])
            .Where(file => File.Exists(Path.Combine(Golden.Repository, file)) && !file.EndsWith("/SourceTests.cs", StringComparison.Ordinal));
        var strays = from file in text from line in Sources.Lines(file) where Workplace().IsMatch(line) select $"{file}: {line.Trim()}";
        Sources.None(strays);
    }

    /// <summary>A compiler's server outlives the build that started it: with the lock in its hands the next build would wait for a quarter of an hour.</summary>
    [Fact]
    public void What_the_build_script_starts_does_not_keep_its_lock()
    {
        var lines = Sources.Lines("build.sh").Select(line => line.Trim()).ToArray();
        Assert.Contains(lines, line => line.StartsWith("exec 9> ", StringComparison.Ordinal));
        var started = lines.Where(line => Started().IsMatch(line)).ToArray();
        Assert.NotEmpty(started);
        Assert.All(started, line => Assert.Contains("9>&-", line, StringComparison.Ordinal));
    }

    [GeneratedRegex(@"[^&>]&(?:\s*#.*)?$")]
    private static partial Regex Started();

    [GeneratedRegex(@"^public (?:sealed )?(?:partial )?record (\w+)\b.*: IPeftMethod\b")]
    private static partial Regex MethodDeclaration();

    [GeneratedRegex(@"(?:^|[\s""'`(])/work/|\bCEO\b|\bsub-?agents?\b|\bworkplace\b|\bAI assistant\b|\blanguage model session\b|\bclaude\b|\banthropic\b", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Workplace();
}
