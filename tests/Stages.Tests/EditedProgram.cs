using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Steering.Flow;
using Steering.Flow.Tests;
using Steering.Tests;

namespace Steering.Stages.Tests;

/// <summary>This program with one room compiled anew from its sources, an edit in one of its methods or none.</summary>
internal sealed class EditedProgram : IDisposable
{
    private const string Usings = "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; global using System.Net.Http; global using System.Threading; global using System.Threading.Tasks; [assembly: System.Reflection.AssemblyVersion(\"1.0.0.0\")]";
    private static readonly CSharpParseOptions s_language = new(LanguageVersion.Preview);
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("edited");
    private readonly Store _store;
    private int _programs;

    public EditedProgram() => _store = Store.Open(Path.Combine(_root.FullName, "store"));

    /// <summary>The stages of the tiny zoo's table with the code they are made of.</summary>
    /// <param name="room">Folder under src, e.g. "Peft".</param>
    /// <param name="type">Whose method is edited; null edits nothing.</param>
    /// <param name="method">Which of its methods.</param>
    public IReadOnlyList<(StageNode Node, string Code)> Stages(string room, string? type = null, string? method = null)
    {
        var folder = _root.CreateSubdirectory($"program-{_programs++}").FullName;
        foreach (var file in Directory.EnumerateFiles(AppContext.BaseDirectory).Where(file => file.EndsWith(".dll", StringComparison.Ordinal) || file.EndsWith(".deps.json", StringComparison.Ordinal) || file.EndsWith(".so", StringComparison.Ordinal)))
            File.CreateSymbolicLink(Path.Combine(folder, Path.GetFileName(file)), file);
        var edited = Path.Combine(folder, $"Steering.{room}.dll");
        File.Delete(edited);
        File.WriteAllBytes(edited, Compile(room, type, method));
        var context = new Context(folder);
        try
        {
            using var code = new CodeFingerprint(folder, _store);
            return [.. Table(context.LoadFromAssemblyName(new AssemblyName("Steering.Stages"))).Nodes.Select(node => (node, code.Of(node.Stage).Digest))];
        }
        finally { context.Unload(); }
    }

    public void Dispose()
    {
        _store.Dispose();
        _root.Delete(recursive: true);
    }

    /// <summary>What <see cref="Tables.Table"/> makes, of another load context's types.</summary>
    private static Graph Table(Assembly stages)
    {
        var settings = Activator.CreateInstance(stages.GetType(typeof(ZooSettings).FullName!)!, 1, Array.Empty<KeyValuePair<string, string>>(), false);   // the same program has the same types
        var zoo = stages.GetType(typeof(Zoos).FullName!)!.GetMethod(nameof(Zoos.Create))!.Invoke(null, ["tiny", settings]);
        return Graph.Of((IStage)stages.GetType(typeof(Table1).FullName!)!.GetMethod(nameof(Table1.Of))!.Invoke(null, [zoo])!);
    }

    private static byte[] Compile(string room, string? type, string? method)
    {
        var sources = Directory.EnumerateFiles(Path.Combine(Golden.Repository, "src", room), "*.cs", SearchOption.AllDirectories).Order(StringComparer.Ordinal);
        var trees = sources.Select(file => CSharpSyntaxTree.ParseText(File.ReadAllText(file), s_language, file)).ToArray();
        if (type is not null && method is not null) trees = Edit(trees, type, method);
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)   // the host always sets it
            .Where(path => Path.GetFileName(path) != $"Steering.{room}.dll").Select(path => MetadataReference.CreateFromFile(path));
        Compilation compilation = CSharpCompilation.Create(
            $"Steering.{room}", [.. trees, CSharpSyntaxTree.ParseText(Usings, s_language)], references,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, allowUnsafe: true, deterministic: true, nullableContextOptions: NullableContextOptions.Enable));
        CSharpGeneratorDriver.Create(Generators.All, parseOptions: s_language).RunGeneratorsAndUpdateCompilation(compilation, out compilation, out _);
        using var stream = new MemoryStream();
        var result = compilation.Emit(stream);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)));
        return stream.ToArray();
    }

    /// <summary>Puts a statement at the beginning of the method that changes what it does and not what it gives.</summary>
    private static SyntaxTree[] Edit(SyntaxTree[] trees, string type, string method)
    {
        var target = trees.SelectMany(tree => tree.GetRoot().DescendantNodes().OfType<MethodDeclarationSyntax>())
            .First(found => found.Identifier.Text == method && found.Parent is TypeDeclarationSyntax owner && owner.Identifier.Text == type && (found.Body ?? (SyntaxNode?)found.ExpressionBody) is not null);
        var statement = SyntaxFactory.ParseStatement("System.GC.KeepAlive(0);");
        var body = target.Body is { } block ? block.WithStatements(block.Statements.Insert(0, statement))
            : SyntaxFactory.Block(statement, SyntaxFactory.ParseStatement($"return {target.ExpressionBody!.Expression.ToFullString()};"));   // one of both, as just asked
        var edited = target.SyntaxTree.GetRoot().ReplaceNode(target, target.WithBody(body).WithExpressionBody(null).WithSemicolonToken(default));
        return [.. trees.Select(tree => tree == target.SyntaxTree ? CSharpSyntaxTree.ParseText(edited.ToFullString(), s_language, tree.FilePath) : tree)];
    }

    /// <summary>Loads this project's rooms from a folder; the engine and the packages are the test's own.</summary>
    private sealed class Context(string folder) : AssemblyLoadContext("edited", isCollectible: true)
    {
        protected override Assembly? Load(AssemblyName assemblyName) =>
            assemblyName.Name is { } name && name.StartsWith("Steering.", StringComparison.Ordinal) && name != typeof(IStage).Assembly.GetName().Name
                ? LoadFromAssemblyPath(Path.Combine(folder, name + ".dll"))
                : null;
    }
}
