using System.Globalization;
using System.Reflection;
using System.Reflection.Metadata;
using System.Text;

namespace Steering.Flow;

/// <summary>Something beside the program's assemblies that counts for the stages which reach what it belongs to.</summary>
/// <param name="With">Simple name of an assembly, or of a native library as code imports it.</param>
/// <param name="Name">What people call it, e.g. "libtorch".</param>
/// <param name="Value">Version or digest.</param>
public sealed record CodeExtra(string With, string Name, string Value);

/// <summary>The pieces of a closure, each with a digest: "method Steering.Peft.Lora.EditLinear(…)", "package CsvHelper", "runtime .NET".</summary>
internal sealed class CodeParts(CodeHouse house, CodeWalk walk)
{
    private const TypeAttributes Counted = TypeAttributes.Interface | TypeAttributes.Abstract | TypeAttributes.LayoutMask;
    private readonly SortedDictionary<string, string> _parts = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, string> Of(IReadOnlyList<CodeExtra> extras, Func<string, string?> native)
    {
        foreach (var method in walk.Methods.Where(method => !method.IsIrrelevant)) Add("method " + method.FullName, method.Facts.Digest);
        foreach (var field in walk.Fields.Where(field => !field.Type.IsIrrelevant)) Add($"field {field}", StageKey.Sha256(Text(field, whole: false)));
        foreach (var type in walk.Types) Add("type " + type.Name, StageKey.Sha256(Text(type)));
        foreach (var package in walk.Packages) Add("package " + package, house.File(package) is { } file ? $"{file.Version} {native(file.Name + ".dll")}" : "");
        foreach (var library in walk.Natives) Add("native library " + library, native(library) ?? "the system's");
        foreach (var image in walk.Methods.Select(method => method.Image).Distinct()) AddExtras(image.Name);
        foreach (var name in walk.Packages.Concat(walk.Natives)) AddExtras(name);
        foreach (var image in walk.ReadAssemblies) Add("assembly " + image.Name, StageKey.Sha256(Text(image)));
        Add("runtime .NET", Runtime);
        return _parts;

        void AddExtras(string with)
        {
            foreach (var extra in extras.Where(extra => extra.With == with)) Add("native library " + extra.Name, extra.Value);
        }
    }

    /// <summary>Version, and whether texts are compared and written as a culture has it.</summary>
    internal static string Runtime { get; } = $"{Environment.Version.Major}.{Environment.Version.Minor}"
        + (AppContext.TryGetSwitch("System.Globalization.Invariant", out var isInvariant) && isInvariant ? " without cultures" : "");

    /// <summary>Two pieces may bear one name (helpers that the compiler puts into every assembly): then both count under it.</summary>
    private void Add(string name, string value) =>
        _parts[name] = _parts.TryGetValue(name, out var other) && other != value ? StageKey.Sha256(string.Join(' ', new[] { value, other }.Order(StringComparer.Ordinal))) : value;

    /// <summary>What belongs to an assembly as a whole.</summary>
    private static string Text(CodeImage image)
    {
        var assembly = image.Metadata.GetAssemblyDefinition();
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{assembly.Version}\n");
        foreach (var mark in CodeMarks.Of(image, assembly.GetCustomAttributes()).Select(mark => mark.Text).Order(StringComparer.Ordinal)) text.Append(mark).Append('\n');
        foreach (var resource in image.Resources()) text.Append(resource).Append('\n');
        return text.ToString();
    }

    private static string Text(CodeField field, bool whole)
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{field.Name} {field.Shape} {field.Row.Attributes & (FieldAttributes.Static | FieldAttributes.Literal | FieldAttributes.HasFieldRVA)} {field.Row.GetOffset()}");
        foreach (var mark in CodeMarks.Of(field.Image, field.Row.GetCustomAttributes(), whole)) text.Append(' ').Append(mark.Text);
        if (field.Row.GetRelativeVirtualAddress() is > 0 and var address) text.Append(' ').Append(Convert.ToHexStringLower(field.Image.Data(address, Size(field.Shape)).AsSpan()));
        if (field.IsLiteral) text.Append(" = ").Append(Constant(field.Image, field.Row.GetDefaultValue()));
        return text.ToString();
    }

    private string Text(CodeType type)
    {
        var whole = walk.IsReadWhole(type);
        var layout = type.Row.GetLayout();
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{type.Name} {type.Attributes & Counted} {layout.PackingSize} {layout.Size} : {type.Base}\n");
        foreach (var face in type.Interfaces.Select(face => face.Text).Order(StringComparer.Ordinal)) text.Append(face).Append('\n');
        foreach (var mark in CodeMarks.Of(type.Image, type.Row.GetCustomAttributes(), whole)) text.Append(mark.Text).Append('\n');
        if (whole || type is { IsValueType: true, IsEnum: false })
            foreach (var field in type.Fields.Where(field => whole || !field.IsStatic)) text.Append(Text(field, whole)).Append('\n');
        else if (type.IsEnum) text.Append(type.Fields.FirstOrDefault(field => !field.IsStatic)?.Shape).Append('\n');
        if (whole) AddMembers(text, type);
        return text.ToString();
    }

    /// <summary>What reflection sees beside fields: properties, and the parameters of constructors by name.</summary>
    private static void AddMembers(StringBuilder text, CodeType type)
    {
        var metadata = type.Image.Metadata;
        foreach (var property in type.Row.GetProperties().Select(metadata.GetPropertyDefinition))
        {
            text.Append(CultureInfo.InvariantCulture, $"{metadata.GetString(property.Name)} {property.DecodeSignature(type.Image.Shapes, null).ReturnType}");
            foreach (var mark in CodeMarks.Of(type.Image, property.GetCustomAttributes(), forReflection: true)) text.Append(' ').Append(mark.Text);
            text.Append('\n');
        }
        foreach (var constructor in type.Constructors)
        {
            text.Append(constructor.FullName);
            foreach (var mark in CodeMarks.Of(type.Image, constructor.Row.GetCustomAttributes(), forReflection: true)) text.Append(' ').Append(mark.Text);
            foreach (var parameter in constructor.Row.GetParameters().Select(metadata.GetParameter))
            {
                text.Append(CultureInfo.InvariantCulture, $" {metadata.GetString(parameter.Name)}={Constant(type.Image, parameter.GetDefaultValue())}");
                foreach (var mark in CodeMarks.Of(type.Image, parameter.GetCustomAttributes(), forReflection: true)) text.Append(' ').Append(mark.Text);
            }
            text.Append('\n');
        }
    }

    private static string Constant(CodeImage image, ConstantHandle handle)
    {
        if (handle.IsNil) return "";
        var constant = image.Metadata.GetConstant(handle);
        return $"{constant.TypeCode} {Convert.ToHexStringLower(image.Metadata.GetBlobBytes(constant.Value))}";
    }

    private static int Size(TypeShape shape) => shape.Head?.Row.GetLayout().Size is > 0 and var size ? size : shape.Text switch
    {
        "System.Boolean" or "System.SByte" or "System.Byte" => sizeof(byte),
        "System.Int16" or "System.UInt16" or "System.Char" => sizeof(short),
        "System.Int64" or "System.UInt64" or "System.Double" => sizeof(long),
        _ => sizeof(int),
    };
}
