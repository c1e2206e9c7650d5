using System.Text.Json;

namespace Steering.Tensors;

/// <summary>The index of a sharded model: which tensor lies in which file beside it.</summary>
internal static class WeightIndex
{
    public static Dictionary<string, string> Read(string indexPath)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(indexPath));
            var map = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var pair in document.RootElement.GetProperty("weight_map").EnumerateObject())
            {
                if (!map.TryAdd(pair.Name, pair.Value.GetString() ?? ""))
                {
                    throw new InvalidDataException($"{indexPath}: weight_map names tensor '{pair.Name}' twice.");
                }
            }
            return map;
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new InvalidDataException($"{indexPath}: it is no index of shards (an object 'weight_map' of texts): {error.Message}", error);
        }
    }

    /// <summary>Path of a shard; it lies beside the index and nowhere else.</summary>
    public static string Shard(string indexPath, string folder, string name)
    {
        if (name.Length == 0 || name != Path.GetFileName(name) || name is "." or "..")
        {
            throw new InvalidDataException($"{indexPath}: shard '{name}' is no plain file name.");
        }
        var path = Path.Combine(folder, name);
        return File.Exists(path) ? path : throw new FileNotFoundException($"{indexPath}: shard '{name}' is not beside it. Fetch every shard.", path);
    }
}
