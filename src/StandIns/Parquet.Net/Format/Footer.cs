namespace Parquet.Format;

internal enum PhysicalType
{
    Boolean = 0,
    Int32 = 1,
    Int64 = 2,
    Int96 = 3,
    Float = 4,
    Double = 5,
    ByteArray = 6,
    FixedLengthByteArray = 7,
}

internal enum Repetition
{
    Required = 0,
    Optional = 1,
    Repeated = 2,
}

internal enum Encoding
{
    PLAIN = 0,
    PLAIN_DICTIONARY = 2,
    RLE = 3,
    BIT_PACKED = 4,
    DELTA_BINARY_PACKED = 5,
    DELTA_LENGTH_BYTE_ARRAY = 6,
    DELTA_BYTE_ARRAY = 7,
    RLE_DICTIONARY = 8,
    BYTE_STREAM_SPLIT = 9,
}

internal enum ConvertedType
{
    Utf8 = 0,
    Map = 1,
    MapKeyValue = 2,
    List = 3,
    Enum = 4,
    Decimal = 5,
    Date = 6,
    TimeMillis = 7,
    TimeMicros = 8,
    TimestampMillis = 9,
    TimestampMicros = 10,
    UInt8 = 11,
    UInt16 = 12,
    UInt32 = 13,
    UInt64 = 14,
    Int8 = 15,
    Int16 = 16,
    Int32 = 17,
    Int64 = 18,
    Json = 19,
    Bson = 20,
    Interval = 21,
}

internal enum LogicalKind
{
    String = 1,
    Map = 2,
    List = 3,
    Enum = 4,
    Decimal = 5,
    Date = 6,
    Time = 7,
    Timestamp = 8,
    Integer = 10,
    Unknown = 11,
    Json = 12,
    Bson = 13,
    Uuid = 14,
    Float16 = 15,
    Variant = 16,
    Geometry = 17,
    Geography = 18,
}

internal enum ClockUnit
{
    Millis = 1,
    Micros = 2,
    Nanos = 3,
}

/// <summary>The annotation of a column beyond its physical type.</summary>
internal sealed record Logical(LogicalKind Kind)
{
    public int Scale { get; init; }

    public int Precision { get; init; }

    public bool AdjustedToUtc { get; init; }

    public ClockUnit Unit { get; init; }

    public int BitWidth { get; init; }

    public bool Signed { get; init; }
}

/// <summary>One node of the schema, in the file's depth-first order.</summary>
internal sealed record Element(string Name)
{
    public PhysicalType? Type { get; init; }

    public int TypeLength { get; init; }

    public Repetition? Repetition { get; init; }

    public int Children { get; init; }

    public ConvertedType? Converted { get; init; }

    public int Scale { get; init; }

    public int Precision { get; init; }

    public Logical? Logical { get; init; }
}

/// <summary>Where a column chunk lies and how it is packed.</summary>
internal sealed record ChunkInfo(PhysicalType Type, IReadOnlyList<string> Path, CompressionMethod Codec, long Values, long Compressed, long DataOffset)
{
    public long? DictionaryOffset { get; init; }

    public long Uncompressed { get; init; }

    public IReadOnlyList<Encoding> Encodings { get; init; } = [];

    public long? NullCount { get; init; }

    public long Start => DictionaryOffset is > 0 and var offset && offset < DataOffset ? offset : DataOffset;
}

internal sealed record GroupInfo(IReadOnlyList<ChunkInfo> Chunks, long Rows);

/// <summary>All that a file says about itself.</summary>
internal sealed record Footer(IReadOnlyList<Element> Elements, IReadOnlyList<GroupInfo> Groups, IReadOnlyDictionary<string, string> Metadata);
