using static TorchSharp.torch;

namespace Steering.Tensors;

/// <summary>The door to safetensors files: opens one file or a sharded model, and writes files that depend on nothing but their content.</summary>
public static class Safetensors
{
    private const string SingleName = "model.safetensors";
    private const string IndexName = "model.safetensors.index.json";

    /// <summary>
    /// Opens a <c>.safetensors</c> file, a <c>.index.json</c> that names shards, or a folder that holds <c>model.safetensors</c> or
    /// its index.
    /// </summary>
    /// <exception cref="InvalidDataException">The file is no sound safetensors file; the message names file and reason.</exception>
    public static SafetensorsFile Open(string path)
    {
        var target = Directory.Exists(path) ? InFolder(path) : path;
        if (!File.Exists(target)) throw new FileNotFoundException($"{target}: there is no such file.", target);
        var file = new SafetensorsFile(target);
        try
        {
            if (target.EndsWith(".json", StringComparison.Ordinal)) AddShards(file, target);
            else file.Add(target, wanted: null);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Writes tensors as one file: ordered by element type (widest first), then by name, header padded to 8 bytes. Equal content gives
    /// equal bytes, whatever order the tensors come in. Bytes go from the tensor's storage to the file without a second copy.
    /// </summary>
    public static void Write(string path, IEnumerable<(string Name, Tensor Value)> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        var layout = SafetensorsLayout.Of(path, tensors, metadata);
        using var stream = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 1 << 16);
        stream.Write(layout.Header);
        foreach (var (_, value) in layout.Ordered) WriteBytes(stream, value);
    }

    private static string InFolder(string folder)
    {
        var single = Path.Combine(folder, SingleName);
        var index = Path.Combine(folder, IndexName);
        return File.Exists(single) ? single
            : File.Exists(index) ? index
            : throw new FileNotFoundException($"{folder}: it holds neither {SingleName} nor {IndexName}.", single);
    }

    private static void AddShards(SafetensorsFile file, string indexPath)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(indexPath)) ?? ".";
        foreach (var shard in WeightIndex.Read(indexPath).GroupBy(pair => pair.Value, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            file.Add(WeightIndex.Shard(indexPath, folder, shard.Key), shard.Select(pair => pair.Key).ToHashSet(StringComparer.Ordinal));
        }
    }

    private static void WriteBytes(Stream stream, Tensor value)
    {
        const long chunkBytes = 1L << 30;
        using var scope = NewDisposeScope();
        var flat = value.detach().cpu().contiguous().view(-1);
        var step = chunkBytes / flat.element_size();
        for (long element = 0; element < flat.numel(); element += step)
        {
            using var part = flat.narrow(0, element, Math.Min(step, flat.numel() - element));
            stream.Write(part.bytes);
        }
    }
}
