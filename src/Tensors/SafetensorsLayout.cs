using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace Steering.Tensors;

/// <summary>Where each tensor of a file to be written goes, and the header that says so.</summary>
internal sealed record SafetensorsLayout(byte[] Header, IReadOnlyList<(string Name, Tensor Value)> Ordered)
{
    private const int Alignment = 8;
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static SafetensorsLayout Of(string path, IEnumerable<(string Name, Tensor Value)> tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        var ordered = tensors
            .Select(tensor => (tensor.Name, tensor.Value, Type: TypeOf(path, tensor.Name, tensor.Value), Key: Utf8(path, tensor.Name)))
            .OrderByDescending(tensor => tensor.Type)
            .ThenBy(tensor => tensor.Key, Comparer<byte[]>.Create((left, right) => left.AsSpan().SequenceCompareTo(right)))
            .ToList();
        var names = new HashSet<string>(StringComparer.Ordinal);
        var json = new StringBuilder("{");
        AppendMetadata(json, path, metadata);
        long end = 0;
        foreach (var (name, value, type, _) in ordered)
        {
            if (!names.Add(name) || name == SafetensorsHeader.MetadataName)
            {
                throw new ArgumentException($"{path}: a tensor cannot be written as '{name}': the name is taken.", nameof(tensors));
            }
            var begin = end;
            end += value.numel() * type.Size();
            if (json.Length > 1) json.Append(',');
            Quote(json, name);
            json.Append(CultureInfo.InvariantCulture,
                $":{{\"dtype\":\"{type}\",\"shape\":[{string.Join(',', value.shape)}],\"data_offsets\":[{begin},{end}]}}");
        }
        json.Append('}');
        return new SafetensorsLayout(Padded(Utf8(path, json.ToString())), [.. ordered.Select(tensor => (tensor.Name, tensor.Value))]);
    }

    private static SafetensorsType TypeOf(string path, string name, Tensor value) =>
        value.device_type == DeviceType.META
            ? throw new ArgumentException($"{path}: tensor '{name}' is on the meta device and has no numbers to write.", nameof(value))
            : SafetensorsTypes.FromScalarType(value.dtype)
                ?? throw new ArgumentException($"{path}: tensor '{name}' is {value.dtype}, which safetensors cannot hold.", nameof(value));

    private static byte[] Utf8(string path, string text)
    {
        try
        {
            return StrictUtf8.GetBytes(text);
        }
        catch (EncoderFallbackException error)
        {
            throw new ArgumentException($"{path}: a name or metadata text holds half a surrogate pair and cannot be written as UTF-8.", nameof(text), error);
        }
    }

    private static void AppendMetadata(StringBuilder json, string path, IReadOnlyDictionary<string, string>? metadata)
    {
        if (metadata is null) return;
        Quote(json, SafetensorsHeader.MetadataName);
        json.Append(":{");
        var first = true;
        foreach (var (key, value) in metadata.OrderBy(pair => Convert.ToHexString(Utf8(path, pair.Key)), StringComparer.Ordinal))
        {
            if (!first) json.Append(',');
            first = false;
            Quote(json, key);
            json.Append(':');
            Quote(json, value);
        }
        json.Append('}');
    }

    /// <summary>JSON text with nothing escaped but what must be, as the reference writer does.</summary>
    private static void Quote(StringBuilder json, string text)
    {
        json.Append('"');
        foreach (var character in text)
        {
            switch (character)
            {
                case '"': json.Append("\\\""); break;
                case '\\': json.Append("\\\\"); break;
                case '\b': json.Append("\\b"); break;
                case '\t': json.Append("\\t"); break;
                case '\n': json.Append("\\n"); break;
                case '\f': json.Append("\\f"); break;
                case '\r': json.Append("\\r"); break;
                case < ' ': json.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}"); break;
                default: json.Append(character); break;
            }
        }
        json.Append('"');
    }

    private static byte[] Padded(byte[] json)
    {
        var length = (json.Length + Alignment - 1) / Alignment * Alignment;
        var header = new byte[sizeof(long) + length];
        BinaryPrimitives.WriteInt64LittleEndian(header, length);
        json.CopyTo(header, sizeof(long));
        header.AsSpan(sizeof(long) + json.Length).Fill((byte)' ');
        return header;
    }
}
