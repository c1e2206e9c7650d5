using System.Reflection;
using System.Reflection.Metadata;

namespace Steering.Flow;

/// <summary>One type definition.</summary>
internal sealed class CodeType(CodeImage image, TypeDefinitionHandle handle)
{
    private readonly TypeDefinition _row = image.Metadata.GetTypeDefinition(handle);
    private IReadOnlyList<CodeMethod>? _methods;
    private IReadOnlyList<CodeField>? _fields;
    private HashSet<CodeType>? _ancestors;
    private IReadOnlyList<(CodeMethod Body, CodeMethod Slot)>? _stated;
    private ILookup<string, CodeMethod>? _byName;

    public CodeImage Image => image;

    public TypeDefinition Row => _row;

    /// <summary>As metadata has it.</summary>
    public string RawName { get; } = image.Metadata.GetString(image.Metadata.GetTypeDefinition(handle).Name);

    public CodeType? Outer { get; } = image.Metadata.GetTypeDefinition(handle).GetDeclaringType() is { IsNil: false } outer ? image.Type(outer) : null;

    public TypeAttributes Attributes => _row.Attributes;

    public bool IsInterface => Attributes.HasFlag(TypeAttributes.Interface);

    public bool IsWalked => image.IsWalked;

    /// <summary>Full name in which nothing shifts when unrelated members come or go.</summary>
    public string Name => field ??= Outer is null ? Join(image.Metadata.GetString(_row.Namespace), StableName.Of(this)) : $"{Outer.Name}+{StableName.Of(this)}";

    public string FullRawName => Outer is null ? image.FullName(_row) : $"{Outer.FullRawName}+{RawName}";

    public bool IsEnum => BaseName == "System.Enum";

    public bool IsValueType => BaseName is "System.Enum" or "System.ValueType";

    public TypeShape? Base => _row.BaseType.IsNil ? null : image.Shape(_row.BaseType);

    public IEnumerable<TypeShape> Interfaces => _row.GetInterfaceImplementations().Select(face => image.Shape(image.Metadata.GetInterfaceImplementation(face).Interface));

    public IReadOnlyList<CodeMethod> Methods => _methods ??= [.. _row.GetMethods().Select(image.Method)];

    public IReadOnlyList<CodeField> Fields => _fields ??= [.. _row.GetFields().Select(image.Field)];

    public ILookup<string, CodeMethod> MethodsByName => _byName ??= Methods.ToLookup(method => method.RawName, StringComparer.Ordinal);

    public IEnumerable<CodeMethod> Constructors => MethodsByName[".ctor"];

    public CodeMethod? StaticConstructor => MethodsByName[".cctor"].FirstOrDefault();

    /// <summary>Itself, then its base types, outermost last.</summary>
    public IEnumerable<CodeType> Chain
    {
        get
        {
            for (var type = this; type is not null; type = type.Base?.Head) yield return type;
        }
    }

    /// <summary>Itself, its base types and all their interfaces.</summary>
    public HashSet<CodeType> Ancestors
    {
        get
        {
            if (_ancestors is not null) return _ancestors;
            var found = new HashSet<CodeType> { this };
            foreach (var parent in Interfaces.Append(Base ?? TypeShape.None).Select(shape => shape.Head).OfType<CodeType>()) found.UnionWith(parent.Ancestors);
            return _ancestors = found;
        }
    }

    /// <summary>Bodies that metadata assigns to slots by name: explicit implementations, covariant returns.</summary>
    public IReadOnlyList<(CodeMethod Body, CodeMethod Slot)> Stated => _stated ??=
    [
        .. _row.GetMethodImplementations().Select(image.Metadata.GetMethodImplementation)
            .Select(pair => (Body: image.ResolveMethod(pair.MethodBody).Target, Slot: image.ResolveMethod(pair.MethodDeclaration).Target))
            .Where(pair => pair is { Body: not null, Slot: not null }).Select(pair => (pair.Body!, pair.Slot!)),   // filtered just before
    ];

    /// <summary>The user's type around the compiler's: the one whose source it came from.</summary>
    public CodeType Home => Outer is not null && RawName.StartsWith('<') ? Outer.Home : this;

    /// <summary>Marked as code that changes no result.</summary>
    public bool IsIrrelevant => _isIrrelevant ??= (Outer?.IsIrrelevant ?? false) || CodeMarks.Has(image, _row.GetCustomAttributes(), nameof(CodeIrrelevantAttribute));

    private bool? _isIrrelevant;

    public CodeType? Nested(string rawName) => _row.GetNestedTypes().Select(image.Type).FirstOrDefault(type => type.RawName == rawName);

    public override string ToString() => Name;

    private string? BaseName => field ??= _row.BaseType.IsNil ? "" : _row.BaseType.Kind switch
    {
        HandleKind.TypeReference => image.ReferenceName((TypeReferenceHandle)_row.BaseType),
        HandleKind.TypeDefinition => image.Type((TypeDefinitionHandle)_row.BaseType).FullRawName,
        _ => "",
    };

    private static string Join(string space, string name) => space.Length == 0 ? name : $"{space}.{name}";
}
