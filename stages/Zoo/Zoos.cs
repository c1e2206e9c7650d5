using Steering.Flow;

namespace Steering.Stages;

/// <summary>Every zoo by name.</summary>
public static class Zoos
{
    private static readonly IReadOnlyDictionary<string, Func<ZooSettings, Zoo>> ByName =
        new Dictionary<string, Func<ZooSettings, Zoo>>(StringComparer.OrdinalIgnoreCase) { ["tiny"] = Tiny.Create, ["paper3b"] = Paper3B.Create, ["paper7b"] = Paper7B.Create, ["paper13b"] = Paper13B.Create };

    public static IReadOnlyList<string> Names => [.. ByName.Keys];

    /// <summary>A zoo with its settings applied; nothing runs.</summary>
    /// <exception cref="FlowException">No such zoo, or a setting names a row or field that it lacks.</exception>
    public static Zoo Create(string name, ZooSettings settings)
    {
        if (!ByName.TryGetValue(name, out var create)) throw new FlowException($"There is no zoo '{name}'; there are {string.Join(", ", Names)}.");
        var zoo = create(settings) with { HasOwnSeeds = settings.SeedCount is null };
        settings.Check(zoo);
        return zoo;
    }
}
