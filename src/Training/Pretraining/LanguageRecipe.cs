namespace Steering.Training.Pretraining;

/// <summary>How a small language model is pretrained on written scenes, checklists, captions and dictionary text.</summary>
public sealed record LanguageRecipe
{
    public required int Width { get; init; }
    public required int Layers { get; init; }
    public required int Heads { get; init; }
    public required int FeedForward { get; init; }
    public required double RotaryFraction { get; init; }
    public required int MaxPositions { get; init; }
    public required int Steps { get; init; }

    /// <summary>Sequences per step; doubled while the curriculum is young (progress below <see cref="YoungUntil"/>), when they are short.</summary>
    public required int Batch { get; init; }
    public required double YoungUntil { get; init; }
    public required double Rate { get; init; }
    public required double WarmUp { get; init; }
    public required double WeightDecay { get; init; }
    public required double Clip { get; init; }
    public required double QueryScale { get; init; }
    public required double EmbeddingScale { get; init; }
    public required int Seed { get; init; }
}
