using Microsoft.Win32.SafeHandles;
using TorchSharp;
using static TorchSharp.torch;

namespace Steering.Tensors;

/// <summary>
/// An open safetensors file, or the shards that an index names: the headers are in memory, each tensor is read when it is asked for,
/// straight into its own storage.
/// </summary>
public sealed class SafetensorsFile : IWeightFile
{
    private const long ChunkBytes = 1L << 30;

    private sealed record Located(SafetensorsEntry Entry, long DataStart, SafeFileHandle File, string Path);

    private readonly List<SafeFileHandle> _files = [];
    private readonly Dictionary<string, Located> _tensors = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _metadata = new(StringComparer.Ordinal);
    private readonly List<string> _names = [];

    /// <summary>What was opened; error messages begin with it.</summary>
    public string Path { get; }

    /// <summary>All tensor names in the order of their bytes (shard by shard).</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>The text pairs that the writer left; empty if it left none.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _metadata;

    internal SafetensorsFile(string path) => Path = path;

    /// <summary>Adds one shard; <paramref name="wanted"/> null takes all of its tensors.</summary>
    internal void Add(string path, IReadOnlySet<string>? wanted)
    {
        var file = File.OpenHandle(path);
        _files.Add(file);
        var header = new SafetensorsHeader(path, file);
        foreach (var (key, value) in header.Metadata) _metadata.TryAdd(key, value);
        foreach (var (name, entry) in header.Entries.OrderBy(pair => pair.Value.Begin).ThenBy(pair => pair.Value.End))
        {
            if (wanted is not null && !wanted.Contains(name)) continue;
            _tensors.Add(name, new Located(entry, header.DataStart, file, path));
            _names.Add(name);
        }
        if (wanted?.FirstOrDefault(name => !header.Entries.ContainsKey(name)) is { } absent)
        {
            throw new InvalidDataException($"{path}: the index says that tensor '{absent}' is here, but it is not.");
        }
    }

    public bool Contains(string name) => _tensors.ContainsKey(name);

    public IReadOnlyList<long> Shape(string name) => Find(name).Entry.Shape;

    public string TypeName(string name) => DType(name).ToString();

    public SafetensorsType DType(string name) => Find(name).Entry.Type;

    /// <summary>Reads one tensor; the caller (or the caller's dispose scope) owns it.</summary>
    /// <param name="name">A name from <see cref="Names"/>.</param>
    /// <param name="dtype">The element type wanted; null keeps the file's.</param>
    /// <param name="device">Where to put it; null is the CPU.</param>
    /// <exception cref="NotSupportedException">The file's element type has no tensor type (unsigned 16-64 bit, 8-bit floats).</exception>
    public Tensor Load(string name, ScalarType? dtype = null, Device? device = null)
    {
        var located = Find(name);
        if (located.Entry.Type.ToScalarType() is not { } stored)
        {
            throw new NotSupportedException(
                $"{located.Path}: tensor '{name}' is {located.Entry.Type}, which tensors cannot hold here. Convert it to F32, BF16 or I64.");
        }
        using var scope = NewDisposeScope();
        var tensor = empty([.. located.Entry.Shape], dtype: stored, device: CPU);
        Fill(tensor, located, name);
        var wanted = dtype ?? stored;
        if (wanted != stored) tensor = tensor.to_type(wanted);
        if (device is not null && device.type != DeviceType.CPU) tensor = tensor.to(device);
        return tensor.MoveToOuterDisposeScope();
    }

    private Located Find(string name) => _tensors.TryGetValue(name, out var located)
        ? located
        : throw new KeyNotFoundException($"{Path}: there is no tensor '{name}'. It holds {ShapeCheck.Describe(this)}.");

    private static void Fill(Tensor tensor, Located located, string name)
    {
        if (located.Entry.End == located.Entry.Begin) return;
        var size = located.Entry.Type.Size();
        var flat = tensor.view(-1);
        for (long element = 0; element < flat.numel();)
        {
            var count = Math.Min(flat.numel() - element, ChunkBytes / size);
            using var part = flat.narrow(0, element, count);
            var bytes = part.bytes;
            ReadExactly(located, bytes, located.DataStart + located.Entry.Begin + (element * size));
            if (located.Entry.Type == SafetensorsType.BOOL && bytes.ContainsAnyExceptInRange((byte)0, (byte)1))
            {
                throw new InvalidDataException($"{located.Path}: tensor '{name}' is BOOL but holds bytes other than 0 and 1.");
            }
            element += count;
        }
    }

    private static void ReadExactly(Located located, Span<byte> bytes, long offset)
    {
        while (bytes.Length > 0)
        {
            var read = RandomAccess.Read(located.File, bytes, offset);
            if (read == 0) throw new EndOfStreamException($"{located.Path}: it became shorter while it was being read.");
            bytes = bytes[read..];
            offset += read;
        }
    }

    public void Dispose()
    {
        foreach (var file in _files) file.Dispose();
        _files.Clear();
        _tensors.Clear();
    }
}
