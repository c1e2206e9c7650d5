namespace Parquet.Format;

/// <summary>Reads a file's FileMetaData (parquet.thrift) from the bytes before its last eight.</summary>
internal static class FooterReader
{
    public static Footer Read(ReadOnlySpan<byte> bytes)
    {
        var reader = new CompactReader(bytes, "footer");
        List<Element>? elements = null;
        List<GroupInfo>? groups = null;
        long? rows = null;
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var id = 0; reader.NextField(ref id, out var type);)
        {
            switch (id)
            {
                case 2:
                    elements = [];
                    for (var left = reader.ReadListHead(type, CompactType.Struct); left > 0; left--) elements.Add(ReadElement(ref reader));
                    break;
                case 3:
                    rows = reader.ReadInt64(type);
                    break;
                case 4:
                    groups = [];
                    for (var left = reader.ReadListHead(type, CompactType.Struct); left > 0; left--) groups.Add(ReadGroup(ref reader));
                    break;
                case 5:
                    for (var left = reader.ReadListHead(type, CompactType.Struct); left > 0; left--) ReadPair(ref reader, metadata);
                    break;
                case 8:
                    throw new ParquetException("The file is encrypted; encrypted files are not read. Write it again without encryption.");
                default:
                    reader.Skip(type);
                    break;
            }
        }
        if (elements is not { Count: > 0 }) throw new ParquetException("The footer has no schema. The file is damaged.");
        if (rows is null or < 0) throw new ParquetException("The footer has no number of rows. The file is damaged.");
        groups ??= [];
        if (groups.Sum(group => (decimal)group.Rows) != rows)
        {
            throw new ParquetException($"The footer says {rows} rows, its row groups {groups.Sum(group => (decimal)group.Rows)}. The file is damaged.");
        }
        return new Footer(elements, groups, metadata);
    }

    private static Element ReadElement(ref CompactReader reader)
    {
        string? name = null;
        PhysicalType? physical = null;
        int length = 0, children = 0, scale = 0, precision = 0;
        Repetition? repetition = null;
        ConvertedType? converted = null;
        Logical? logical = null;
        for (var id = 0; reader.NextField(ref id, out var type);)
        {
            switch (id)
            {
                case 1: physical = Named<PhysicalType>(reader.ReadInt32(type), "physical type"); break;
                case 2: length = reader.ReadInt32(type); break;
                case 3: repetition = Named<Repetition>(reader.ReadInt32(type), "repetition"); break;
                case 4: name = reader.ReadText(type); break;
                case 5: children = reader.ReadInt32(type); break;
                case 6: converted = Named<ConvertedType>(reader.ReadInt32(type), "converted type"); break;
                case 7: scale = reader.ReadInt32(type); break;
                case 8: precision = reader.ReadInt32(type); break;
                case 10: logical = ReadLogical(ref reader, type); break;
                default: reader.Skip(type); break;
            }
        }
        return new Element(name ?? throw new ParquetException("The footer has a column without a name. The file is damaged."))
        {
            Type = physical,
            TypeLength = length,
            Repetition = repetition,
            Children = children,
            Converted = converted,
            Scale = scale,
            Precision = precision,
            Logical = logical,
        };
    }

    private static Logical? ReadLogical(ref CompactReader reader, CompactType type)
    {
        RequireStruct(type);
        Logical? logical = null;
        for (var kind = 0; reader.NextField(ref kind, out var inner);)
        {
            RequireStruct(inner);
            logical = new Logical(Named<LogicalKind>(kind, "logical type"));
            for (var id = 0; reader.NextField(ref id, out var field);)
            {
                logical = (logical.Kind, id) switch
                {
                    (LogicalKind.Decimal, 1) => logical with { Scale = reader.ReadInt32(field) },
                    (LogicalKind.Decimal, 2) => logical with { Precision = reader.ReadInt32(field) },
                    (LogicalKind.Time or LogicalKind.Timestamp, 1) => logical with { AdjustedToUtc = reader.ReadBoolean(field) },
                    (LogicalKind.Time or LogicalKind.Timestamp, 2) => logical with { Unit = ReadUnit(ref reader, field) },
                    (LogicalKind.Integer, 1) => logical with { BitWidth = reader.ReadInt8(field) },
                    (LogicalKind.Integer, 2) => logical with { Signed = reader.ReadBoolean(field) },
                    _ => Skipped(ref reader, field, logical),
                };
            }
        }
        return logical;
    }

    private static Logical Skipped(ref CompactReader reader, CompactType type, Logical logical)
    {
        reader.Skip(type);
        return logical;
    }

    private static ClockUnit ReadUnit(ref CompactReader reader, CompactType type)
    {
        RequireStruct(type);
        ClockUnit? unit = null;
        for (var id = 0; reader.NextField(ref id, out var inner); reader.Skip(inner)) unit = Named<ClockUnit>(id, "time unit");
        return unit ?? throw new ParquetException("The footer has a time without a unit. The file is damaged.");
    }

    private static GroupInfo ReadGroup(ref CompactReader reader)
    {
        var chunks = new List<ChunkInfo>();
        long? rows = null;
        for (var id = 0; reader.NextField(ref id, out var type);)
        {
            switch (id)
            {
                case 1:
                    for (var left = reader.ReadListHead(type, CompactType.Struct); left > 0; left--) chunks.Add(ReadChunk(ref reader));
                    break;
                case 3:
                    rows = reader.ReadInt64(type);
                    break;
                default:
                    reader.Skip(type);
                    break;
            }
        }
        return rows is >= 0 and var count
            ? new GroupInfo(chunks, count)
            : throw new ParquetException($"A row group claims {rows?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "no number of"} rows. The file is damaged.");
    }

    private static ChunkInfo ReadChunk(ref CompactReader reader)
    {
        ChunkInfo? chunk = null;
        for (var id = 0; reader.NextField(ref id, out var type);)
        {
            switch (id)
            {
                case 1:
                    throw new ParquetException("A column lies in another file; such files are not read. Write it again as one file.");
                case 3:
                    RequireStruct(type);
                    chunk = ReadChunkInfo(ref reader);
                    break;
                case 8 or 9:
                    throw new ParquetException("A column is encrypted; encrypted files are not read. Write it again without encryption.");
                default:
                    reader.Skip(type);
                    break;
            }
        }
        return chunk ?? throw new ParquetException("A column chunk has no metadata. The file is damaged.");
    }

    private static ChunkInfo ReadChunkInfo(ref CompactReader reader)
    {
        PhysicalType? physical = null;
        CompressionMethod? codec = null;
        long? values = null, compressed = null, data = null, dictionary = null;
        var path = new List<string>();
        for (var id = 0; reader.NextField(ref id, out var type);)
        {
            switch (id)
            {
                case 1: physical = Named<PhysicalType>(reader.ReadInt32(type), "physical type"); break;
                case 3:
                    for (var left = reader.ReadListHead(type, CompactType.Binary); left > 0; left--) path.Add(reader.ReadText(CompactType.Binary));
                    break;
                case 4: codec = Named<CompressionMethod>(reader.ReadInt32(type), "compression codec"); break;
                case 5: values = reader.ReadInt64(type); break;
                case 7: compressed = reader.ReadInt64(type); break;
                case 9: data = reader.ReadInt64(type); break;
                case 11: dictionary = reader.ReadInt64(type); break;
                default: reader.Skip(type); break;
            }
        }
        if (physical is null || codec is null || values is null or < 0 || compressed is null or < 0 || data is null or < 0)
        {
            throw new ParquetException($"The metadata of column '{string.Join('.', path)}' is incomplete. The file is damaged.");
        }
        return new ChunkInfo(physical.Value, path, codec.Value, values.Value, compressed.Value, data.Value) { DictionaryOffset = dictionary };
    }

    private static void ReadPair(ref CompactReader reader, Dictionary<string, string> into)
    {
        string? key = null, value = null;
        for (var id = 0; reader.NextField(ref id, out var type);)
        {
            switch (id)
            {
                case 1: key = reader.ReadText(type); break;
                case 2: value = reader.ReadText(type); break;
                default: reader.Skip(type); break;
            }
        }
        if (key is not null) into[key] = value ?? "";
    }

    private static void RequireStruct(CompactType type)
    {
        if (type != CompactType.Struct) throw new ParquetException($"The footer has a {type} where a struct belongs. The file is damaged.");
    }

    private static T Named<T>(int value, string what)
        where T : struct, Enum
    {
        var named = (T)Enum.ToObject(typeof(T), value);
        return Enum.IsDefined(named) ? named : throw new ParquetException($"The file uses the {what} number {value}, which is unknown here.");
    }
}
