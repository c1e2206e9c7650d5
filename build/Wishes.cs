namespace Steering.Build;

/// <summary>Every result that can be asked for, the main job first, and the zoos it can be asked of.</summary>
public static class Wishes
{
    public static IReadOnlyList<Wish> All { get; } = [];

    public static IReadOnlyList<string> Zoos { get; } = ["tiny"];
}
