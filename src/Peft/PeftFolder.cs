using System.Reflection;
using System.Text.Json;
using Steering.Models;
using Steering.Tensors;
using static TorchSharp.torch;

namespace Steering.Peft;

/// <summary>
/// Adapter folders of the peft library (0.10): <c>adapter_config.json</c> and <c>adapter_model.safetensors</c>, names and shapes as the library
/// writes them. They hold what is trained in the language model and nothing of the connector.
/// </summary>
public static class PeftFolder
{
    private const string ConfigName = "adapter_config.json";
    private const string WeightsName = "adapter_model.safetensors";
    private const string Prefix = "base_model.model.";
    private const string InLlava = "language_model.";

    /// <summary>Grafts a folder's method onto a fresh language model and fills it with the folder's weights.</summary>
    /// <exception cref="InvalidDataException">The method is none of ours, or the weights do not fit the model.</exception>
    public static Grafted Load(string folder, CausalLanguageModel language)
    {
        var grafted = Grafting.Apply(language, ReadMethod(folder), seed: 0);
        using var file = Safetensors.Open(Path.Combine(folder, WeightsName));
        var prefix = file.Names.All(name => name.StartsWith(Prefix + InLlava, StringComparison.Ordinal)) ? Prefix + InLlava : Prefix;
        ShapeCheck.Require(file, grafted.Language.Select(one => (prefix + one.Name, (IReadOnlyList<long>)one.Parameter.shape)), $"a {grafted.Method.Name} adapter");
        using var _ = no_grad();
        foreach (var one in grafted.Language)
        {
            using var value = file.Load(prefix + one.Name, one.Parameter.dtype);
            one.Parameter.copy_(value);
        }
        return grafted;
    }

    /// <summary>The method that a folder's adapter_config.json describes.</summary>
    public static IPeftMethod ReadMethod(string folder)
    {
        var path = Path.Combine(folder, ConfigName);
        using var document = JsonFields.Open(path);
        var config = new JsonFields(path, document.RootElement);
        var kind = config.Text("peft_type", "");
        var type = Types.FirstOrDefault(type => PeftType(type) == kind)
            ?? throw new InvalidDataException($"{path}: peft_type is '{kind}'; the library's methods that are built here are {string.Join(", ", Types.Select(PeftType).Order(StringComparer.Ordinal))}.");
        return Invoke(type.GetMethod(nameof(IPeftLibraryMethod.FromPeft), [typeof(JsonFields)]), config);
    }

    /// <summary>Writes what a method trains in a language model.</summary>
    /// <param name="baseModel">What the config calls the base: a name on a hub, or a path.</param>
    /// <exception cref="NotSupportedException">The peft library has no such method.</exception>
    public static void Save(string folder, CausalLanguageModel language, Grafted grafted, string baseModel)
    {
        if (grafted.Method is not IPeftLibraryMethod method)
        {
            throw new NotSupportedException($"The peft library has no {grafted.Method.Name}. Save it as an adapter file of this project.");
        }
        using var scope = NewDisposeScope();
        Directory.CreateDirectory(folder);
        var config = new SortedDictionary<string, object?>(StringComparer.Ordinal)
        {
            ["auto_mapping"] = null,
            ["base_model_name_or_path"] = baseModel,
            ["inference_mode"] = true,
            ["modules_to_save"] = null,
            ["peft_type"] = PeftType(grafted.Method.GetType()),
            ["revision"] = null,
            ["task_type"] = "CAUSAL_LM",
        };
        foreach (var (name, value) in method.ToPeft([.. language.LinearSites])) config.Add(name, value);
        using (var file = File.Create(Path.Combine(folder, ConfigName)))
        using (var writer = new Utf8JsonWriter(file, new JsonWriterOptions { Indented = true }))
        {
            JsonSerializer.Serialize(writer, config);
        }
        var metadata = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["format"] = "pt" };
        Safetensors.Write(Path.Combine(folder, WeightsName), grafted.Language.Select(one => (Prefix + one.Name, (Tensor)one.Parameter)), metadata);
    }

    private static IEnumerable<Type> Types =>
        typeof(IPeftLibraryMethod).Assembly.GetTypes().Where(type => type.IsClass && !type.IsAbstract && type.IsAssignableTo(typeof(IPeftLibraryMethod)));

    private static string PeftType(Type type) => (string)(type.GetProperty(nameof(IPeftLibraryMethod.PeftType))?.GetValue(null)
        ?? throw new InvalidOperationException($"{type.Name} has no public static {nameof(IPeftLibraryMethod.PeftType)}."));

    private static IPeftMethod Invoke(MethodInfo? read, JsonFields config)
    {
        if (read is null) throw new InvalidOperationException($"The method has no public static {nameof(IPeftLibraryMethod.FromPeft)}.");
        return (IPeftMethod)(read.Invoke(null, BindingFlags.DoNotWrapExceptions, null, [config], null) ?? throw new InvalidOperationException($"{read.DeclaringType} read nothing."));
    }
}
