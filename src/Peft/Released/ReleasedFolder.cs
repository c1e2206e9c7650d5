using System.Text.Json;
using System.Text.Json.Nodes;
using Steering.Models;
using Steering.Tensors;
using static TorchSharp.torch;

namespace Steering.Peft;

/// <summary>What a released checkpoint holds.</summary>
/// <param name="Model">The model with its vision tower and, where the folder has them, its editors.</param>
/// <param name="Steered">What was trained; null for a checkpoint without editors.</param>
/// <param name="Steering">Which positions its program steers; null without editors.</param>
/// <param name="Names">Published names of its parts.</param>
public sealed record ReleasedCheckpoint(Llava Model, Grafted? Steered, ReleasedSteering? Steering, ReleasedNames Names) : IDisposable
{
    public void Dispose() => Model.Dispose();
}

/// <summary>The names by which the released program finds the classes of a checkpoint's parts.</summary>
public sealed record ReleasedNames(string Language, string Vision);

/// <summary>
/// The folder that the released program (a TinyLLaVA Factory) saves: language_model, vision_tower and connector, each with a
/// <c>pytorch_model.bin</c>, and the editors below <c>mores/language_model</c>. Tokenizer files lie beside and are not touched here.
/// </summary>
public static class ReleasedFolder
{
    internal const string LanguageFolder = "language_model";
    private const string VisionFolder = "vision_tower";
    private const string ConnectorFolder = "connector";
    private const string EditorFolder = "mores";
    private const string WeightsName = "pytorch_model.bin";
    private const string ConfigName = "config.json";

    internal static JsonSerializerOptions Json { get; } = new() { WriteIndented = true };

    /// <exception cref="InvalidDataException">A part is missing or asks for something that is not built here.</exception>
    public static ReleasedCheckpoint Load(string folder, Device? device = null)
    {
        var root = Config(folder);
        RequireText(folder, root, "vision_feature_select_strategy", "patch");
        var state = root["vision_feature_layer"]?.GetValue<int>() ?? VisionTowers.LlavaSelect;
        if (state != VisionTowers.LlavaSelect) throw new InvalidDataException($"{folder}: vision_feature_layer is {state}; {VisionTowers.LlavaSelect} is what is read here.");
        var language = CausalLanguageModel.Load(Path.Combine(folder, LanguageFolder), device);
        var vision = VisionTowers.Load(Path.Combine(folder, VisionFolder), device);
        var connector = Connector.Untrained(Text(folder, root, "connector_type"), vision.Config.Width, language.Config.Width, seed: 0, device);
        using (var weights = WeightFiles.Open(Path.Combine(folder, ConnectorFolder, WeightsName))) Weights.Load(connector, weights, "a connector");
        var names = new ReleasedNames(Text(folder, root, "llm_model_name_or_path"), Text(folder, root, "vision_model_name_or_path"));
        var model = new Llava(language, connector, vision);
        var editors = Path.Combine(folder, EditorFolder, LanguageFolder);
        if (!Directory.Exists(editors)) return new ReleasedCheckpoint(model, null, null, names);
        var steering = ReleasedSteering.Read(Path.Combine(editors, ReleasedEditors.PositionsName));
        return new ReleasedCheckpoint(model, ReleasedEditors.Load(editors, model, steering), steering, names);
    }

    /// <summary>Writes what <see cref="Load"/> reads.</summary>
    /// <param name="folder">Made if it is not there.</param>
    /// <param name="checkpoint">Its model has its vision tower with it.</param>
    public static void Save(string folder, ReleasedCheckpoint checkpoint)
    {
        var model = checkpoint.Model;
        var vision = model.Vision ?? throw new ArgumentException("A released checkpoint holds the vision tower. Give the model one.", nameof(checkpoint));
        foreach (var part in new[] { LanguageFolder, VisionFolder, ConnectorFolder }) Directory.CreateDirectory(Path.Combine(folder, part));
        model.Language.Config.Write(Path.Combine(folder, LanguageFolder, ConfigName));
        vision.Config.Write(Path.Combine(folder, VisionFolder, ConfigName));
        TorchWriter.Write(Path.Combine(folder, LanguageFolder, WeightsName), Weights.Base(model.Language));
        TorchWriter.Write(Path.Combine(folder, VisionFolder, WeightsName), Weights.Base(vision.AsModule));
        TorchWriter.Write(Path.Combine(folder, ConnectorFolder, WeightsName), Weights.Base(model.Connector));
        if (checkpoint is { Steered: { } steered, Steering: { } steering }) ReleasedEditors.Save(Path.Combine(folder, EditorFolder, LanguageFolder), steered, steering, model.Language.Config.Width);
        File.WriteAllText(Path.Combine(folder, ConfigName), JsonSerializer.Serialize(Root(folder, checkpoint, vision), Json));
    }

    private static SortedDictionary<string, object?> Root(string folder, ReleasedCheckpoint checkpoint, IVisionTower vision) => new(StringComparer.Ordinal)
    {
        ["model_type"] = "tinyllava",
        ["connector_type"] = checkpoint.Model.Connector.Kind,
        ["hidden_size"] = checkpoint.Model.Language.Config.Width,
        ["vocab_size"] = checkpoint.Model.Language.Config.Vocabulary,
        ["text_config"] = Named(Path.Combine(folder, LanguageFolder), checkpoint.Names.Language),
        ["vision_config"] = Named(Path.Combine(folder, VisionFolder), checkpoint.Names.Vision),
        ["llm_model_name_or_path"] = checkpoint.Names.Language,
        ["tokenizer_name_or_path"] = checkpoint.Names.Language,
        ["tokenizer_padding_side"] = "right",
        ["tokenizer_use_fast"] = false,
        ["tokenizer_model_max_length"] = checkpoint.Model.Language.Config.Positions,
        ["vision_model_name_or_path"] = checkpoint.Names.Vision,
        ["vision_model_name_or_path2"] = "",
        ["vision_hidden_size"] = vision.Config.Width,
        ["vision_feature_layer"] = VisionTowers.LlavaSelect,
        ["vision_feature_select_strategy"] = "patch",
        ["image_aspect_ratio"] = "square",
        ["image_token_index"] = -200,
        ["ignore_index"] = (int)Llava.Ignore,
        ["use_cache"] = true,
    };

    private static JsonObject Named(string folder, string name)
    {
        var config = Config(folder);
        config["_name_or_path"] = name;
        return config;
    }

    internal static JsonObject Config(string folder, string name = ConfigName)
    {
        var path = Path.Combine(folder, name);
        try
        {
            return JsonNode.Parse(File.ReadAllBytes(path)) as JsonObject ?? throw new InvalidDataException($"{path}: it is no JSON object.");
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"{path}: it is no JSON: {error.Message}", error);
        }
    }

    private static string Text(string folder, JsonObject config, string name) => config[name] is JsonValue value && value.TryGetValue(out string? text)
        ? text
        : throw new InvalidDataException($"{Path.Combine(folder, ConfigName)}: the field '{name}' is missing.");

    private static void RequireText(string folder, JsonObject config, string name, string wanted)
    {
        if (Text(folder, config, name) is var found && found != wanted) throw new InvalidDataException($"{Path.Combine(folder, ConfigName)}: {name} is '{found}'; '{wanted}' is what is read here.");
    }
}
