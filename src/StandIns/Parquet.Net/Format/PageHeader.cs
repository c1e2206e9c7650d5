namespace Parquet.Format;

internal enum PageType
{
    Data = 0,
    Index = 1,
    Dictionary = 2,
    DataV2 = 3,
}

/// <summary>The head of a page: what it holds, and how many bytes of it follow.</summary>
internal sealed record PageHeader(PageType Type, int Uncompressed, int Compressed)
{
    public int? Crc { get; init; }

    public int Values { get; init; }

    public int Nulls { get; init; }

    public Encoding Encoding { get; init; }

    public Encoding DefinitionEncoding { get; init; } = Encoding.RLE;

    public Encoding RepetitionEncoding { get; init; } = Encoding.RLE;

    public int DefinitionBytes { get; init; }

    public int RepetitionBytes { get; init; }

    public bool IsCompressed { get; init; } = true;

    public static PageHeader Read(ReadOnlySpan<byte> bytes, string column, out int length)
    {
        var reader = new CompactReader(bytes, $"head of a page of column '{column}'");
        int? kind = null, uncompressed = null, compressed = null, crc = null;
        PageHeader? body = null;
        for (var id = 0; reader.NextField(ref id, out var type);)
        {
            switch (id)
            {
                case 1: kind = reader.ReadInt32(type); break;
                case 2: uncompressed = reader.ReadInt32(type); break;
                case 3: compressed = reader.ReadInt32(type); break;
                case 4: crc = reader.ReadInt32(type); break;
                case 5 when type == CompactType.Struct: body = ReadBody(ref reader, PageType.Data); break;
                case 7 when type == CompactType.Struct: body = ReadBody(ref reader, PageType.Dictionary); break;
                case 8 when type == CompactType.Struct: body = ReadBody(ref reader, PageType.DataV2); break;
                default: reader.Skip(type); break;
            }
        }
        length = reader.Position;
        if (kind is null || uncompressed is null or < 0 || compressed is null or < 0)
        {
            throw new ParquetException($"A page of column '{column}' has no type or no size. The file is damaged.");
        }
        if (kind == (int)PageType.Index) return new PageHeader(PageType.Index, uncompressed.Value, compressed.Value) { Crc = crc };
        if (body is null || (int)body.Type != kind || body.Values < 0)
        {
            throw new ParquetException($"A page of column '{column}' is of type {kind} without the head of that type. The file is damaged.");
        }
        return body with { Uncompressed = uncompressed.Value, Compressed = compressed.Value, Crc = crc };
    }

    private static PageHeader ReadBody(ref CompactReader reader, PageType page)
    {
        var body = new PageHeader(page, 0, 0) { Values = -1 };
        for (var id = 0; reader.NextField(ref id, out var type);)
        {
            switch (page, id)
            {
                case (_, 1): body = body with { Values = reader.ReadInt32(type) }; break;
                case (PageType.Data or PageType.Dictionary, 2): body = body with { Encoding = (Encoding)reader.ReadInt32(type) }; break;
                case (PageType.Data, 3): body = body with { DefinitionEncoding = (Encoding)reader.ReadInt32(type) }; break;
                case (PageType.Data, 4): body = body with { RepetitionEncoding = (Encoding)reader.ReadInt32(type) }; break;
                case (PageType.DataV2, 2): body = body with { Nulls = reader.ReadInt32(type) }; break;
                case (PageType.DataV2, 4): body = body with { Encoding = (Encoding)reader.ReadInt32(type) }; break;
                case (PageType.DataV2, 5): body = body with { DefinitionBytes = reader.ReadInt32(type) }; break;
                case (PageType.DataV2, 6): body = body with { RepetitionBytes = reader.ReadInt32(type) }; break;
                case (PageType.DataV2, 7): body = body with { IsCompressed = reader.ReadBoolean(type) }; break;
                default: reader.Skip(type); break;
            }
        }
        return body;
    }

    /// <summary>Bytes of the head of a first-version data page or of a dictionary page.</summary>
    public byte[] Write()
    {
        var writer = new CompactWriter();
        writer.Open();
        writer.Int32(1, (int)Type);
        writer.Int32(2, Uncompressed);
        writer.Int32(3, Compressed);
        writer.Open(Type == PageType.Dictionary ? 7 : 5);
        writer.Int32(1, Values);
        writer.Int32(2, (int)Encoding);
        if (Type == PageType.Data)
        {
            writer.Int32(3, (int)DefinitionEncoding);
            writer.Int32(4, (int)RepetitionEncoding);
        }
        writer.Close();
        writer.Close();
        return writer.ToArray();
    }
}
