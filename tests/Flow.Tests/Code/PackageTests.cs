using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Steering.Flow.Tests;

/// <summary>Packages, native libraries and .NET count by version and content, for the stages that reach them.</summary>
public sealed class PackageTests : IDisposable
{
    private const string Program = """
        static class A { [DllImport("libguest.so")] public static extern int call(); }
        One: WriteLine(A.call());
        Two: WriteLine(1);
        """;

    private readonly Prints _prints = new();

    public void Dispose() => _prints.Dispose();

    [Fact]
    public void A_native_library_beside_the_program_counts_by_its_content_for_the_stages_that_call_it()
    {
        var source = Snippet.Parse(Program).Before;
        IReadOnlyDictionary<string, CodePrint> With(string content) => _prints.Of(source, furnish: folder => File.WriteAllText(Path.Combine(folder, "libguest.so"), content));
        var (one, same, other) = (With("a"), With("a"), With("b"));
        Assert.Equal(one["One"].Digest, same["One"].Digest);
        Assert.NotEqual(one["One"].Digest, other["One"].Digest);
        Assert.Equal(one["Two"].Digest, other["Two"].Digest);
    }

    [Fact]
    public void What_the_host_says_of_a_library_counts_for_the_stages_that_reach_it()
    {
        var source = Snippet.Parse(Program).Before;
        var (one, other) = (_prints.Of(source, extras: [new CodeExtra("libguest.so", "torch", "1.13")]), _prints.Of(source, extras: [new CodeExtra("libguest.so", "torch", "2.0")]));
        Assert.Equal("1.13", one["One"].Parts["native library torch"]);
        Assert.NotEqual(one["One"].Digest, other["One"].Digest);
        Assert.Equal(one["Two"].Digest, other["Two"].Digest);
    }

    [Fact]
    public void A_package_counts_by_version_and_content_for_the_stages_that_reach_it()
    {
        var source = Snippet.Parse("""
            static class A { public static object F() => new System.Xml.NameTable(); }
            One: WriteLine(A.F());
            Two: WriteLine(1);
            """).Before;
        IReadOnlyDictionary<string, CodePrint> With(string version, string content) => _prints.Of(source, furnish: folder => Install(folder, version, content));
        var (one, same, newer, patched) = (With("1.0.0", "a"), With("1.0.0", "a"), With("2.0.0", "a"), With("1.0.0", "b"));
        Assert.Equal(one["One"].Digest, same["One"].Digest);
        Assert.NotEqual(one["One"].Digest, newer["One"].Digest);
        Assert.NotEqual(one["One"].Digest, patched["One"].Digest);
        Assert.All(new[] { newer, patched }, prints => Assert.Equal(one["Two"].Digest, prints["Two"].Digest));
        Assert.Equal("package System.Private.Xml 1.0.0 → 2.0.0", CodeChange.Words(one["One"].Parts, newer["One"].Parts));
        Assert.Equal("package System.Private.Xml 1.0.0 has other content", CodeChange.Words(one["One"].Parts, patched["One"].Parts));
    }

    [Fact]
    public void The_version_of_NET_counts_for_every_stage() =>
        Assert.StartsWith($"{Environment.Version.Major}.{Environment.Version.Minor}", _prints.Of(Snippet.Parse("One: WriteLine(1);").Before)["One"].Parts["runtime .NET"], StringComparison.Ordinal);

    [Fact]
    public void A_program_that_was_rebuilt_under_its_own_feet_is_refused()
    {
        var (one, other) = (Snippet.Parse("One: WriteLine(1);").Before, Snippet.Parse("One: WriteLine(2);").Before);
        var error = Assert.Throws<FlowException>(() => _prints.Of(one, furnish: folder => File.WriteAllBytes(Path.Combine(folder, "Snippet.dll"), Snippet.Compile(other)[0].Bytes)));
        Assert.Contains("rebuilt", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_copy_of_the_program_that_is_not_what_the_keys_were_made_from_is_refused()
    {
        using var bench = new Bench();
        using var code = new CodeFingerprint(AppContext.BaseDirectory, bench.Store);
        _ = code.Of(new Write(new WriteParams("a")));
        code.RequireSame(Copy("same"));
        var other = Copy("other");
        File.Delete(Path.Combine(other, "Steering.Flow.dll"));
        File.WriteAllText(Path.Combine(other, "Steering.Flow.dll"), "rebuilt");
        Assert.Contains("rebuilt", Assert.Throws<FlowException>(() => code.RequireSame(other)).Message, StringComparison.Ordinal);

        string Copy(string name)
        {
            var copy = Directory.CreateDirectory(bench.PathOf(name)).FullName;
            foreach (var file in Directory.EnumerateFiles(AppContext.BaseDirectory)) File.CreateSymbolicLink(Path.Combine(copy, Path.GetFileName(file)), file);
            return copy;
        }
    }

    /// <summary>An assembly that .NET forwards types to, brought along as a package instead.</summary>
    private static void Install(string folder, string version, string content)
    {
        var guest = CSharpCompilation.Create(
            "System.Private.Xml", [CSharpSyntaxTree.ParseText($"namespace System.Xml {{ public class NameTable {{ public object F() => \"{content}\"; }} }}")],
            [MetadataReference.CreateFromFile(typeof(object).Assembly.Location)], new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, deterministic: true));
        var result = guest.Emit(Path.Combine(folder, "System.Private.Xml.dll"));
        Assert.True(result.Success, string.Join('\n', result.Diagnostics));
        File.WriteAllText(Path.Combine(folder, "Snippet.deps.json"), $$"""
            {
              "targets": { "net": { "System.Private.Xml/{{version}}": { "runtime": { "lib/System.Private.Xml.dll": { } } }, "Snippet/1.0.0": { "runtime": { "Snippet.dll": { } } } } },
              "libraries": { "System.Private.Xml/{{version}}": { "type": "package" }, "Snippet/1.0.0": { "type": "project" } }
            }
            """);
    }
}
