using System.Runtime.Loader;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Steering.Flow.Tests;

/// <summary>A little program of a few stages, compiled in memory.</summary>
/// <param name="Before">Its source as it was.</param>
/// <param name="After">The same after an edit.</param>
internal sealed partial record Snippet(string Before, string After)
{
    private const string Prelude = """
        using System; using System.Collections; using System.Collections.Generic; using System.Linq; using System.Reflection; using System.Runtime.CompilerServices;
        using System.Runtime.InteropServices; using System.Text; using System.Text.Json; using System.Text.Json.Serialization; using System.Text.RegularExpressions;
        using System.Threading; using System.Threading.Tasks; using Steering.Flow; using static System.Console;

        """;

    private const string Types = """

        public sealed record None; public sealed class Words;
        public abstract class Toy<T>(T p) : Stage<T>(p) where T : notnull { public Artifact<Words> Out => Output<Words>("out"); }
        """;

    private const string Border = "=====";

    private static readonly Lazy<MetadataReference[]> s_references = new(() =>
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)   // the host always sets it
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal) || Path.GetFileName(path) is "Microsoft.CSharp.dll" or "netstandard.dll" or "Steering.Flow.dll")
            .Select(path => MetadataReference.CreateFromFile(path)),
    ]);

    /// <summary>
    /// Reads a program in which every edit stands as «before|after». A line <c>One: statements</c> is a stage, <c>One&lt;T&gt;(value): statements</c> a
    /// stage with parameters, <c>One async: statements</c> one that awaits.
    /// </summary>
    public static Snippet Parse(string text)
    {
        var whole = Stage().Replace(text, match =>
        {
            var type = match.Groups["type"] is { Success: true } given ? given.Value : "None";
            var value = match.Groups["value"] is { Success: true } known ? known.Value : "new None()";
            var isAsync = match.Groups["async"].Success;
            return $"public sealed class {match.Groups["name"]}() : Toy<{type}>({value}) {{ public override {(isAsync ? "async " : "")}Task RunAsync(StageRun run, CancellationToken cancel) {{ {match.Groups["body"]} {(isAsync ? "" : "return Task.CompletedTask;")} }} }}";
        });
        return new Snippet(Prelude + Edit().Replace(whole, "${before}") + Types, Prelude + Edit().Replace(whole, "${after}") + Types);
    }

    /// <summary>The assemblies of a program: what stands above a line of <c>=====</c> is a library of its own, and comes first.</summary>
    public static IReadOnlyList<(string Name, byte[] Bytes)> Compile(string source, string folder = "/one")
    {
        if (source.Split(Border) is not [var library, var rest]) return [("Snippet", Compile("Snippet", source, folder, []))];
        var first = Compile("Library", library, folder, []);
        return [("Library", first), ("Snippet", Compile("Snippet", Prelude + rest, folder, [MetadataReference.CreateFromImage(first)]))];
    }

    /// <summary>The stages of a program, made in a load context of their own.</summary>
    public static IReadOnlyList<IStage> Stages(IReadOnlyList<(string Name, byte[] Bytes)> program, AssemblyLoadContext context) =>
        [.. program.Select(assembly => context.LoadFromStream(new MemoryStream(assembly.Bytes))).ToArray()[^1].GetTypes().Where(type => !type.IsAbstract && type.IsAssignableTo(typeof(IStage))).Select(type => (IStage)Activator.CreateInstance(type)!)];   // stages have parameterless constructors here

    private static byte[] Compile(string name, string source, string folder, MetadataReference[] libraries)
    {
        var options = new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, allowUnsafe: true, deterministic: true, nullableContextOptions: NullableContextOptions.Enable);
        Compilation compilation = CSharpCompilation.Create(
            name, [CSharpSyntaxTree.ParseText(source, new CSharpParseOptions(LanguageVersion.Preview), Path.Combine(folder, name + ".cs"))], [.. s_references.Value, .. libraries], options);
        if (source.Contains("partial", StringComparison.Ordinal))
            CSharpGeneratorDriver.Create(Generators.All, parseOptions: new CSharpParseOptions(LanguageVersion.Preview)).RunGeneratorsAndUpdateCompilation(compilation, out compilation, out _);
        using var stream = new MemoryStream();
        var result = compilation.Emit(stream);
        var errors = result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).ToArray();
        if (errors.Length > 0) throw new InvalidOperationException(string.Join('\n', errors.Select(error => error.ToString())));
        return stream.ToArray();
    }

    [GeneratedRegex(@"^(?<name>One|Two|Three)(<(?<type>.+?)>\((?<value>.+?)\))?(?<async> async)?:(?<body> .*)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Stage();

    [GeneratedRegex("«(?<before>[^|»]*)\\|(?<after>[^»]*)»", RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Edit();
}
