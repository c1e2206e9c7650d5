using Steering.Tensors;
using static TorchSharp.torch;

namespace Steering.Models;

/// <summary>The families of vision towers that are built here, by the <c>model_type</c> of their config.json.</summary>
public static class VisionTowers
{
    /// <summary>The state LLaVA reads, counted from the end: the output of the last block but one.</summary>
    public const int LlavaSelect = -2;

    /// <summary>The known values of <c>model_type</c>.</summary>
    public static IReadOnlyList<string> ModelTypes => [SigLipConfig.ModelType, ClipConfig.ModelType];

    /// <summary>Reads the config.json of a folder, or the <c>vision_config</c> within it.</summary>
    /// <exception cref="InvalidDataException">The family is unknown, or the config asks for what the family's code does not compute.</exception>
    public static IVisionConfig ReadConfig(string folder)
    {
        var path = Path.Combine(folder, "config.json");
        using var document = JsonFields.Open(path);
        var type = JsonFields.Vision(path, document.RootElement).Text("model_type", "");
        return type switch
        {
            SigLipConfig.ModelType => SigLipConfig.Read(path),
            ClipConfig.ModelType => ClipConfig.Read(path),
            _ => throw new InvalidDataException($"{path}: model_type is '{type}'; the vision towers built here are {string.Join(", ", ModelTypes)}."),
        };
    }

    /// <summary>Reads config.json and the weights beside it; a published file's head and text tower are left unread.</summary>
    public static IVisionTower Load(string folder, Device? device = null)
    {
        var config = ReadConfig(folder);
        var tower = config.Build(device ?? CPU);
        using var file = WeightFiles.Open(folder);
        Weights.Load(tower.AsModule, file, config.Title, ignoreUnexpected: true);
        return tower;
    }

    /// <summary>Checks names and shapes in a folder against the shape of its config.json: headers are read, no weight.</summary>
    /// <returns>The config.</returns>
    /// <exception cref="InvalidDataException">The folder does not hold what its config says.</exception>
    public static IVisionConfig Check(string folder)
    {
        var config = ReadConfig(folder);
        using var file = WeightFiles.Open(folder);
        using var tower = OnMeta(config).AsModule;
        Weights.Require(tower, file, config.Title, ignoreUnexpected: true);
        return config;
    }

    /// <summary>A tower whose weights are torch's defaults, drawn by the seed.</summary>
    public static IVisionTower Untrained(IVisionConfig config, long seed, Device? device = null)
    {
        var tower = config.Build(device ?? CPU);
        manual_seed(seed);
        Weights.InitialiseAsTorch(tower.AsModule);
        return tower;
    }

    /// <summary>Shapes without memory, for counting.</summary>
    public static IVisionTower OnMeta(IVisionConfig config) => config.Build(META);

    internal static void Save(IVisionTower tower, string folder)
    {
        Directory.CreateDirectory(folder);
        tower.Config.Write(Path.Combine(folder, "config.json"));
        Weights.Save(tower.AsModule, Path.Combine(folder, "model.safetensors"));
    }

    /// <summary>How many blocks run for a state counted from the end.</summary>
    internal static int BlocksFor(int select, int layers) => select < 0 && select >= -layers - 1
        ? layers + 1 + select
        : throw new ArgumentOutOfRangeException(nameof(select), select, $"States are counted from the end: −1 to {-layers - 1} of this tower's {layers} blocks.");
}
