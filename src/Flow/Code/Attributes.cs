namespace Steering.Flow;

/// <summary>
/// Names code that is found by reflection, for a method or type whose look-up no fingerprint can follow. The named types count whole (every
/// method of theirs), and what the marked code looks up by reflection counts no further.
/// </summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Constructor | AttributeTargets.Class | AttributeTargets.Struct)]
public sealed class DependsOnCodeAttribute(params Type[] types) : Attribute
{
    public IReadOnlyList<Type> Types { get; } = types;
}

/// <summary>Marks code that cannot change what a stage computes, such as what it says while it runs: no fingerprint counts its bodies.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Interface | AttributeTargets.Method)]
public sealed class CodeIrrelevantAttribute : Attribute;
