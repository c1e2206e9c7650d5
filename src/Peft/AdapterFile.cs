using Steering.Models;
using Steering.Tensors;
using static TorchSharp.torch;

namespace Steering.Peft;

/// <summary>What an adapter file says of itself.</summary>
/// <param name="Base">Fingerprint of the language model it was trained on.</param>
/// <param name="Vision">Fingerprint of the vision tower, where that was tuned too; else empty.</param>
/// <param name="Connector">Kind of connector whose weights it holds.</param>
/// <param name="Template">How conversations were written for it, as the one who trained it wrote it down; empty if nobody did.</param>
/// <param name="Positions">Which visual tokens its method edits; empty if none.</param>
public sealed record AdapterDescription(IPeftMethod Method, string Base, string Vision, string Connector, string Template, string Positions);

/// <summary>
/// A tuned model in one self-describing safetensors file: the weights that were trained (the connector's among them) and those that go with
/// them, and in its metadata the method, its parameters, the positions it edits, the chat template and the fingerprints of the base.
/// </summary>
public static class AdapterFile
{
    private const string MethodKey = "method";
    private const string ParametersKey = "parameters";
    private const string BaseKey = "base";
    private const string VisionKey = "vision";
    private const string ConnectorKey = "connector";
    private const string TemplateKey = "template";
    private const string PositionsKey = "positions";

    /// <param name="template">How conversations are written for this model, as text.</param>
    public static void Save(string path, Grafted grafted, string template = "")
    {
        using var scope = NewDisposeScope();
        var metadata = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            [MethodKey] = MethodText.Name(grafted.Method),
            [ParametersKey] = MethodText.Parameters(grafted.Method),
            [BaseKey] = grafted.BaseFingerprint,
            [VisionKey] = grafted.VisionFingerprint,
            [ConnectorKey] = grafted.ConnectorKind,
            [TemplateKey] = template,
            [PositionsKey] = grafted.Method.Positions,
        };
        Safetensors.Write(path, grafted.All.Concat(grafted.Still).Select(one => (one.Name, (Tensor)one.Parameter)), metadata);
    }

    /// <summary>What a file says of itself; no weight is read.</summary>
    public static AdapterDescription Describe(string path)
    {
        using var file = Safetensors.Open(path);
        return Describe(path, file);
    }

    /// <summary>How conversations were written for a file; empty if nobody wrote it down. Nothing else of it is read.</summary>
    public static string ReadTemplate(string path)
    {
        using var file = Safetensors.Open(path);
        return Value(file, TemplateKey);
    }

    /// <summary>The method a file was trained with.</summary>
    public static IPeftMethod ReadMethod(string path) => Describe(path).Method;

    /// <summary>
    /// Grafts the method onto a fresh model and fills it with the file's weights. The method is the caller's to name, so that a stage's code
    /// leads to the method it runs and to no other; <see cref="ReadMethod"/> finds out what an unknown file holds.
    /// </summary>
    /// <exception cref="InvalidDataException">The adapter belongs to another base (both fingerprints are named), or was trained by another method.</exception>
    public static Grafted Load(string path, Llava model, IPeftMethod method)
    {
        using var file = Safetensors.Open(path);
        Require(path, "connector", Value(file, ConnectorKey), model.Connector.Kind);
        var (found, parameters) = (Value(file, MethodKey), Value(file, ParametersKey));
        if (found != MethodText.Name(method) || parameters != MethodText.Parameters(method))
        {
            throw new InvalidDataException(
                $"{path}: it was trained by {found} {parameters}, not by {MethodText.Name(method)} {MethodText.Parameters(method)}. Name the method it was trained by.");
        }
        var grafted = Grafting.Apply(model, method, seed: 0);
        Require(path, "language model with fingerprint", Value(file, BaseKey), grafted.BaseFingerprint);
        Require(path, "vision tower with fingerprint", Value(file, VisionKey), grafted.VisionFingerprint);
        Fill(file, grafted);
        return grafted;
    }

    /// <summary>Copies a file's tensors into what was grafted, after checking every name and shape.</summary>
    private static void Fill(SafetensorsFile file, Grafted grafted)
    {
        var all = grafted.All.Concat(grafted.Still).ToList();
        ShapeCheck.Require(file, all.Select(one => (one.Name, (IReadOnlyList<long>)one.Parameter.shape)), $"a {grafted.Method.Name} adapter");
        using var _ = no_grad();
        foreach (var one in all)
        {
            using var value = file.Load(one.Name, one.Parameter.dtype);
            one.Parameter.copy_(value);
        }
    }

    private static AdapterDescription Describe(string path, SafetensorsFile file) => new(
        MethodReader.Read(path, Value(file, MethodKey), Value(file, ParametersKey)),
        Value(file, BaseKey), Value(file, VisionKey), Value(file, ConnectorKey), Value(file, TemplateKey), Value(file, PositionsKey));

    private static string Value(SafetensorsFile file, string key) => file.Metadata.TryGetValue(key, out var value)
        ? value
        : throw new InvalidDataException($"{file.Path}: its metadata has no '{key}'. It is no adapter of this project, or of an older version.");

    private static void Require(string path, string what, string wanted, string found)
    {
        if (wanted != found) throw new InvalidDataException($"{path}: it was trained on a {what} {wanted}, this model has {found}. Load the model it was trained on.");
    }
}
