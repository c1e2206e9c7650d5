using System.Reflection;
using System.Reflection.Metadata;

namespace Steering.Flow;

/// <summary>One method definition.</summary>
internal sealed class CodeMethod(CodeImage image, MethodDefinitionHandle handle)
{
    private MethodSignature<TypeShape>? _signature;

    public MethodDefinitionHandle Handle => handle;

    public CodeImage Image => image;

    public MethodDefinition Row { get; } = image.Metadata.GetMethodDefinition(handle);

    public CodeType Type => field ??= image.Type(Row.GetDeclaringType());

    public string RawName { get; } = image.Metadata.GetString(image.Metadata.GetMethodDefinition(handle).Name);

    /// <summary>Simple name in which nothing shifts when unrelated members come or go.</summary>
    public string Name => field ??= StableName.Of(this);

    public MethodSignature<TypeShape> Signature => _signature ??= Row.DecodeSignature(image.Shapes, null);

    /// <summary>"Namespace.Type.Name(parameters)", unique in its assembly but for conversions.</summary>
    public string FullName => field ??= $"{Type.Name}.{Name}{Arity}({string.Join(',', Signature.ParameterTypes)})";

    public bool IsStatic => Row.Attributes.HasFlag(MethodAttributes.Static);

    public bool IsVirtual => Row.Attributes.HasFlag(MethodAttributes.Virtual);

    /// <summary>Begins a slot of its own instead of overriding one.</summary>
    public bool IsNewSlot => (Row.Attributes & MethodAttributes.VtableLayoutMask) == MethodAttributes.NewSlot;

    public bool HasBody => Row.RelativeVirtualAddress != 0;

    public bool IsPublic => (Row.Attributes & MethodAttributes.MemberAccessMask) == MethodAttributes.Public;

    public bool IsIrrelevant => Type.IsIrrelevant || CodeMarks.Has(image, Row.GetCustomAttributes(), nameof(CodeIrrelevantAttribute));

    public MethodFacts Facts => field ??= new MethodReader(this).Read();

    /// <summary>True when this could fill the slot: same name and parameters, a generic parameter standing for anything.</summary>
    public bool Fits(CodeMethod slot)
    {
        if (RawName != slot.RawName || IsStatic != slot.IsStatic) return false;
        var (own, other) = (Signature, slot.Signature);
        return own.GenericParameterCount == other.GenericParameterCount && own.ParameterTypes.Length == other.ParameterTypes.Length
            && own.ParameterTypes.Zip(other.ParameterTypes).All(pair => pair.First.Text == pair.Second.Text || pair.Second.Text.Contains('!', StringComparison.Ordinal));
    }

    public override string ToString() => FullName;

    private string Arity => Signature.GenericParameterCount == 0 ? "" : $"<{Signature.GenericParameterCount}>";
}

/// <summary>One field definition.</summary>
internal sealed class CodeField(CodeImage image, FieldDefinitionHandle handle)
{
    public CodeImage Image => image;

    public FieldDefinition Row { get; } = image.Metadata.GetFieldDefinition(handle);

    public CodeType Type => field ??= image.Type(Row.GetDeclaringType());

    public string Name => field ??= StableName.OfField(image.Metadata.GetString(Row.Name));

    public TypeShape Shape => field ??= Row.DecodeSignature(image.Shapes, null);

    public bool IsStatic => Row.Attributes.HasFlag(FieldAttributes.Static);

    public bool IsLiteral => Row.Attributes.HasFlag(FieldAttributes.Literal);

    public override string ToString() => $"{Type.Name}.{Name}";
}
