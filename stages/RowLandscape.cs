using Steering.Analysis;
using Steering.Flow;
using Steering.Reporting;

namespace Steering.Stages;

/// <summary>A row of a table with the losses around its first seed's model.</summary>
public sealed record RowLandscape(string Name, Artifact<Losses> Losses)
{
    /// <summary>How many times the least loss still counts as near it.</summary>
    internal const double Near = 2;

    internal IReadOnlyList<LossMap> Read(StageRun run) => LossFile.Read(run[Losses]);

    /// <summary>Area near the least loss as mean over the pairs of directions, with its 95 % interval.</summary>
    internal static Cell Area(IReadOnlyList<LossMap> maps) => Mean(maps, map => map.AreaWithin(Near));

    /// <summary>Any number of a map, likewise.</summary>
    internal static Cell Mean(IReadOnlyList<LossMap> maps, Func<LossMap, double> number) =>
        Cell.Of(Interval.OfMean([[.. maps.Select(map => new ItemScore($"{map.Pair}", $"{map.Pair}", number(map)))]]), scale: 1);
}
