using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace Steering.Flow;

/// <summary>Names as metadata has them, of everything that a method's body refers to in its own assembly.</summary>
internal static class RawMentions
{
    public static IEnumerable<string> Of(CodeMethod method)
    {
        var metadata = method.Image.Metadata;
        var body = method.Image.Body(method.Row);
        foreach (var instruction in Il.Read(body).Where(instruction => instruction.HasToken && instruction.Code.OperandType != OperandType.InlineSig))
            foreach (var name in Of(method.Image, MetadataTokens.EntityHandle((int)instruction.Operand))) yield return name;
        if (body.LocalSignature.IsNil) yield break;
        foreach (var name in Types(metadata.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(method.Image.Shapes, null))) yield return name;
    }

    /// <summary>The string literals of a method, in order.</summary>
    public static IEnumerable<string> Strings(CodeMethod method) => !method.HasBody ? [] :
        Il.Read(method.Image.Body(method.Row)).Where(instruction => instruction.Code.OperandType == OperandType.InlineString)
            .Select(instruction => method.Image.Metadata.GetUserString(MetadataTokens.UserStringHandle((int)instruction.Operand)));

    private static IEnumerable<string> Of(CodeImage image, EntityHandle handle)
    {
        var metadata = image.Metadata;
        return handle.Kind switch
        {
            HandleKind.MethodDefinition => Of(image, metadata.GetMethodDefinition((MethodDefinitionHandle)handle).GetDeclaringType())
                .Append(metadata.GetString(metadata.GetMethodDefinition((MethodDefinitionHandle)handle).Name)),
            HandleKind.FieldDefinition => Of(image, metadata.GetFieldDefinition((FieldDefinitionHandle)handle).GetDeclaringType()),
            HandleKind.MemberReference => Of(image, metadata.GetMemberReference((MemberReferenceHandle)handle).Parent)
                .Append(metadata.GetString(metadata.GetMemberReference((MemberReferenceHandle)handle).Name)),
            HandleKind.MethodSpecification => Of(image, metadata.GetMethodSpecification((MethodSpecificationHandle)handle).Method)
                .Concat(Types(metadata.GetMethodSpecification((MethodSpecificationHandle)handle).DecodeSignature(image.Shapes, null))),
            HandleKind.TypeDefinition or HandleKind.TypeSpecification => Types([image.Shape(handle)]),
            _ => [],
        };
    }

    private static IEnumerable<string> Types(IEnumerable<TypeShape> shapes) => shapes.SelectMany(shape => shape.All()).Select(shape => shape.Head?.RawName).OfType<string>();
}
