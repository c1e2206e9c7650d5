namespace Steering.Training.Pretraining;

/// <summary>How a small vision tower is pretrained: first its stem on crops of one icon, then the whole tower on scenes.</summary>
public sealed record VisionRecipe
{
    public required int Width { get; init; }
    public required int Layers { get; init; }
    public required int Heads { get; init; }

    /// <summary>Image side in pixels.</summary>
    public required int ImageSize { get; init; }

    /// <summary>Patches along one side; the tower gives Grid² visual tokens.</summary>
    public required int Grid { get; init; }

    public required int CropSteps { get; init; }
    public required int CropBatch { get; init; }
    public required int CropSize { get; init; }
    public required double CropRate { get; init; }
    public required int CropWarmUpSteps { get; init; }
    public required int SceneSteps { get; init; }
    public required int SceneBatch { get; init; }
    public required double SceneRate { get; init; }
    public required double SceneWarmUp { get; init; }

    /// <summary>Fewest and most icons of a scene.</summary>
    public required int FewestIcons { get; init; }
    public required int MostIcons { get; init; }

    /// <summary>Width of the space in which patches meet names.</summary>
    public required int NameWidth { get; init; }
    public required double BackgroundWeight { get; init; }
    public required double PaintWeight { get; init; }
    public required double WeightDecay { get; init; }
    public required double QueryScale { get; init; }
    public required int Seed { get; init; }
}
