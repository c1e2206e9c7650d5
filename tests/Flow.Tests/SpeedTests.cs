using System.Diagnostics;
using Xunit.Abstractions;

namespace Steering.Flow.Tests;

/// <summary>Measured while no other test of this assembly runs.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "Alone";
}

[Collection(Alone.Name)]
public sealed class SpeedTests(ITestOutputHelper output)
{
    private const int Rounds = 5;

    [LinuxFact]
    public void Unchanged_inputs_are_checked_without_reading_them()
    {
        const long size = 64 << 20;
        using var bench = new Bench();
        bench.Write("atlas/big", "");
        using (var file = File.OpenWrite(bench.PathOf("atlas/big"))) file.SetLength(size);
        long ReadBy(TimeProvider clock)
        {
            using var store = Store.Open(bench.StoreFolder, clock);
            var before = BytesRead();
            Plan.Make(new FlowContext(store, bench.Root, _ => new CodePrint("", new Dictionary<string, string>())), Graph.Of(new CountPages(new Source<Words>("atlas"))));
            return BytesRead() - before;
        }
        Assert.InRange(ReadBy(TimeProvider.System), size, long.MaxValue);   // never seen
        Assert.InRange(ReadBy(new LaterClock()), size, long.MaxValue);      // touched just before it was hashed: not trusted yet
        Assert.InRange(ReadBy(new LaterClock()), 0, size / 2);
    }

    private static long BytesRead() =>
        long.Parse(File.ReadLines("/proc/self/io").First(line => line.StartsWith("rchar:", StringComparison.Ordinal)).AsSpan(6), System.Globalization.CultureInfo.InvariantCulture);

    private sealed class LaterClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddMinutes(1);
    }

    [Fact]
    public async Task An_up_to_date_graph_of_300_stages_is_planned_in_less_than_100_milliseconds()
    {
        using var bench = new Bench { Capacity = new Capacity(8, 8L << 30) };
        Join Target() => new(new JoinParams("all"), [.. Enumerable.Range(0, 149).Select(index => new Join(new JoinParams($"{index}"), new Write(new WriteParams($"{index}")).Text).Text)]);
        bench.Write("atlas/a.txt", "a");
        var clock = Stopwatch.StartNew();
        await bench.MakeAsync(Target());
        output.WriteLine($"first run of 299 stages: {clock.ElapsedMilliseconds} ms");
        var best = double.MaxValue;
        for (var round = 0; round < Rounds; round++)
        {
            bench.Reopen();
            clock.Restart();
            Assert.All(bench.Plan(Target()).Stages, stage => Assert.Equal(Standing.Current, stage.Standing));
            best = Math.Min(best, clock.Elapsed.TotalMilliseconds);
            output.WriteLine($"plan of 299 stages, store opened anew: {clock.Elapsed.TotalMilliseconds:0.0} ms");
        }
        Assert.InRange(best, 0, 100);
    }
}
