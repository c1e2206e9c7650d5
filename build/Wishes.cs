using System.Reflection;
using Steering.Build.Docs;
using Steering.Flow;

namespace Steering.Build;

/// <summary>Every result that can be asked for, the main job first, and the zoos it can be asked of.</summary>
public static class Wishes
{
    public static IReadOnlyList<Wish> All { get; } = [];

    public static IReadOnlyList<string> Zoos { get; } = ["tiny"];

    /// <summary>What <c>stages/README.md</c> should hold.</summary>
    internal static string StagePage(Options options) =>
        StageTable.Write(Assembly.Load("Steering.Stages"), Graph.Of(All.SelectMany(wish => wish.Stages(options))));
}
