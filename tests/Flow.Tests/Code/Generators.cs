using System.Reflection;
using System.Runtime.InteropServices;
using Microsoft.CodeAnalysis;

namespace Steering.Flow.Tests;

/// <summary>The source generators that come with .NET: regular expressions, serialisers, native calls.</summary>
internal static class Generators
{
    private static readonly string[] Wanted = ["RegularExpressions", "Text.Json", "LibraryImport", "Interop.SourceGeneration"];
    private static readonly Lazy<ISourceGenerator[]> s_all = new(() => [.. Files().SelectMany(Of)]);

    public static ISourceGenerator[] All => s_all.Value;

    private static IEnumerable<string> Files()
    {
        var packs = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "packs", "Microsoft.NETCore.App.Ref"));
        var newest = Directory.GetDirectories(packs).OrderByDescending(folder => Version.TryParse(Path.GetFileName(folder), out var version) ? version : new Version()).First();
        return Directory.GetFiles(Path.Combine(newest, "analyzers", "dotnet", "cs"), "*.dll").Where(file => Wanted.Any(name => Path.GetFileName(file).Contains(name, StringComparison.Ordinal)));
    }

    private static IEnumerable<ISourceGenerator> Of(string file) =>
        TypesOf(Assembly.LoadFrom(file)).Where(type => !type.IsAbstract && type.IsAssignableTo(typeof(IIncrementalGenerator)) && type.IsDefined(typeof(GeneratorAttribute), inherit: false))
            .Select(type => ((IIncrementalGenerator)Activator.CreateInstance(type)!).AsSourceGenerator());   // generators have parameterless constructors

    /// <summary>Without those that an editor's assemblies would be needed for.</summary>
    private static IEnumerable<Type> TypesOf(Assembly assembly)
    {
        try { return assembly.GetTypes(); }
        catch (ReflectionTypeLoadException error) { return error.Types.OfType<Type>(); }
    }
}
