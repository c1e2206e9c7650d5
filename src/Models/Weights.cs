using System.Security.Cryptography;
using System.Text;
using Steering.Tensors;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Steering.Models;

/// <summary>Makes, loads, saves and fingerprints the weights of a module by their published names.</summary>
public static class Weights
{
    /// <summary>The component under which a grafted edit hangs below its place; base weights never contain it.</summary>
    public const string EditName = "edit";

    /// <summary>The component name of the n-th edit at one place.</summary>
    internal static string EditNumber(int number) => number == 0 ? EditName : $"{EditName}_{number + 1}";

    /// <summary>True for a name within a module that belongs to a grafted edit.</summary>
    public static bool IsEdit(string name) => Array.Exists(name.Split('.'), part =>
        part == EditName || (part.StartsWith(EditName + "_", StringComparison.Ordinal) && part.AsSpan(EditName.Length + 1).ContainsAnyExceptInRange('0', '9') is false));

    /// <summary>An uninitialised parameter that outlives any dispose scope; on the meta device it has a shape and no memory.</summary>
    public static Parameter Fresh(long[] shape, Device device)
    {
        var parameter = new Parameter(empty(shape, dtype: ScalarType.Float32, device: device));
        parameter.DetachFromDisposeScope();
        return parameter;
    }

    /// <summary>
    /// Torch's default for linear and convolution weights, U(±1/√fan_in) for weight and bias alike; norms become 1 and 0; embeddings N(0, 1).
    /// Drawn from the global generator in the order of names: seed it first.
    /// </summary>
    public static void InitialiseAsTorch(nn.Module module)
    {
        using var _ = no_grad();
        foreach (var (_, part) in module.named_modules().OrderBy(pair => pair.Item1, StringComparer.Ordinal))
        {
            using var scope = NewDisposeScope();
            var own = part.named_parameters(recurse: false).ToDictionary(pair => pair.Item1, pair => pair.Item2, StringComparer.Ordinal);
            if (!own.TryGetValue("weight", out var weight)) continue;
            own.TryGetValue("bias", out var bias);
            if (part is TokenTable) weight.normal_();
            else if (weight.dim() == 1)
            {
                weight.fill_(1);
                bias?.zero_();
            }
            else
            {
                var bound = 1 / Math.Sqrt(weight.numel() / weight.size(0));
                weight.uniform_(-bound, bound);
                bias?.uniform_(-bound, bound);
            }
        }
        foreach (var part in module.named_modules().OrderBy(pair => pair.Item1, StringComparer.Ordinal).Select(pair => pair.Item2).OfType<IDrawsItself>()) part.Draw();
    }

    /// <summary>Draws a parameter from U(−bound, bound) with the global generator; on the meta device there is nothing to draw.</summary>
    public static void Uniform(Parameter parameter, double bound)
    {
        if (parameter.device.type == DeviceType.META) return;
        using var _ = no_grad();
        parameter.uniform_(-bound, bound);
    }

    /// <summary>Draws a parameter from N(0, deviation²) with the global generator; on the meta device there is nothing to draw.</summary>
    public static void Normal(Parameter parameter, double deviation)
    {
        if (parameter.device.type == DeviceType.META) return;
        using var _ = no_grad();
        parameter.normal_(0, deviation);
    }

    /// <summary>Sets every entry of a parameter to one value.</summary>
    public static void Fill(Parameter parameter, double value)
    {
        if (parameter.device.type == DeviceType.META) return;
        using var _ = no_grad();
        parameter.fill_(value);
    }

    /// <summary>Parameters and buffers of a module by name, without what methods grafted.</summary>
    public static IEnumerable<(string Name, Tensor Value)> Base(nn.Module module) => module.state_dict()
        .Where(pair => !IsEdit(pair.Key))
        .OrderBy(pair => pair.Key, StringComparer.Ordinal)
        .Select(pair => (pair.Key, pair.Value));

    /// <summary>Copies a file's tensors into the module, after checking every name and shape.</summary>
    /// <param name="module">What is to be filled.</param>
    /// <param name="file">The opened weights.</param>
    /// <param name="model">What the error message calls the module.</param>
    /// <param name="prefix">What stands before the module's own names in the file.</param>
    /// <param name="ignoreUnexpected">True if the file may hold more.</param>
    /// <param name="mayHold">Names the file may hold beside the module's; null for none.</param>
    public static void Load(
        nn.Module module, IWeightFile file, string model, string prefix = "", bool ignoreUnexpected = false, Func<string, bool>? mayHold = null)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        foreach (var (name, value) in Require(module, file, model, prefix, ignoreUnexpected, mayHold))
        {
            using var read = file.Load(prefix + name, value.dtype);
            value.copy_(read);
        }
    }

    /// <summary>Checks every name and shape of a file against the module, which may be on the meta device: headers are read, no weight.</summary>
    /// <exception cref="InvalidDataException">They do not go together; the message names what is missing, too much or of another shape.</exception>
    internal static IReadOnlyList<(string Name, Tensor Value)> Require(
        nn.Module module, IWeightFile file, string model, string prefix = "", bool ignoreUnexpected = false, Func<string, bool>? mayHold = null)
    {
        var own = Base(module).ToList();
        var names = own.Select(pair => prefix + pair.Name).ToHashSet(StringComparer.Ordinal);
        var onlyAllowed = mayHold is not null && file.Names.All(name => names.Contains(name) || mayHold(name));
        ShapeCheck.Require(file, own.Select(pair => (prefix + pair.Name, (IReadOnlyList<long>)pair.Value.shape)), model, ignoreUnexpected || onlyAllowed);
        return own;
    }

    /// <summary>Writes a module's own weights; grafted edits are not among them.</summary>
    public static void Save(nn.Module module, string path, string prefix = "", IReadOnlyDictionary<string, string>? metadata = null)
    {
        using var scope = NewDisposeScope();
        Safetensors.Write(path, Base(module).Select(pair => (prefix + pair.Name, pair.Value)), metadata);
    }

    /// <summary>SHA-256 over names, shapes and bytes of a module's own weights: what an adapter was trained on.</summary>
    public static string Fingerprint(nn.Module module)
    {
        using var scope = NewDisposeScope();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (name, value) in Base(module))
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{name} {value.dtype} [{string.Join(",", value.shape)}]\n"));
            using var flat = value.detach().cpu().contiguous();
            hash.AppendData(flat.bytes);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}

/// <summary>A module with parameters that torch's defaults do not reach: it draws them itself, after the others, without a gradient.</summary>
internal interface IDrawsItself
{
    void Draw();
}
