using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.Win32.SafeHandles;

namespace Steering.Tensors;

/// <summary>One tensor's line in a header: its type, shape and byte range, counted from the first byte after the header.</summary>
internal sealed record SafetensorsEntry(SafetensorsType Type, IReadOnlyList<long> Shape, long Begin, long End);

/// <summary>
/// The header of one safetensors file, believed only after every number in it agrees with the file's length: tensors cover the data
/// exactly, without hole or overlap, and nothing is allocated by a size that the file merely claims.
/// </summary>
internal sealed class SafetensorsHeader
{
    /// <summary>The reference library refuses longer headers, and so does every other reader.</summary>
    private const long HeaderLimit = 100_000_000;
    private const int LengthBytes = 8;
    /// <summary>More dimensions than libtorch's iterators take.</summary>
    private const int RankLimit = 64;
    public const string MetadataName = "__metadata__";

    private readonly string _path;
    private readonly Dictionary<string, SafetensorsEntry> _entries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _metadata = new(StringComparer.Ordinal);
    private bool _sawMetadata;

    public IReadOnlyDictionary<string, SafetensorsEntry> Entries => _entries;
    public IReadOnlyDictionary<string, string> Metadata => _metadata;
    public long DataStart { get; }

    public SafetensorsHeader(string path, SafeFileHandle file)
    {
        _path = path;
        var length = RandomAccess.GetLength(file);
        var start = ReadAt(file, 0, (int)Math.Min(length, 64));
        if (ForeignFormat(start) is { } foreign) throw Bad($"this is {foreign}, not a safetensors file");
        if (length < LengthBytes) throw Bad($"it has {length} bytes, a header alone takes more. Was the download cut?");
        var headerLength = BinaryPrimitives.ReadUInt64LittleEndian(start);
        if (headerLength > HeaderLimit) throw Bad($"it claims a header of {headerLength} bytes; the format's limit is {HeaderLimit}");
        if (LengthBytes + (long)headerLength > length)
        {
            throw Bad($"it claims a header of {headerLength} bytes but ends after {length}. Was the download cut?");
        }
        DataStart = LengthBytes + (long)headerLength;
        var json = ReadAt(file, LengthBytes, (int)headerLength);
        if (!Utf8.IsValid(json)) throw Bad("its header is not UTF-8");
        try
        {
            Parse(json);
        }
        catch (JsonException error)
        {
            throw Bad($"its header is not the JSON of a safetensors file: {error.Message}");
        }
        catch (InvalidOperationException error)
        {
            throw Bad($"its header holds a value of the wrong kind: {error.Message}");
        }
        CheckCoverage(length - DataStart);
    }

    private static byte[] ReadAt(SafeFileHandle file, long offset, int count)
    {
        var bytes = new byte[count];
        var got = 0;
        while (got < count)
        {
            var read = RandomAccess.Read(file, bytes.AsSpan(got), offset + got);
            if (read == 0) throw new EndOfStreamException($"The file ended {count - got} bytes early while it was being read.");
            got += read;
        }
        return bytes;
    }

    private static string? ForeignFormat(ReadOnlySpan<byte> start) =>
        start.StartsWith("version https://git-lfs"u8) ? "a Git LFS pointer (fetch the file it points to)"
        : start.StartsWith("<!"u8) || start.StartsWith("<html"u8) ? "a web page (the download was answered by an error page)"
        : start.StartsWith("PK\u0003\u0004"u8) ? "a zip archive, probably PyTorch's (convert it to safetensors)"
        : IsPickle(start) ? "a Python pickle (convert it to safetensors)"
        : null;

    /// <summary>A protocol from 2 to 5, and then something: a header of 640 bytes begins with the same two bytes, but its length's upper half is 0.</summary>
    private static bool IsPickle(ReadOnlySpan<byte> start) =>
        start.Length > 1 && start[0] == 0x80 && start[1] is >= 2 and <= 5
        && (start.Length < LengthBytes || start[4..LengthBytes].ContainsAnyExcept((byte)0));

    private void Parse(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) throw Bad("its header is no JSON object");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString() ?? "";
            reader.Read();
            if (name == MetadataName) ReadMetadata(ref reader);
            else if (!_entries.TryAdd(name, ReadEntry(ref reader, name))) throw Bad($"tensor '{name}' is there twice");
        }
        if (reader.Read()) throw Bad("text follows its header object");
    }

    private void ReadMetadata(ref Utf8JsonReader reader)
    {
        if (_sawMetadata) throw Bad($"{MetadataName} is there twice");
        _sawMetadata = true;
        if (reader.TokenType == JsonTokenType.Null) return;
        if (reader.TokenType != JsonTokenType.StartObject) throw Bad($"{MetadataName} is no JSON object");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = reader.GetString() ?? "";
            reader.Read();
            if (reader.TokenType != JsonTokenType.String) throw Bad($"{MetadataName} '{key}' is not text");
            _metadata[key] = reader.GetString() ?? "";
        }
    }

    private SafetensorsEntry ReadEntry(ref Utf8JsonReader reader, string name)
    {
        if (reader.TokenType != JsonTokenType.StartObject) throw Bad($"tensor '{name}' is described by no JSON object");
        SafetensorsType? type = null;
        List<long>? shape = null, offsets = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = reader.GetString();
            reader.Read();
            switch (key)
            {
                case "dtype": type = ReadType(ref reader, name); break;
                case "shape": shape = ReadCounts(ref reader, name, "shape", RankLimit); break;
                case "data_offsets": offsets = ReadCounts(ref reader, name, "data_offsets", 2); break;
                default: reader.Skip(); break;
            }
        }
        if (type is null || shape is null || offsets is null)
        {
            throw Bad($"tensor '{name}' lacks {(type is null ? "dtype" : shape is null ? "shape" : "data_offsets")}");
        }
        if (offsets.Count != 2) throw Bad($"tensor '{name}' has {offsets.Count} data_offsets instead of 2");
        var entry = new SafetensorsEntry(type.Value, shape, offsets[0], offsets[1]);
        CheckSize(name, entry);
        return entry;
    }

    private SafetensorsType ReadType(ref Utf8JsonReader reader, string name)
    {
        if (reader.TokenType != JsonTokenType.String) throw Bad($"the dtype of tensor '{name}' is not text");
        var text = reader.GetString() ?? "";
        return Enum.TryParse(text, out SafetensorsType type) && Enum.GetName(type) == text
            ? type
            : throw Bad($"tensor '{name}' has dtype '{text}'; known are {string.Join(", ", Enum.GetNames<SafetensorsType>())}");
    }

    private List<long> ReadCounts(ref Utf8JsonReader reader, string name, string what, int limit)
    {
        if (reader.TokenType != JsonTokenType.StartArray) throw Bad($"{what} of tensor '{name}' is no list");
        var counts = new List<long>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out var count) || count < 0)
            {
                throw Bad($"{what} of tensor '{name}' holds something else than whole numbers from 0 to 2^63 - 1");
            }
            if (counts.Count == limit) throw Bad($"{what} of tensor '{name}' has more than {limit} numbers");
            counts.Add(count);
        }
        return counts;
    }

    private void CheckSize(string name, SafetensorsEntry entry)
    {
        long bytes = entry.Type.Size();
        try
        {
            foreach (var dimension in entry.Shape) bytes = checked(bytes * dimension);
        }
        catch (OverflowException)
        {
            throw Bad($"tensor '{name}' of shape [{string.Join(", ", entry.Shape)}] has more than 2^63 bytes");
        }
        if (entry.End - entry.Begin != bytes)
        {
            throw Bad($"tensor '{name}' is {entry.Type} [{string.Join(", ", entry.Shape)}] = {bytes} bytes, "
                + $"but its range {entry.Begin}..{entry.End} holds {entry.End - entry.Begin}");
        }
    }

    private void CheckCoverage(long dataLength)
    {
        long covered = 0;
        foreach (var (name, entry) in _entries.OrderBy(pair => pair.Value.Begin).ThenBy(pair => pair.Value.End))
        {
            if (entry.Begin != covered)
            {
                throw Bad($"tensor '{name}' begins at byte {entry.Begin} where {covered} is due: tensors overlap or leave a hole");
            }
            covered = entry.End;
        }
        if (covered != dataLength)
        {
            throw Bad($"its tensors take {covered} bytes, the file has {dataLength} behind its header. "
                + (covered > dataLength ? "Was the download cut?" : "Something was appended to it."));
        }
    }

    private InvalidDataException Bad(string reason) => new($"{_path}: {reason}.");
}
