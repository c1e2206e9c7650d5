namespace Steering.Flow;

/// <summary>What an instruction brings into a closure.</summary>
internal enum FactKind
{
    /// <summary><see cref="Fact.Method"/> may run.</summary>
    Call,

    /// <summary>Whatever fills the slot <see cref="Fact.Method"/> in a constructed type may run.</summary>
    Slot,

    /// <summary>What fills <see cref="Fact.Method"/> in the type <see cref="Fact.Shape"/> may run.</summary>
    Constrained,

    /// <summary>An object of <see cref="Fact.Type"/> comes into being.</summary>
    New,

    /// <summary>An object of <see cref="Fact.Shape"/> is made by its parameterless constructor.</summary>
    Create,

    /// <summary>The static constructor of <see cref="Fact.Type"/> may run.</summary>
    Statics,

    Field,

    /// <summary><see cref="Fact.Shape"/> is named: its kind, bases and interfaces count, its arguments are bound.</summary>
    Mention,

    /// <summary>A type object of <see cref="Fact.Shape"/>.</summary>
    TypeObject,

    /// <summary>Its members are read by reflection: serialisers, code of packages that is handed the type.</summary>
    Reflect,

    /// <summary>An enum whose members' names may be read.</summary>
    EnumNames,

    /// <summary>The method's own arguments <see cref="Fact.Shape"/> (its parts) are bound to the parameters of <see cref="Fact.Method"/>.</summary>
    Bind,

    /// <summary>Members of types known only at run time are read (<see cref="Fact.Look"/>).</summary>
    LookAt,

    /// <summary>Types are looked for by name or by listing an assembly.</summary>
    Search,

    /// <summary>Resources, attributes or the version of an assembly are read by <see cref="Fact.Method"/>.</summary>
    AboutAssembly,

    /// <summary>Another assembly, as a whole.</summary>
    Outside,

    /// <summary>A native library.</summary>
    Native,

    /// <summary>All of <see cref="Fact.Type"/> counts: somebody said so.</summary>
    Whole,
}

/// <summary>Which members reflection may read.</summary>
[Flags]
internal enum Look
{
    None = 0,
    Fields = 1,
    Properties = 2,
    Methods = 4,
    Constructors = 8,
}

/// <summary>One thing that a method brings into a closure.</summary>
internal readonly record struct Fact(FactKind Kind)
{
    public CodeMethod? Method { get; init; }

    public CodeType? Type { get; init; }

    public CodeField? Field { get; init; }

    public TypeShape? Shape { get; init; }

    public string? Text { get; init; }

    public Look Look { get; init; }
}

/// <summary>A method by itself: the digest of everything in it with its operands by name, and what it leads to.</summary>
internal sealed record MethodFacts(string Digest, IReadOnlyList<Fact> Facts);
