using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using static TorchSharp.torch;

namespace Steering.Tensors;

/// <summary>
/// Writes tensors as torch.save does (a stored zip with one pickle of protocol 2, an OrderedDict by name), so that torch.load reads them. Equal
/// content gives equal bytes.
/// </summary>
public static class TorchWriter
{
    private static readonly DateTimeOffset Zip1980 = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static void Write(string path, IEnumerable<(string Name, Tensor Value)> tensors)
    {
        using var scope = NewDisposeScope();
        var all = tensors.Select(pair => (pair.Name, Value: pair.Value.detach().cpu().contiguous())).ToList();
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None);
        using var zip = new ZipArchive(file, ZipArchiveMode.Create);
        var root = Path.GetFileNameWithoutExtension(path);
        Add(zip, $"{root}/data.pkl", stream => stream.Write(Pickle(all)));
        Add(zip, $"{root}/byteorder", stream => stream.Write("little"u8));
        for (var i = 0; i < all.Count; i++)
        {
            var value = all[i].Value;
            Add(zip, $"{root}/data/{i}", stream => WriteBytes(stream, value));
        }
        Add(zip, $"{root}/version", stream => stream.Write("3\n"u8));
    }

    private static void Add(ZipArchive zip, string name, Action<Stream> write)
    {
        var entry = zip.CreateEntry(name, CompressionLevel.NoCompression);
        entry.LastWriteTime = Zip1980;
        using var stream = entry.Open();
        write(stream);
    }

    private static byte[] Pickle(List<(string Name, Tensor Value)> tensors)
    {
        var bytes = new PickleBytes();
        bytes.Op(0x80).Op(2).Global(PickleGlobals.OrderedDict).Op(')').Op('R').Op('(');
        for (var i = 0; i < tensors.Count; i++)
        {
            var (name, value) = tensors[i];
            bytes.Text(name).Global(PickleGlobals.RebuildTensor).Op('(');
            bytes.Op('(').Text("storage").Global(PickleGlobals.StorageName(value.dtype)).Text(i.ToString(System.Globalization.CultureInfo.InvariantCulture)).Text("cpu").Integer(value.numel()).Op('t').Op('Q');
            bytes.Integer(0).Tuple(value.shape).Tuple(Strides(value.shape)).Op(0x89).Global(PickleGlobals.OrderedDict).Op(')').Op('R').Op('t').Op('R');
        }
        return bytes.Op('u').Op('.').ToArray();
    }

    private static long[] Strides(long[] shape)
    {
        var strides = new long[shape.Length];
        for (var (i, stride) = (shape.Length - 1, 1L); i >= 0; stride *= Math.Max(1, shape[i--])) strides[i] = stride;
        return strides;
    }

    private static void WriteBytes(Stream stream, Tensor value)
    {
        const long chunkBytes = 1L << 30;
        var flat = value.view(-1);
        var step = chunkBytes / flat.element_size();
        for (long element = 0; element < flat.numel(); element += step)
        {
            using var part = flat.narrow(0, element, Math.Min(step, flat.numel() - element));
            stream.Write(part.bytes);
        }
    }

    /// <summary>The opcodes that a state dict needs.</summary>
    private sealed class PickleBytes
    {
        private readonly ArrayBufferWriter<byte> _bytes = new();

        public PickleBytes Op(int code)
        {
            _bytes.Write([(byte)code]);
            return this;
        }

        public PickleBytes Global(string name)
        {
            var dot = name.LastIndexOf('.');
            _bytes.Write(Encoding.UTF8.GetBytes($"c{name[..dot]}\n{name[(dot + 1)..]}\n"));
            return this;
        }

        public PickleBytes Text(string text)
        {
            var utf8 = Encoding.UTF8.GetBytes(text);
            Span<byte> length = stackalloc byte[4];
            BinaryPrimitives.WriteInt32LittleEndian(length, utf8.Length);
            Op('X')._bytes.Write(length);
            _bytes.Write(utf8);
            return this;
        }

        /// <summary>BININT where it fits, else LONG1 of eight bytes.</summary>
        public PickleBytes Integer(long value)
        {
            Span<byte> number = stackalloc byte[8];
            BinaryPrimitives.WriteInt64LittleEndian(number, value);
            if (value is >= int.MinValue and <= int.MaxValue) Op('J')._bytes.Write(number[..4]);
            else Op(0x8a).Op(8)._bytes.Write(number);
            return this;
        }

        public PickleBytes Tuple(long[] values)
        {
            Op('(');
            foreach (var value in values) Integer(value);
            return Op('t');
        }

        public byte[] ToArray() => _bytes.WrittenSpan.ToArray();
    }
}
