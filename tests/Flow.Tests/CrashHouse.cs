namespace Steering.Flow.Tests;

/// <summary>A pipeline of all that can be interrupted: sources, exports, light and isolated stages, some that keep their state, a table.</summary>
internal static class CrashHouse
{
    public static IEnumerable<IStage> Targets()
    {
        var atlas = new CountPages(new Source<Words>("atlas"));
        var pages = new CountPages(new PublishPages(new PublishParams(12, "datasets/toy/raw")).Pages);
        var words = new Write(new WriteParams("words"));
        Tally[] tallies =
        [
            new(new TallyParams(40, "light", IsHeavy: false), words.Text), new(new TallyParams(60, "heavy 1", IsHeavy: true), words.Text),
            new(new TallyParams(60, "heavy 2", IsHeavy: true), atlas.Text), new(new TallyParams(30, "last", IsHeavy: false), pages.Text),
        ];
        yield return new Join(new JoinParams("table", MillisecondsOfWork: 20), [.. tallies.Select(tally => new CountPages(tally.Pages).Text), atlas.Text, pages.Text]);
    }
}
