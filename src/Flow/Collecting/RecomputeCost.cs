namespace Steering.Flow;

/// <summary>What it takes to make a result again: its own run, and the runs of those ancestors whose outputs it reads and which are gone too.</summary>
/// <param name="isHere">Whether an output's bytes are at hand; may change between questions.</param>
internal sealed class RecomputeCost(IReadOnlyDictionary<string, Manifest> manifests, Func<ManifestOutput, bool> isHere)
{
    /// <summary>Seconds of work, as the runs that are known took.</summary>
    public double Seconds(Manifest result)
    {
        var (seconds, seen) = (0.0, new HashSet<string>(StringComparer.Ordinal));
        for (var open = new Stack<Manifest>([result]); open.TryPop(out var next);)
        {
            if (!seen.Add(next.Key)) continue;
            seconds += next.Run.TotalSeconds;
            foreach (var input in next.Inputs)
                if (input.ProducerKey is { } key && manifests.TryGetValue(key, out var producer) && producer.Output(input.Name[(input.Name.LastIndexOf('/') + 1)..]) is { } output && !isHere(output))
                    open.Push(producer);
        }
        return seconds;
    }
}
