using System.Collections.Immutable;

namespace Steering.Flow;

/// <summary>A generic parameter: number <paramref name="Index"/> of a method, or of a type.</summary>
/// <param name="Owner">A <see cref="CodeMethod"/> or <see cref="CodeType"/>.</param>
internal readonly record struct TypeVariable(object Owner, int Index);

/// <summary>A type as a signature writes it: its symbolic text, the definition it names, and the shapes it is built from.</summary>
/// <param name="text">Writes the text when it is asked for: names of generated types need signatures read first.</param>
/// <param name="head">The definition it names; null for arrays, variables and primitives.</param>
internal sealed class TypeShape(Func<string> text, CodeType? head, ImmutableArray<TypeShape> parts)
{
    public static TypeShape None { get; } = Plain("");

    public string Text => field ??= text();

    public CodeType? Head => head;

    public ImmutableArray<TypeShape> Parts => parts;

    /// <summary>'T' for a type's parameter, 'M' for a method's; 0 for anything else.</summary>
    public char VariableKind { get; private init; }

    public int VariableIndex { get; private init; }

    /// <summary>True for an instance of a generic type: its parts are the arguments.</summary>
    public bool IsInstance { get; init; }

    public static TypeShape Plain(string text) => new(() => text, null, []);

    public static TypeShape Of(CodeType type) => new(() => type.Name, type, []);

    /// <summary>Nothing but its parts.</summary>
    public static TypeShape Group(ImmutableArray<TypeShape> parts) => new(() => string.Join(',', parts), null, parts);

    public static TypeShape Around(TypeShape inner, string after) => new(() => inner.Text + after, null, [inner]);

    public static TypeShape Variable(char kind, int index) =>
        new(() => (kind == 'T' ? "!" : "!!") + index, null, []) { VariableKind = kind, VariableIndex = index };

    /// <summary>Which parameter a variable is, seen from a method; null for other shapes.</summary>
    public TypeVariable? In(CodeType type, CodeMethod? method) => VariableKind switch
    {
        'T' => new(type, VariableIndex),
        'M' when method is not null => new(method, VariableIndex),
        _ => null,
    };

    /// <summary>Itself and everything inside it.</summary>
    public IEnumerable<TypeShape> All() => Parts.IsEmpty ? [this] : Parts.SelectMany(part => part.All()).Prepend(this);

    public override string ToString() => Text;
}
