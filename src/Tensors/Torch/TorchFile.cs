using System.Globalization;
using TorchSharp;
using static TorchSharp.torch;

namespace Steering.Tensors;

/// <summary>
/// An open file that torch.save wrote (zip or the container before PyTorch 1.6), or the shards that an index names. Names of nested values are
/// joined by '/'. The pickle inside is read as data: nothing in it is ever run.
/// </summary>
public sealed class TorchFile : IWeightFile
{
    private const string SingleName = "pytorch_model.bin";
    private const string IndexName = "pytorch_model.bin.index.json";
    private const int DeepestNesting = 100;
    private const int MostLeaves = 1 << 20;
    private const long ChunkBytes = 1L << 30;

    private sealed record Located(TorchView View, TorchContainer Container, string Path);

    private readonly List<TorchContainer> _containers = [];
    private readonly Dictionary<string, Located> _tensors = new(StringComparer.Ordinal);
    private readonly Dictionary<string, object?> _others = new(StringComparer.Ordinal);
    private readonly List<string> _names = [];

    private TorchFile(string path) => Path = path;

    public string Path { get; }

    /// <summary>All tensor names in the file's order.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>What is no tensor: numbers, texts, truth values, null.</summary>
    public IReadOnlyDictionary<string, object?> Others => _others;

    /// <exception cref="InvalidDataException">The file is not sound or names what it should not; the message says where and what.</exception>
    public static TorchFile Open(string path)
    {
        if (!File.Exists(path)) throw new FileNotFoundException($"{path}: there is no such file.", path);
        var file = new TorchFile(path);
        try
        {
            if (path.EndsWith(".json", StringComparison.Ordinal)) file.AddShards();
            else file.Add(path, wanted: null);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The weights of a folder in this container, or null.</summary>
    internal static string? InFolder(string folder) =>
        new[] { SingleName, IndexName }.Select(name => System.IO.Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    public bool Contains(string name) => _tensors.ContainsKey(name);

    public IReadOnlyList<long> Shape(string name) => Find(name).View.Size;

    public string TypeName(string name) => SafetensorsTypes.FromScalarType(Find(name).View.Storage.Type)?.ToString() ?? "?";

    public Tensor Load(string name, ScalarType? dtype = null, Device? device = null)
    {
        var located = Find(name);
        var (storage, view) = (located.View.Storage, located.View);
        using var scope = NewDisposeScope();
        var flat = empty([storage.Count], dtype: storage.Type, device: CPU);
        try
        {
            using var stream = located.Container.Open(storage);
            Fill(flat, stream);
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException)
        {
            throw new InvalidDataException($"{located.Path}: storage data/{storage.Key} of tensor '{name}' cannot be read: {error.Message}", error);
        }
        var tensor = flat.as_strided([.. view.Size], [.. view.Stride], view.Offset).contiguous();
        if ((dtype ?? storage.Type) != storage.Type) tensor = tensor.to_type(dtype ?? storage.Type);
        if (device is not null && device.type != DeviceType.CPU) tensor = tensor.to(device);
        return tensor.MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        foreach (var container in _containers) container.Dispose();
        _containers.Clear();
        _tensors.Clear();
    }

    internal static long SizeOf(ScalarType type) => SafetensorsTypes.FromScalarType(type)?.Size() ?? 1;

    /// <summary>Everything in a nested value that is no container, by its path.</summary>
    internal static IEnumerable<(string Name, object? Value)> Leaves(object? value)
    {
        if (value is not PickleDict) throw new InvalidDataException("its value is no dict of tensors");
        var open = new Stack<(string Name, object? Value, int Depth)>([("", value, 0)]);
        for (var seen = 0; open.Count > 0; seen++)
        {
            var (name, at, depth) = open.Pop();
            if (depth > DeepestNesting || seen > MostLeaves) throw new InvalidDataException($"'{name}' lies too deep: a dict of tensors has {DeepestNesting} levels and {MostLeaves} entries at most");
            var inside = at switch
            {
                PickleDict dict => dict.Pairs.Select(pair => (Key: Convert.ToString(pair.Key, CultureInfo.InvariantCulture), pair.Value)),
                PickleList list => list.Items.Select((item, i) => (Key: (string?)i.ToString(CultureInfo.InvariantCulture), item)),
                _ => null,
            };
            if (inside is null) yield return (name, at);
            else foreach (var (key, item) in inside.Reverse()) open.Push((name.Length == 0 ? key ?? "" : $"{name}/{key}", item, depth + 1));
        }
    }

    private void Add(string path, HashSet<string>? wanted)
    {
        try
        {
            var container = TorchContainer.Of(path);
            _containers.Add(container);
            foreach (var (name, value) in Leaves(container.Value))
            {
                if (wanted is not null && !wanted.Contains(name)) continue;
                if (value is TorchView view) Add(name, new Located(view, container, path));
                else _others[name] = value;
            }
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException or NotSupportedException or ArgumentException or OverflowException)
        {
            throw new InvalidDataException($"{path}: {error.Message.TrimEnd('.')}.", error);
        }
        if (wanted?.FirstOrDefault(name => !Contains(name)) is { } absent) throw new InvalidDataException($"{path}: the index says that tensor '{absent}' is here, but it is not.");
    }

    private void Add(string name, Located located)
    {
        var (storage, view) = (located.View.Storage, located.View);
        if (located.Container.Length(storage) is not { } bytes) throw new InvalidDataException($"tensor '{name}' looks into data/{storage.Key}, which is not there");
        if (storage.Count > long.MaxValue / 8 || bytes != storage.Count * SizeOf(storage.Type)) throw new InvalidDataException($"data/{storage.Key} of tensor '{name}' has {bytes} bytes, {storage.Count} elements of {storage.Type} were announced");
        if (view.Fault() is { } fault) throw new InvalidDataException($"tensor '{name}' is impossible: {fault}");
        if (!_tensors.TryAdd(name, located)) throw new InvalidDataException($"tensor '{name}' is there twice");
        _names.Add(name);
    }

    private void AddShards()
    {
        var folder = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path)) ?? ".";
        foreach (var shard in WeightIndex.Read(Path).GroupBy(pair => pair.Value, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            Add(WeightIndex.Shard(Path, folder, shard.Key), shard.Select(pair => pair.Key).ToHashSet(StringComparer.Ordinal));
        }
    }

    private Located Find(string name) => _tensors.TryGetValue(name, out var located)
        ? located
        : throw new KeyNotFoundException($"{Path}: there is no tensor '{name}'. It holds {_tensors.Count}, the first is '{_names.FirstOrDefault()}'.");

    private static void Fill(Tensor flat, Stream stream)
    {
        var step = ChunkBytes / flat.element_size();
        for (long element = 0; element < flat.numel(); element += step)
        {
            using var part = flat.narrow(0, element, Math.Min(step, flat.numel() - element));
            stream.ReadExactly(part.bytes);
        }
        if (flat.dtype == ScalarType.Bool && flat.numel() > 0 && flat.bytes.ContainsAnyExceptInRange((byte)0, (byte)1)) throw new InvalidDataException("it is Bool but holds bytes other than 0 and 1");
    }
}
