using Steering.Flow;

namespace Steering.Stages;

/// <summary>Where a zoo's claims find what decides them; each kind goes by the names that tests use.</summary>
/// <param name="Tables">For the scores of their cells.</param>
/// <param name="Clocks">By the name of the file of times.</param>
/// <param name="Figures">By name, one file for each seed.</param>
public sealed record ClaimSources(
    IReadOnlyList<Tabulate> Tables, IReadOnlyDictionary<CountedMethod, Artifact<Figures>> Counts, IReadOnlyList<RowMaps> Maps,
    IReadOnlyDictionary<string, Clock> Clocks, IReadOnlyList<RowLandscape> Landscapes, IReadOnlyDictionary<string, IReadOnlyList<Artifact<Figures>>> Figures);

/// <summary>The artifacts that claims are decided by, in the order of <see cref="DecideParams"/>; of scores and figures one for each seed.</summary>
public sealed record ClaimFiles(
    IReadOnlyList<IReadOnlyList<Artifact<Scores>>> Scores, IReadOnlyList<Artifact<Figures>> Counts, IReadOnlyList<RowMaps> Maps,
    IReadOnlyList<Artifact<Times>> Times, IReadOnlyList<RowLandscape> Landscapes, IReadOnlyList<IReadOnlyList<Artifact<Figures>>> Figures)
{
    internal IEnumerable<IArtifact> All => [.. Scores.SelectMany(seeds => seeds), .. Counts, .. Maps.SelectMany(row => row.All), .. Times, .. Landscapes.Select(row => row.Losses), .. Figures.SelectMany(seeds => seeds)];
}
