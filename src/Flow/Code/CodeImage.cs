using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Security.Cryptography;

namespace Steering.Flow;

/// <summary>How an assembly enters a fingerprint.</summary>
internal enum CodeKind
{
    /// <summary>Method by method: it was built together with the program.</summary>
    Walked,

    /// <summary>As a whole, by version and content.</summary>
    Package,

    /// <summary>By the version of .NET.</summary>
    Runtime,
}

/// <summary>One assembly's metadata; its types, methods and fields are one object each.</summary>
internal sealed class CodeImage : IDisposable
{
    private readonly PEReader _file;
    private readonly CodeType?[] _types;
    private readonly CodeMethod?[] _methods;
    private readonly CodeField?[] _fields;
    private readonly Lazy<Dictionary<string, TypeDefinitionHandle>> _byName;
    private readonly Lazy<Dictionary<string, ExportedTypeHandle>> _forwarded;

    public CodeImage(string name, CodeKind kind, Stream content, CodeHouse house)
    {
        (Name, Kind, House) = (name, kind, house);
        _file = new PEReader(content, kind == CodeKind.Walked ? PEStreamOptions.PrefetchEntireImage : PEStreamOptions.PrefetchMetadata);
        Metadata = _file.GetMetadataReader();
        Shapes = new ShapeReader(this);
        _types = new CodeType?[Metadata.TypeDefinitions.Count + 1];
        _methods = new CodeMethod?[Metadata.MethodDefinitions.Count + 1];
        _fields = new CodeField?[Metadata.FieldDefinitions.Count + 1];
        _byName = new(() => Metadata.TypeDefinitions.Where(handle => Metadata.GetTypeDefinition(handle).GetDeclaringType().IsNil)
            .ToDictionary(handle => FullName(Metadata.GetTypeDefinition(handle)), StringComparer.Ordinal));
        _forwarded = new(() => Metadata.ExportedTypes.Where(handle => Metadata.GetExportedType(handle).Implementation.Kind == HandleKind.AssemblyReference)
            .ToDictionary(handle => Join(Metadata.GetString(Metadata.GetExportedType(handle).Namespace), Metadata.GetString(Metadata.GetExportedType(handle).Name)), StringComparer.Ordinal));
    }

    public string Name { get; }

    public CodeKind Kind { get; }

    public bool IsWalked => Kind == CodeKind.Walked;

    public CodeHouse House { get; }

    public MetadataReader Metadata { get; }

    public ShapeReader Shapes { get; }

    public Guid Version => Metadata.GetGuid(Metadata.GetModuleDefinition().Mvid);

    public IEnumerable<CodeType> Types => Metadata.TypeDefinitions.Select(Type);

    /// <summary>Where its module initialisers are called from; null without any.</summary>
    public CodeMethod? Initialiser => field ??= Type(MetadataTokens.TypeDefinitionHandle(1)).StaticConstructor;

    public CodeType Type(TypeDefinitionHandle handle) => _types[MetadataTokens.GetRowNumber(handle)] ??= new CodeType(this, handle);

    public CodeMethod Method(MethodDefinitionHandle handle) => _methods[MetadataTokens.GetRowNumber(handle)] ??= new CodeMethod(this, handle);

    public CodeField Field(FieldDefinitionHandle handle) => _fields[MetadataTokens.GetRowNumber(handle)] ??= new CodeField(this, handle);

    public MethodBodyBlock Body(MethodDefinition method) => _file.GetMethodBody(method.RelativeVirtualAddress);

    public ImmutableArray<byte> Data(int address, int size) => _file.GetSectionData(address).GetContent(0, size);

    /// <summary>Name and digest of each embedded resource.</summary>
    public IEnumerable<string> Resources()
    {
        var start = _file.PEHeaders.CorHeader?.ResourcesDirectory.RelativeVirtualAddress ?? 0;
        foreach (var resource in Metadata.ManifestResources.Select(Metadata.GetManifestResource).Where(resource => resource.Implementation.IsNil))
        {
            var reader = _file.GetSectionData(start).GetReader((int)resource.Offset, _file.PEHeaders.CorHeader!.ResourcesDirectory.Size - (int)resource.Offset);   // an embedded resource has a place
            yield return $"{Metadata.GetString(resource.Name)} {Convert.ToHexStringLower(SHA256.HashData(reader.ReadBytes(reader.ReadInt32())))}";
        }
    }

    /// <summary>A type of this assembly, or one that it forwards elsewhere, by "Namespace.Outer+Nested"; null when there is none.</summary>
    public CodeType? Find(string fullName)
    {
        var names = fullName.Split('+');
        var type = _byName.Value.TryGetValue(names[0], out var handle) ? Type(handle) : Forwarded(names[0]);
        foreach (var nested in names.Skip(1)) type = type?.Nested(nested);
        return type;
    }

    /// <summary>The definition that a handle of a type names; null for arrays, variables and what cannot be found.</summary>
    public CodeType? Resolve(EntityHandle handle) => handle.Kind switch
    {
        HandleKind.TypeDefinition => Type((TypeDefinitionHandle)handle),
        HandleKind.TypeReference => ResolveReference((TypeReferenceHandle)handle),
        HandleKind.TypeSpecification => Shape(handle).Head,
        _ => null,
    };

    public TypeShape Shape(EntityHandle handle) => handle.Kind switch
    {
        HandleKind.TypeDefinition => Shapes.GetTypeFromDefinition(Metadata, (TypeDefinitionHandle)handle, 0),
        HandleKind.TypeReference => Shapes.GetTypeFromReference(Metadata, (TypeReferenceHandle)handle, 0),
        _ => Shapes.GetTypeFromSpecification(Metadata, null, (TypeSpecificationHandle)handle, 0),
    };

    public string ReferenceName(TypeReferenceHandle handle)
    {
        var type = Metadata.GetTypeReference(handle);
        var name = Join(Metadata.GetString(type.Namespace), Metadata.GetString(type.Name));
        return type.ResolutionScope.Kind == HandleKind.TypeReference ? $"{ReferenceName((TypeReferenceHandle)type.ResolutionScope)}+{name}" : name;
    }

    public string FullName(TypeDefinition type) => Join(Metadata.GetString(type.Namespace), Metadata.GetString(type.Name));

    public void Dispose() => _file.Dispose();

    private CodeType? ResolveReference(TypeReferenceHandle handle)
    {
        var scope = Metadata.GetTypeReference(handle).ResolutionScope;
        var name = ReferenceName(handle);
        while (scope.Kind == HandleKind.TypeReference) scope = Metadata.GetTypeReference((TypeReferenceHandle)scope).ResolutionScope;
        return scope.Kind == HandleKind.AssemblyReference
            ? House.Find(Metadata.GetString(Metadata.GetAssemblyReference((AssemblyReferenceHandle)scope).Name))?.Find(name)
            : Find(name);
    }

    private CodeType? Forwarded(string fullName) => _forwarded.Value.TryGetValue(fullName, out var handle)
        ? House.Find(Metadata.GetString(Metadata.GetAssemblyReference((AssemblyReferenceHandle)Metadata.GetExportedType(handle).Implementation).Name))?.Find(fullName)
        : null;

    private static string Join(string space, string name) => space.Length == 0 ? name : $"{space}.{name}";
}
