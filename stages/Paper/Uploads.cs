using Steering.Flow;

namespace Steering.Stages;

/// <summary>What the rows of Table 1 answer on the split whose truths a server keeps, as files for that server.</summary>
public static class Uploads
{
    /// <summary>One file a row and seed; none for a zoo without such a split.</summary>
    public static IReadOnlyList<Artifact<Submission>> Of(Zoo zoo)
    {
        ArgumentNullException.ThrowIfNull(zoo);
        if (zoo.Server is not { } server) return [];
        var runs = new Runs(zoo);
        var column = new ZooColumn(server.Asked.Name, server.Benchmark, server.Asked, [], IsPrinted: false);
        return
        [
            .. from row in zoo.Rows
               from seed in zoo.SeedsOf(row)
               let model = runs.Tuned(row, seed)
               select new Submit(new SubmitParams(server.Benchmark, $"results/{zoo.Name}/uploads/{server.Asked.Name}/{model.Who.Replace(' ', '-')}"), model.Who, server.Whole, runs.Answered(model, column)).Upload,
        ];
    }
}
