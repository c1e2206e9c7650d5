using Steering.Analysis;
using Steering.Flow;
using Steering.Reporting;

namespace Steering.Stages;

/// <param name="Kind">"paper" or "control".</param>
/// <param name="HasCount">Whether a count of trainable parameters belongs to it; without, nothing was tuned.</param>
public sealed record FigureRow(string Name, string Kind, int Seeds, bool HasCount);

/// <summary>The artifacts of one row of an attention figure: its count, and what its answers attend to, seed by seed.</summary>
public sealed record RowMaps(FigureRow Row, Artifact<Figures>? Count, IReadOnlyList<Artifact<Maps>> Seeds)
{
    internal IEnumerable<IArtifact> All => [.. Count is null ? (IArtifact[])[] : [Count], .. Seeds];

    internal DotKind Dot => Row.Kind == "control" ? DotKind.Control : Row.Name.StartsWith("MoReS", StringComparison.Ordinal) ? DotKind.Highlighted : DotKind.Plain;

    internal SeenRow Read(StageRun run) => new(this, [.. Seeds.Select(seed => AttentionFile.ReadSamples(run[seed]))]);

    /// <summary>Trainable parameters inside the language model; 0 where nothing is tuned.</summary>
    internal long Trained(StageRun run) => Count is null ? 0 : Stages.Count.Read(run[Count])[Stages.Count.Language];
}

/// <summary>A row with its samples, seed by seed.</summary>
internal sealed record SeenRow(RowMaps Maps, IReadOnlyList<IReadOnlyList<SampleAttention>> Seeds)
{
    public string Name => Maps.Row.Name;

    public string Kind => Maps.Row.Kind;

    public DotKind Dot => Maps.Dot;
}

/// <summary>
/// A number of attention as mean over samples and seeds with its 95 % interval; errors are clustered by picture. Samples without it, in any seed, are left
/// out. A share's interval stays within 0 and 1.
/// </summary>
internal static class LayerEstimates
{
    /// <summary>Layer by layer.</summary>
    public static IReadOnlyList<Cell> ByLayer(IReadOnlyList<IReadOnlyList<SampleAttention>> seeds, Func<LayerNumbers, double?> number, double scale = 1, bool isShare = false) =>
        [.. Enumerable.Range(0, Layers(seeds)).Select(layer => Of(seeds, sample => number(sample.Layers[layer]), scale, isShare))];

    /// <summary>Of the mean over layers.</summary>
    public static Cell OverLayers(IReadOnlyList<IReadOnlyList<SampleAttention>> seeds, Func<LayerNumbers, double?> number, double scale = 1, bool isShare = false) => Of(
        seeds,
        sample => sample.Layers.Select(number).OfType<double>().ToList() is { Count: > 0 } values ? values.Average() : null,
        scale, isShare);

    private static int Layers(IReadOnlyList<IReadOnlyList<SampleAttention>> seeds) => seeds.SelectMany(samples => samples).Select(sample => sample.Layers.Count).DefaultIfEmpty(0).First();

    private static Cell Of(IReadOnlyList<IReadOnlyList<SampleAttention>> seeds, Func<SampleAttention, double?> number, double scale, bool isShare)
    {
        var scored = seeds.Select(samples => samples.Where(sample => number(sample) is { } value && double.IsFinite(value)).ToDictionary(sample => sample.Id, StringComparer.Ordinal)).ToList();
        var shared = scored.Aggregate((IEnumerable<string>)scored[0].Keys, (ids, samples) => ids.Where(samples.ContainsKey)).ToList();
        if (shared.Count == 0) return Cell.Missing();
        double Value(SampleAttention sample) => isShare ? Math.Clamp(number(sample)!.Value, 0, 1) : number(sample)!.Value;   // filtered above; sums of rounded shares may pass 1
        IReadOnlyList<ItemScore>[] scores = [.. scored.Select(samples => (IReadOnlyList<ItemScore>)[.. shared.Select(id => new ItemScore(id, samples[id].Image, Value(samples[id])))])];
        return Cell.Of(isShare ? Interval.OverSeeds(scores) : Interval.OfMean(scores), scale);
    }
}
