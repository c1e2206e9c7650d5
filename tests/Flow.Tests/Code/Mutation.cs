namespace Steering.Flow.Tests;

/// <summary>An edit of a program, and the stages it must make stale: these and no others.</summary>
internal sealed record Mutation(string What, string Stale, string Program)
{
    public static IReadOnlyList<Mutation> All { get; } =
        [.. BodyMutations.All, .. TypeMutations.All, .. GeneratedMutations.All, .. DispatchMutations.All, .. ReflectionMutations.All, .. LibraryMutations.All, .. HarmlessEdits.All];
}
