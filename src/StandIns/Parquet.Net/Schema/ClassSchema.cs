using System.Reflection;
using System.Text.Json.Serialization;
using Parquet.Format;
using Parquet.Serialization.Attributes;

namespace Parquet.Schema;

/// <summary>Makes a schema from a class's public properties: classes and lists are optional unless marked required, values unless they are nullable.</summary>
internal static class ClassSchema
{
    private static readonly Dictionary<Type, (PhysicalType Physical, LeafKind Kind)> Leaves = new()
    {
        [typeof(bool)] = (PhysicalType.Boolean, LeafKind.Boolean),
        [typeof(int)] = (PhysicalType.Int32, LeafKind.Int32),
        [typeof(long)] = (PhysicalType.Int64, LeafKind.Int64),
        [typeof(float)] = (PhysicalType.Float, LeafKind.Float),
        [typeof(double)] = (PhysicalType.Double, LeafKind.Double),
        [typeof(string)] = (PhysicalType.ByteArray, LeafKind.Text),
        [typeof(byte[])] = (PhysicalType.ByteArray, LeafKind.Bytes),
    };

    public static ParquetSchema Make(Type type, bool forWriting) => new(MakeStruct("root", type, isNullable: false, forWriting, 0));

    private static StructField MakeStruct(string name, Type type, bool isNullable, bool forWriting, int depth)
    {
        if (depth > 16) throw new NotSupportedException($"{type.Name} contains itself, which a Parquet schema cannot say.");
        var fields = type.GetProperties(BindingFlags.Instance | BindingFlags.Public)
            .Where(property => (forWriting ? property.CanRead : property.CanWrite) && property.GetIndexParameters().Length == 0)
            .Where(property => property.GetCustomAttribute<JsonIgnoreAttribute>() is null)
            .OrderBy(property => property.GetCustomAttribute<JsonPropertyOrderAttribute>()?.Order ?? 0)
            .Select(property => MakeMember(property, forWriting, depth))
            .ToList();
        return fields.Count > 0
            ? new StructField(name, fields, isNullable) { ClrType = type }
            : throw new NotSupportedException($"{type.Name} is not a type that Parquet columns are made of here: it has no public properties.");
    }

    private static Field MakeMember(PropertyInfo property, bool forWriting, int depth)
    {
        var name = property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? property.Name;
        var required = property.GetCustomAttribute<ParquetRequiredAttribute>() is not null;
        var itemRequired = property.GetCustomAttribute<ParquetListElementRequiredAttribute>() is not null;
        var field = Make(name, property.PropertyType, required, itemRequired, forWriting, depth);
        field.Property = property;
        return field;
    }

    private static Field Make(string name, Type type, bool required, bool itemRequired, bool forWriting, int depth)
    {
        var underlying = Nullable.GetUnderlyingType(type) ?? type;
        var nullable = !required && (!type.IsValueType || underlying != type);
        if (Leaves.TryGetValue(underlying, out var leaf)) return new DataField(name, new LeafType(leaf.Physical, leaf.Kind), nullable);
        if (ItemType(underlying) is { } item)
        {
            return new ListField(name, Make("element", item, itemRequired, false, forWriting, depth + 1), nullable) { IsArray = underlying.IsArray };
        }
        if (underlying.IsClass) return MakeStruct(name, underlying, nullable, forWriting, depth + 1);
        throw new NotSupportedException($"'{name}' is a {underlying.Name}, which is not written to Parquet here. Use bool, int, long, float, double, string, byte[], a class, or a list of these.");
    }

    private static Type? ItemType(Type type) =>
        type.IsArray ? type.GetElementType()
        : type.IsGenericType && type.GetGenericTypeDefinition() == typeof(List<>) ? type.GetGenericArguments()[0]
        : null;

    /// <summary>The schema's nodes in the order and form in which a footer lists them.</summary>
    public static List<Element> ToElements(ParquetSchema schema)
    {
        var elements = new List<Element> { new("root") { Children = schema.Fields.Count } };
        foreach (var field in schema.Fields) Add(field, elements);
        return elements;
    }

    private static void Add(Field field, List<Element> elements)
    {
        var repetition = field.IsNullable ? Repetition.Optional : Repetition.Required;
        switch (field)
        {
            case DataField data:
                var isText = data.Type.Kind == LeafKind.Text;
                elements.Add(new Element(field.Name)
                {
                    Type = data.Type.Physical,
                    Repetition = repetition,
                    Converted = isText ? ConvertedType.Utf8 : null,
                    Logical = isText ? new Logical(LogicalKind.String) : null,
                });
                break;
            case ListField list:
                elements.Add(new Element(field.Name) { Repetition = repetition, Children = 1, Converted = ConvertedType.List, Logical = new Logical(LogicalKind.List) });
                elements.Add(new Element(list.Container!) { Repetition = Repetition.Repeated, Children = 1 });
                Add(list.Item, elements);
                break;
            case StructField group:
                elements.Add(new Element(field.Name) { Repetition = repetition, Children = group.Fields.Count });
                foreach (var member in group.Fields) Add(member, elements);
                break;
            default:
                throw new NotSupportedException($"'{field.Path}' is a {field.SchemaType}, which is not written here.");
        }
    }
}
