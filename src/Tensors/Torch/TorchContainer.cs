using System.Buffers.Binary;
using System.IO.Compression;
using System.Numerics;
using System.Text;

namespace Steering.Tensors;

/// <summary>What lies in a file that torch.save wrote: one value, and where its storages' bytes are.</summary>
internal abstract class TorchContainer : IDisposable
{
    public abstract object? Value { get; }

    /// <summary>Bytes of a storage, or null where the file has none of that name.</summary>
    public abstract long? Length(TorchStorage storage);

    /// <summary>A stream at the storage's first byte; the caller disposes it.</summary>
    public abstract Stream Open(TorchStorage storage);

    public abstract void Dispose();

    public static TorchContainer Of(string path)
    {
        var file = File.OpenRead(path);
        try
        {
            Span<byte> start = stackalloc byte[64];
            start = start[..file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
            file.Position = 0;
            if (start.IsEmpty) throw new InvalidDataException("the file is empty");
            if (start.StartsWith("version https://git-lfs"u8)) throw new InvalidDataException("this is a Git LFS pointer (fetch the file it points to)");
            if (start.StartsWith("<"u8)) throw new InvalidDataException("this is a web page (the download was answered by an error page)");
            return start.StartsWith("PK"u8) ? new TorchZip(file) : new TorchLegacy(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }
}

/// <summary>The zip that PyTorch writes since 1.6: <c>data.pkl</c> and <c>data/0</c>, <c>data/1</c> … below one folder of any name.</summary>
internal sealed class TorchZip : TorchContainer
{
    private const string PickleName = "/data.pkl";
    private const long LongestPickle = 1L << 28;

    private readonly ZipArchive _zip;
    private readonly string _root;

    public TorchZip(FileStream file)
    {
        _zip = Sound(() => new ZipArchive(file, ZipArchiveMode.Read));
        var pickle = Sound(() => _zip.Entries).FirstOrDefault(entry => entry.FullName.EndsWith(PickleName, StringComparison.Ordinal) && entry.FullName.Count(letter => letter == '/') == 1)
            ?? throw new InvalidDataException("the zip holds no data.pkl below its folder. Is it a TorchScript archive, or not PyTorch's at all?");
        if (pickle.Length > LongestPickle) throw new InvalidDataException($"the zip claims a data.pkl of {pickle.Length} bytes, {LongestPickle} are allowed");
        _root = pickle.FullName[..^PickleName.Length];
        if (Entry("byteorder") is { } order)
        {
            using var reader = new StreamReader(order.Open(), Encoding.ASCII);
            if (reader.ReadLine() is { } word && word != "little") throw new InvalidDataException($"its bytes are in '{word}' order; only little is read");
        }
        if (pickle.Length == 0) throw new InvalidDataException("its data.pkl is empty");
        Value = new Unpickler(new MemoryStream(Bytes(pickle))).Read();
    }

    public override object? Value { get; }

    public override long? Length(TorchStorage storage) => Entry($"data/{storage.Key}")?.Length;

    public override Stream Open(TorchStorage storage) => Entry($"data/{storage.Key}")?.Open() ?? throw new InvalidDataException($"the zip has no data/{storage.Key}");

    public override void Dispose() => _zip.Dispose();

    private ZipArchiveEntry? Entry(string name) => _zip.GetEntry($"{_root}/{name}");

    private static byte[] Bytes(ZipArchiveEntry entry)
    {
        var bytes = new byte[entry.Length];
        using var stream = Sound(entry.Open);
        stream.ReadExactly(bytes);
        return bytes;
    }

    private static T Sound<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception error) when (error is InvalidDataException or ArgumentException or IOException)
        {
            throw new InvalidDataException($"the zip is broken: {error.Message}", error);
        }
    }
}

/// <summary>The container before PyTorch 1.6: pickles of a magic number, a protocol, the machine and the value, the storages' names, then their bytes.</summary>
internal sealed class TorchLegacy : TorchContainer
{
    private const int Protocol = 1001;
    private static readonly BigInteger Magic = BigInteger.Parse("1950a86a20f9469cfc6c", System.Globalization.NumberStyles.HexNumber, System.Globalization.CultureInfo.InvariantCulture);

    private readonly FileStream _file;
    private readonly Dictionary<string, (long Begin, long Count)> _storages = new(StringComparer.Ordinal);

    public TorchLegacy(FileStream file)
    {
        _file = file;
        var unpickler = new Unpickler(file);
        if (unpickler.Read() is not BigInteger magic || magic != Magic) throw new InvalidDataException("this is a pickle or something else, and no file that torch.save wrote");
        if (unpickler.Read() is not long protocol || protocol != Protocol) throw new InvalidDataException($"its protocol is not {Protocol}");
        if (unpickler.Read() is PickleDict machine && machine.Pairs.Exists(pair => pair.Key is "little_endian" && pair.Value is false)) throw new InvalidDataException("its bytes are in big order; only little is read");
        Value = unpickler.Read();
        if (unpickler.Read() is not PickleList keys) throw new InvalidDataException("the list of its storages is missing");
        Locate(keys, ElementSizes(Value));
    }

    public override object? Value { get; }

    public override long? Length(TorchStorage storage) => _storages.TryGetValue(storage.Key, out var place) ? place.Count * TorchFile.SizeOf(storage.Type) : null;

    public override Stream Open(TorchStorage storage)
    {
        var stream = File.OpenRead(_file.Name);
        stream.Position = _storages[storage.Key].Begin;
        return stream;
    }

    public override void Dispose() => _file.Dispose();

    private void Locate(PickleList keys, Dictionary<string, long> sizes)
    {
        Span<byte> number = stackalloc byte[8];
        foreach (var key in keys.Items.OfType<string>())
        {
            if (!sizes.TryGetValue(key, out var size)) continue;
            if (_file.ReadAtLeast(number, number.Length, throwOnEndOfStream: false) < number.Length) throw new InvalidDataException($"it ends before storage '{key}'. Was the download cut?");
            var count = BinaryPrimitives.ReadInt64LittleEndian(number);
            if (count < 0 || count > (_file.Length - _file.Position) / size) throw new InvalidDataException($"storage '{key}' claims {count} elements, the file ends before them. Was the download cut?");
            _storages[key] = (_file.Position, count);
            _file.Position += count * size;
        }
    }

    private static Dictionary<string, long> ElementSizes(object? value)
    {
        var sizes = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var (_, leaf) in TorchFile.Leaves(value))
        {
            if (leaf is TorchView view) sizes[view.Storage.Key] = TorchFile.SizeOf(view.Storage.Type);
        }
        return sizes;
    }
}
