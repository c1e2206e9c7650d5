using Steering.Models;

namespace Steering.Evaluation.Tests;

/// <summary>A language model small enough to be asked in a test.</summary>
internal static class Toy
{
    public static PhiConfig Config { get; } = new()
    {
        Width = 32,
        FeedForward = 48,
        Layers = 2,
        Heads = 4,
        KeyValueHeads = 4,
        Vocabulary = 60,
        Positions = 64,
        RotaryFraction = 0.5,
        RopeTheta = 1e4,
        NormEpsilon = 1e-5,
    };
}
