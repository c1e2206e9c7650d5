namespace Steering.Flow;

/// <summary>Where a closure begins: a type in an assembly, by names.</summary>
internal sealed record TypeName(string Assembly, string FullName)
{
    public override string ToString() => $"{FullName}, {Assembly}";
}

/// <summary>A method that somebody holds a delegate of.</summary>
internal sealed record MethodName(TypeName Type, int Token);

/// <summary>What a stage object is made of, as far as it decides which code runs.</summary>
/// <param name="Stage">Its type; constructors and RunAsync are where the closure begins.</param>
/// <param name="Objects">Run-time types of everything in its fields, the parameters above all.</param>
/// <param name="Delegates">Methods that its fields and its outputs' meanings point to.</param>
/// <param name="Builds">Which build of each assembly among these the process has loaded.</param>
internal sealed record CodeEntry(TypeName Stage, IReadOnlyList<TypeName> Objects, IReadOnlyList<MethodName> Delegates, IReadOnlyList<(string Assembly, Guid Build)> Builds)
{
    /// <summary>Equal for stages with equal closures.</summary>
    public string Text => field ??= string.Join('\n', [Stage.ToString(), .. Objects.Select(type => type.ToString()), .. Delegates.Select(method => $"{method.Type} {method.Token:x}"), .. Builds.Select(build => $"{build.Assembly} {build.Build:n}")]);
}
