using System.Collections.Immutable;
using System.Reflection.Metadata;

namespace Steering.Flow;

/// <summary>A method as an instruction names it.</summary>
/// <param name="Target">Its definition in a walked assembly, or an interface's or base type's elsewhere; null when not found.</param>
/// <param name="Owner">The type it is called on.</param>
/// <param name="Arguments">Type arguments of the call.</param>
internal sealed record MethodUse(CodeMethod? Target, TypeShape Owner, string Name, MethodSignature<TypeShape> Signature, ImmutableArray<TypeShape> Arguments)
{
    public string Text => $"{Owner}::{Target?.Name ?? Name}{(Signature.Header.IsInstance ? " instance" : "")} {Signature.ReturnType}({string.Join(',', Signature.ParameterTypes)})"
        + (Arguments.IsEmpty ? "" : $"<{string.Join(',', Arguments)}>");
}

/// <summary>A field as an instruction names it.</summary>
internal sealed record FieldUse(CodeField? Target, TypeShape Owner, string Name, TypeShape Shape)
{
    public string Text => $"{Shape} {Owner}::{Name}";
}

/// <summary>From tokens to definitions.</summary>
internal static class MemberLookup
{
    public static MethodUse ResolveMethod(this CodeImage image, EntityHandle handle)
    {
        var metadata = image.Metadata;
        switch (handle.Kind)
        {
            case HandleKind.MethodDefinition:
                var method = image.Method((MethodDefinitionHandle)handle);
                return new(method, TypeShape.Of(method.Type), method.RawName, method.Signature, []);
            case HandleKind.MethodSpecification:
                var instance = metadata.GetMethodSpecification((MethodSpecificationHandle)handle);
                return image.ResolveMethod(instance.Method) with { Arguments = instance.DecodeSignature(image.Shapes, null) };
            default:
                var member = metadata.GetMemberReference((MemberReferenceHandle)handle);
                var name = metadata.GetString(member.Name);
                var signature = member.DecodeMethodSignature(image.Shapes, null);
                if (member.Parent.Kind == HandleKind.MethodDefinition) return image.ResolveMethod(member.Parent);   // variable arguments
                var owner = image.Shape(member.Parent);
                return new(owner.Head is null ? null : Find(owner.Head, name, signature), owner, name, signature, []);
        }
    }

    public static FieldUse ResolveField(this CodeImage image, EntityHandle handle)
    {
        if (handle.Kind == HandleKind.FieldDefinition)
        {
            var field = image.Field((FieldDefinitionHandle)handle);
            return new(field, TypeShape.Of(field.Type), field.Name, field.Shape);
        }
        var member = image.Metadata.GetMemberReference((MemberReferenceHandle)handle);
        var name = image.Metadata.GetString(member.Name);
        var owner = image.Shape(member.Parent);
        var target = owner.Head?.Chain.SelectMany(type => type.Fields).FirstOrDefault(field => field.Image.Metadata.StringComparer.Equals(field.Row.Name, name));
        return new(target, owner, target?.Name ?? name, member.DecodeFieldSignature(image.Shapes, null));
    }

    private static CodeMethod? Find(CodeType type, string name, MethodSignature<TypeShape> signature) =>
        type.Chain.SelectMany(level => level.MethodsByName[name]).FirstOrDefault(method => Same(method.Signature, signature))
        ?? (type.IsInterface ? type.Ancestors.SelectMany(level => level.MethodsByName[name]).FirstOrDefault(method => Same(method.Signature, signature)) : null);

    private static bool Same(MethodSignature<TypeShape> one, MethodSignature<TypeShape> other) =>
        one.GenericParameterCount == other.GenericParameterCount && one.ParameterTypes.Length == other.ParameterTypes.Length && one.ReturnType.Text == other.ReturnType.Text
        && one.ParameterTypes.Zip(other.ParameterTypes).All(pair => pair.First.Text == pair.Second.Text);
}
