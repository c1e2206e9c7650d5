using System.Text.Json;

namespace Steering.Peft.Tests;

/// <summary>
/// What a method's own test file says of it to the tests that run over all methods: examples, and how reference numbers call it. Found by
/// reflection, so that a new method is one source file and one test file.
/// </summary>
internal interface IMethodCases
{
    /// <summary>Examples at toy size, without dropout.</summary>
    IEnumerable<IPeftMethod> Samples { get; }

    /// <summary>True if a freshly grafted model computes what its base does.</summary>
    bool StartsAtTheBase(IPeftMethod sample) => false;

    /// <summary>The method of a folder of golden/methods; null if it is another's.</summary>
    IPeftMethod? OfGolden(GoldenFolder folder) => null;

    /// <summary>The method by the name that golden/counts.csv gives it; null if it is another's.</summary>
    IPeftMethod? OfCounts(string name) => null;
}

/// <summary>The cases of all methods.</summary>
internal static class AllMethods
{
    public static IReadOnlyList<IMethodCases> Cases { get; } =
    [
        .. typeof(AllMethods).Assembly.GetTypes().Where(type => type.IsClass && type.IsAssignableTo(typeof(IMethodCases)))
            .OrderBy(type => type.FullName, StringComparer.Ordinal).Select(type => (IMethodCases)Activator.CreateInstance(type)!),   // public constructors without parameters
    ];

    public static IReadOnlyList<IPeftMethod> Samples { get; } = [.. Cases.SelectMany(cases => cases.Samples)];

    public static IPeftMethod Sample(string text) => Samples.First(sample => Text(sample) == text);

    public static string Text(IPeftMethod sample) => $"{sample}";

    public static IPeftMethod? OfGolden(GoldenFolder folder) => Cases.Select(cases => cases.OfGolden(folder)).FirstOrDefault(method => method is not null);

    public static IPeftMethod? OfCounts(string name) => Cases.Select(cases => cases.OfCounts(name)).FirstOrDefault(method => method is not null);

    /// <summary>The rank in "lora r=128"; null for another method.</summary>
    public static int? Number(string name, string prefix) =>
        name.StartsWith(prefix, StringComparison.Ordinal) && int.TryParse(name[prefix.Length..], out var number) ? number : null;

    public static bool IsCalled(this JsonElement method, string name) => method.GetProperty("name").GetString() == name;
}
