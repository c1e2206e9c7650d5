namespace Parquet.Format;

/// <summary>Writes a file's FileMetaData (parquet.thrift).</summary>
internal static class FooterWriter
{
    private const string CreatedBy = "steering-pipeline parquet stand-in version 1.0.0 (build closed-feed)";

    public static byte[] Write(Footer footer)
    {
        var writer = new CompactWriter();
        writer.Open();
        writer.Int32(1, 1);
        writer.List(2, CompactType.Struct, footer.Elements.Count);
        foreach (var element in footer.Elements) WriteElement(writer, element);
        writer.Int64(3, footer.Groups.Sum(group => group.Rows));
        writer.List(4, CompactType.Struct, footer.Groups.Count);
        foreach (var group in footer.Groups) WriteGroup(writer, group);
        if (footer.Metadata.Count > 0)
        {
            writer.List(5, CompactType.Struct, footer.Metadata.Count);
            foreach (var (key, value) in footer.Metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            {
                writer.Open();
                writer.Text(1, key);
                writer.Text(2, value);
                writer.Close();
            }
        }
        writer.Text(6, CreatedBy);
        writer.Close();
        return writer.ToArray();
    }

    private static void WriteElement(CompactWriter writer, Element element)
    {
        writer.Open();
        if (element.Type is { } type) writer.Int32(1, (int)type);
        if (element.Repetition is { } repetition) writer.Int32(3, (int)repetition);
        writer.Text(4, element.Name);
        if (element.Type is null) writer.Int32(5, element.Children);
        if (element.Converted is { } converted) writer.Int32(6, (int)converted);
        if (element.Logical is { } logical)
        {
            writer.Open(10);
            writer.Open((int)logical.Kind);
            if (logical.Kind == LogicalKind.Integer)
            {
                writer.Int8(1, (sbyte)logical.BitWidth);
                writer.Boolean(2, logical.Signed);
            }
            writer.Close();
            writer.Close();
        }
        writer.Close();
    }

    private static void WriteGroup(CompactWriter writer, GroupInfo group)
    {
        writer.Open();
        writer.List(1, CompactType.Struct, group.Chunks.Count);
        foreach (var chunk in group.Chunks) WriteChunk(writer, chunk);
        writer.Int64(2, group.Chunks.Sum(chunk => chunk.Uncompressed));
        writer.Int64(3, group.Rows);
        writer.Close();
    }

    private static void WriteChunk(CompactWriter writer, ChunkInfo chunk)
    {
        writer.Open();
        writer.Int64(2, chunk.Start);
        writer.Open(3);
        writer.Int32(1, (int)chunk.Type);
        writer.List(2, CompactType.Int32, chunk.Encodings.Count);
        foreach (var encoding in chunk.Encodings) writer.Int32Element((int)encoding);
        writer.List(3, CompactType.Binary, chunk.Path.Count);
        foreach (var part in chunk.Path) writer.TextElement(part);
        writer.Int32(4, (int)chunk.Codec);
        writer.Int64(5, chunk.Values);
        writer.Int64(6, chunk.Uncompressed);
        writer.Int64(7, chunk.Compressed);
        writer.Int64(9, chunk.DataOffset);
        if (chunk.DictionaryOffset is { } dictionary) writer.Int64(11, dictionary);
        if (chunk.NullCount is { } nulls)
        {
            writer.Open(12);
            writer.Int64(3, nulls);
            writer.Close();
        }
        writer.Close();
        writer.Close();
    }
}
