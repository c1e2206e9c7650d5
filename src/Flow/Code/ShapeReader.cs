using System.Collections.Immutable;
using System.Reflection.Metadata;

namespace Steering.Flow;

/// <summary>Reads the types in an image's signatures. No assembly is named in them: where a type lives changes nothing.</summary>
internal sealed class ShapeReader(CodeImage image) : ISignatureTypeProvider<TypeShape, object?>
{
    public TypeShape GetPrimitiveType(PrimitiveTypeCode typeCode) => TypeShape.Plain("System." + typeCode);

    public TypeShape GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) => TypeShape.Of(image.Type(handle));

    public TypeShape GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) =>
        image.Resolve(handle) is { } type ? TypeShape.Of(type) : TypeShape.Plain(image.ReferenceName(handle));

    public TypeShape GetTypeFromSpecification(MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind) =>
        reader.GetTypeSpecification(handle).DecodeSignature(this, genericContext);

    public TypeShape GetGenericInstantiation(TypeShape genericType, ImmutableArray<TypeShape> typeArguments) =>
        new(() => $"{genericType.Text}<{string.Join(',', typeArguments)}>", genericType.Head, typeArguments) { IsInstance = true };

    public TypeShape GetGenericTypeParameter(object? genericContext, int index) => TypeShape.Variable('T', index);

    public TypeShape GetGenericMethodParameter(object? genericContext, int index) => TypeShape.Variable('M', index);

    public TypeShape GetSZArrayType(TypeShape elementType) => TypeShape.Around(elementType, "[]");

    public TypeShape GetArrayType(TypeShape elementType, ArrayShape shape) => TypeShape.Around(elementType, $"[{shape.Rank}]");

    public TypeShape GetByReferenceType(TypeShape elementType) => TypeShape.Around(elementType, "&");

    public TypeShape GetPointerType(TypeShape elementType) => TypeShape.Around(elementType, "*");

    public TypeShape GetPinnedType(TypeShape elementType) => TypeShape.Around(elementType, " pinned");

    public TypeShape GetModifiedType(TypeShape modifier, TypeShape unmodifiedType, bool isRequired) =>
        new(() => $"{unmodifiedType} {(isRequired ? "modreq" : "modopt")}({modifier})", unmodifiedType.Head, [unmodifiedType]);

    public TypeShape GetFunctionPointerType(MethodSignature<TypeShape> signature) =>
        new(() => $"method {signature.Header.CallingConvention} {signature.ReturnType}*({string.Join(',', signature.ParameterTypes)})", null, [signature.ReturnType, .. signature.ParameterTypes]);
}
