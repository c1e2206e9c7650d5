using Parquet.Format;

namespace Parquet.Schema;

/// <summary>Makes the schema's tree from the footer's flat list of nodes, with the rules for lists by older writers (LogicalTypes.md).</summary>
internal sealed class FileSchema
{
    private const int MaximumDepth = 64;

    private readonly IReadOnlyList<Element> _elements;
    private readonly ParquetOptions _options;
    private int _at;

    private FileSchema(IReadOnlyList<Element> elements, ParquetOptions options)
    {
        _elements = elements;
        _options = options;
    }

    public static ParquetSchema Read(IReadOnlyList<Element> elements, ParquetOptions options)
    {
        var reader = new FileSchema(elements, options);
        var root = reader._elements[reader._at++];
        if (root.Type is not null) throw new ParquetException("The schema's root is a column. The file is damaged.");
        var schema = new ParquetSchema(new StructField(root.Name, reader.ReadChildren(root, 0), isNullable: false));
        if (reader._at != elements.Count) throw new ParquetException($"The schema has {elements.Count - reader._at} nodes too many. The file is damaged.");
        for (var column = 0; column < schema.DataFields.Length; column++) schema.DataFields[column].Column = column;
        return schema;
    }

    private List<Field> ReadChildren(Element parent, int depth)
    {
        if (depth > MaximumDepth) throw new ParquetException($"The schema nests deeper than {MaximumDepth} levels.");
        if (parent.Children < 0 || parent.Children > _elements.Count - _at)
        {
            throw new ParquetException($"'{parent.Name}' claims {parent.Children} members with {_elements.Count - _at} nodes left. The file is damaged.");
        }
        var children = new List<Field>();
        for (var i = 0; i < parent.Children; i++) children.Add(ReadField(depth + 1));
        return children;
    }

    private Field ReadField(int depth)
    {
        var element = Next(depth);
        if (element.Repetition != Repetition.Repeated) return ReadUnrepeated(element, depth);
        var item = ReadUnrepeated(element with { Repetition = Repetition.Required }, depth);
        return new ListField(element.Name, item, isNullable: false, container: null, annotated: false);
    }

    private Field ReadUnrepeated(Element element, int depth)
    {
        var optional = element.Repetition switch
        {
            Repetition.Optional => true,
            Repetition.Required => false,
            _ => throw new ParquetException($"'{element.Name}' does not say whether it is optional. The file is damaged."),
        };
        if (element.Type is not null) return new DataField(element.Name, ReadLeaf(element), optional);
        if (element.Children < 1) throw new ParquetException($"'{element.Name}' is a group without members, which is not read here.");
        var annotation = element.Logical?.Kind;
        if (annotation == LogicalKind.List || (annotation is null && element.Converted == ConvertedType.List)) return ReadList(element, optional, depth);
        if (annotation == LogicalKind.Map || (annotation is null && element.Converted is ConvertedType.Map or ConvertedType.MapKeyValue))
        {
            return ReadMap(element, optional, depth);
        }
        if (annotation is not null) throw new ParquetException($"'{element.Name}' is a group of the logical type {annotation}, which is not read here.");
        return new StructField(element.Name, ReadChildren(element, depth), optional);
    }

    private ListField ReadList(Element element, bool optional, int depth)
    {
        var repeated = Next(depth);
        if (element.Children != 1 || repeated.Repetition != Repetition.Repeated)
        {
            throw new ParquetException($"The list '{element.Name}' does not hold one repeated group. The file is damaged.");
        }
        var isItem = repeated.Type is not null || repeated.Children > 1
            || string.Equals(repeated.Name, "array", StringComparison.Ordinal)
            || string.Equals(repeated.Name, element.Name + "_tuple", StringComparison.Ordinal);
        if (isItem)
        {
            return new ListField(element.Name, ReadUnrepeated(repeated with { Repetition = Repetition.Required }, depth + 1), optional, container: null);
        }
        var items = ReadChildren(repeated, depth + 1);
        return items.Count == 1
            ? new ListField(element.Name, items[0], optional, repeated.Name)
            : throw new ParquetException($"The list '{element.Name}' has no item. The file is damaged.");
    }

    private MapField ReadMap(Element element, bool optional, int depth)
    {
        var repeated = Next(depth);
        if (element.Children != 1 || repeated.Repetition != Repetition.Repeated || repeated.Children != 2)
        {
            throw new ParquetException($"The map '{element.Name}' does not hold repeated pairs of a key and a value; other maps are not read here.");
        }
        var pair = ReadChildren(repeated, depth + 1);
        return new MapField(element.Name, repeated.Name, pair[0], pair[1], optional);
    }

    private Element Next(int depth)
    {
        if (depth > MaximumDepth) throw new ParquetException($"The schema nests deeper than {MaximumDepth} levels.");
        return _at < _elements.Count ? _elements[_at++] : throw new ParquetException("The schema ends too early. The file is damaged.");
    }

    private LeafType ReadLeaf(Element element)
    {
        var physical = element.Type!.Value;
        if (physical == PhysicalType.FixedLengthByteArray && element.TypeLength < 1)
        {
            throw new ParquetException($"Column '{element.Name}' has values of {element.TypeLength} bytes. The file is damaged.");
        }
        var logical = element.Logical ?? FromConverted(element);
        return logical is null ? Unannotated(element, physical) : Annotated(element, physical, logical);
    }

    private static LeafType Unannotated(Element element, PhysicalType physical) => new(physical, physical switch
    {
        PhysicalType.Boolean => LeafKind.Boolean,
        PhysicalType.Int32 => LeafKind.Int32,
        PhysicalType.Int64 => LeafKind.Int64,
        PhysicalType.Int96 => LeafKind.Timestamp,
        PhysicalType.Float => LeafKind.Float,
        PhysicalType.Double => LeafKind.Double,
        _ => LeafKind.Bytes,
    })
    { Length = element.TypeLength };

    private LeafType Annotated(Element element, PhysicalType physical, Logical logical)
    {
        switch (logical.Kind, physical)
        {
            case (LogicalKind.String or LogicalKind.Enum or LogicalKind.Json, PhysicalType.ByteArray):
                return new LeafType(physical, LeafKind.Text);
            case (LogicalKind.Bson, PhysicalType.ByteArray):
                return new LeafType(physical, LeafKind.Bytes);
            case (LogicalKind.Unknown, _):
                return Unannotated(element, physical);
            case (LogicalKind.Date, PhysicalType.Int32):
                return new LeafType(physical, _options.UseDateOnlyTypeForDates ? LeafKind.DateOnly : LeafKind.Date);
            case (LogicalKind.Timestamp, PhysicalType.Int64):
                return new LeafType(physical, LeafKind.Timestamp) { Unit = logical.Unit, AdjustedToUtc = logical.AdjustedToUtc };
            case (LogicalKind.Time, PhysicalType.Int32) when logical.Unit == ClockUnit.Millis:
            case (LogicalKind.Time, PhysicalType.Int64) when logical.Unit != ClockUnit.Millis:
                return new LeafType(physical, LeafKind.Time) { Unit = logical.Unit };
            case (LogicalKind.Decimal, PhysicalType.Int32 or PhysicalType.Int64 or PhysicalType.ByteArray or PhysicalType.FixedLengthByteArray)
                when logical.Precision > 0 && logical.Scale >= 0 && logical.Scale <= logical.Precision:
                return new LeafType(physical, logical.Precision > 28 && _options.UseBigDecimal ? LeafKind.BigDecimal : LeafKind.Decimal)
                {
                    Length = element.TypeLength,
                    Precision = logical.Precision,
                    Scale = logical.Scale,
                };
            case (LogicalKind.Integer, PhysicalType.Int32 or PhysicalType.Int64)
                when IntegerKind(logical) is { } kind && (logical.BitWidth == 64) == (physical == PhysicalType.Int64):
                return new LeafType(physical, kind);
            default:
                throw new ParquetException($"Column '{element.Name}' holds {physical} values of the type {logical.Kind}, which is not read here. Write the column as a simpler type.");
        }
    }

    private static LeafKind? IntegerKind(Logical logical) => (logical.BitWidth, logical.Signed) switch
    {
        (8, true) => LeafKind.Int8,
        (8, false) => LeafKind.UInt8,
        (16, true) => LeafKind.Int16,
        (16, false) => LeafKind.UInt16,
        (32, true) => LeafKind.Int32,
        (32, false) => LeafKind.UInt32,
        (64, true) => LeafKind.Int64,
        (64, false) => LeafKind.UInt64,
        _ => null,
    };

    private static Logical? FromConverted(Element element) => element.Converted switch
    {
        null => null,
        ConvertedType.Utf8 => new Logical(LogicalKind.String),
        ConvertedType.Enum => new Logical(LogicalKind.Enum),
        ConvertedType.Json => new Logical(LogicalKind.Json),
        ConvertedType.Bson => new Logical(LogicalKind.Bson),
        ConvertedType.Date => new Logical(LogicalKind.Date),
        ConvertedType.Decimal => new Logical(LogicalKind.Decimal) { Precision = element.Precision, Scale = element.Scale },
        ConvertedType.TimeMillis => new Logical(LogicalKind.Time) { Unit = ClockUnit.Millis, AdjustedToUtc = true },
        ConvertedType.TimeMicros => new Logical(LogicalKind.Time) { Unit = ClockUnit.Micros, AdjustedToUtc = true },
        ConvertedType.TimestampMillis => new Logical(LogicalKind.Timestamp) { Unit = ClockUnit.Millis, AdjustedToUtc = true },
        ConvertedType.TimestampMicros => new Logical(LogicalKind.Timestamp) { Unit = ClockUnit.Micros, AdjustedToUtc = true },
        >= ConvertedType.UInt8 and <= ConvertedType.UInt64 and var unsigned => new Logical(LogicalKind.Integer) { BitWidth = 8 << (unsigned - ConvertedType.UInt8) },
        >= ConvertedType.Int8 and <= ConvertedType.Int64 and var signed => new Logical(LogicalKind.Integer) { BitWidth = 8 << (signed - ConvertedType.Int8), Signed = true },
        var other => throw new ParquetException($"Column '{element.Name}' is of the type {other}, which is not read here. Write the column as a simpler type."),
    };
}
