using Steering.Analysis;
using Steering.Flow;
using Steering.Reporting;

namespace Steering.Stages;

/// <summary>What counts as near the least loss. Twice the loss says little where the least one is high; twice the perplexity is the same fall in any model.</summary>
public enum Nearness
{
    /// <summary>At most twice the least loss.</summary>
    Loss,

    /// <summary>At most twice the least perplexity, which is the loss + ln 2.</summary>
    Perplexity,
}

/// <summary>A row of a table with the losses around its first seed's model.</summary>
public sealed record RowLandscape(string Name, Artifact<Losses> Losses)
{
    internal IReadOnlyList<LossMap> Read(StageRun run) => LossFile.Read(run[Losses]);

    /// <summary>The highest loss that is near the least one.</summary>
    internal static double Level(LossMap map, Nearness near) => near == Nearness.Loss ? 2 * map.Least : map.Least + Math.Log(2);

    internal static double Area(LossMap map, Nearness near) => map.AreaBelow(Level(map, near));

    /// <summary>Mean area over the pairs of directions, with its 95 % interval.</summary>
    internal static Cell Area(IReadOnlyList<LossMap> maps, Nearness near) => Mean(maps, map => Area(map, near));

    /// <summary>Any number of a map, likewise.</summary>
    internal static Cell Mean(IReadOnlyList<LossMap> maps, Func<LossMap, double> number) =>
        Cell.Of(Interval.OfMean([[.. maps.Select(map => new ItemScore($"{map.Pair}", $"{map.Pair}", number(map)))]]), scale: 1);
}
