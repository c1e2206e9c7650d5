using System.Text.Json;
using Steering.Models;
using Steering.Tensors;
using static TorchSharp.torch;

namespace Steering.Peft;

/// <summary>
/// A trained adapter in one self-describing safetensors file: the weights that were trained (the connector's among them), and in its
/// metadata the method, the method's parameters and the fingerprint of the language model it belongs to.
/// </summary>
public static class AdapterFile
{
    private const string MethodKey = "method";
    private const string ParametersKey = "parameters";
    private const string BaseKey = "base";

    public static void Save(string path, Grafted grafted)
    {
        using var scope = NewDisposeScope();
        var metadata = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            [MethodKey] = grafted.Method.GetType().Name,
            [ParametersKey] = Parameters(grafted.Method),
            [BaseKey] = grafted.BaseFingerprint,
        };
        Safetensors.Write(path, grafted.All.Select(trained => (trained.Name, (Tensor)trained.Parameter)), metadata);
    }

    /// <summary>The method a file was trained with.</summary>
    public static IPeftMethod ReadMethod(string path)
    {
        using var file = Safetensors.Open(path);
        return Method(path, file);
    }

    /// <summary>
    /// Grafts the method onto a fresh model and fills it with the file's weights. The method is the caller's to name, so that a stage's code
    /// leads to the method it runs and to no other; <see cref="ReadMethod"/> finds out what an unknown file holds.
    /// </summary>
    /// <exception cref="InvalidDataException">The adapter belongs to another base (both fingerprints are named), or was trained by another method.</exception>
    public static Grafted Load(string path, Llava model, IPeftMethod method)
    {
        using var file = Safetensors.Open(path);
        var (found, parameters) = (Value(path, file, MethodKey), Value(path, file, ParametersKey));
        if (found != method.GetType().Name || parameters != Parameters(method))
            throw new InvalidDataException($"{path}: it was trained by {found} {parameters}, not by {method.GetType().Name} {Parameters(method)}. Name the method it was trained by.");
        var grafted = Grafting.Apply(model, method, seed: 0);
        Fill(path, file, grafted);
        return grafted;
    }

    private static void Fill(string path, SafetensorsFile file, Grafted grafted)
    {
        var wanted = Value(path, file, BaseKey);
        if (wanted != grafted.BaseFingerprint)
        {
            throw new InvalidDataException(
                $"{path}: it was trained on a language model with fingerprint {wanted}, this one has {grafted.BaseFingerprint}. Load the model it was trained on.");
        }
        var all = grafted.All.ToList();
        ShapeCheck.Require(file, all.Select(trained => (trained.Name, (IReadOnlyList<long>)trained.Parameter.shape)), $"a {grafted.Method.Name} adapter");
        using var _ = no_grad();
        foreach (var trained in all)
        {
            using var value = file.Load(trained.Name, trained.Parameter.dtype);
            trained.Parameter.copy_(value);
        }
    }

    private static IPeftMethod Method(string path, SafetensorsFile file)
    {
        var name = Value(path, file, MethodKey);
        var type = Array.Find(typeof(IPeftMethod).Assembly.GetTypes(), type => type.Name == name && type.IsAssignableTo(typeof(IPeftMethod)) && !type.IsAbstract)
            ?? throw new InvalidDataException($"{path}: its method '{name}' is not known here. Was it written by a newer version?");
        try
        {
            return (IPeftMethod)(JsonSerializer.Deserialize(Value(path, file, ParametersKey), type)
                ?? throw new InvalidDataException($"{path}: the parameters of its method are empty."));
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"{path}: the parameters of its method are no JSON for {name}: {error.Message}", error);
        }
    }

    /// <summary>The method's parameters as JSON, names in order; by run-time type, so that no two methods look alike.</summary>
    private static string Parameters(IPeftMethod method)
    {
        using var document = JsonSerializer.SerializeToDocument(method, method.GetType());
        return JsonSerializer.Serialize(document.RootElement.EnumerateObject()
            .Where(field => field.Name != nameof(IPeftMethod.Name))
            .OrderBy(field => field.Name, StringComparer.Ordinal)
            .ToDictionary(field => field.Name, field => field.Value.Clone(), StringComparer.Ordinal));
    }

    private static string Value(string path, SafetensorsFile file, string key) => file.Metadata.TryGetValue(key, out var value)
        ? value
        : throw new InvalidDataException($"{path}: its metadata has no '{key}'. It is no adapter of this project.");
}
