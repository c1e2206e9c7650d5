using static TorchSharp.torch;

namespace Steering.Tensors.Tests;

/// <summary>Threads and the default stream belong to the process: tests that set them run alone.</summary>
[CollectionDefinition("Alone", DisableParallelization = true)]
public sealed class Alone;

[Collection("Alone")]
public sealed class SeedTests
{
    [Fact]
    public void Streams_of_two_purposes_differ_and_repeat()
    {
        using var scope = NewDisposeScope();
        float[] Draw(long seed, string purpose)
        {
            using var generator = Seed.Stream(seed, purpose);
            return randn(5, generator: generator).data<float>().ToArray();
        }

        Assert.Equal(Draw(1, "init"), Draw(1, "init"));
        Assert.NotEqual(Draw(1, "init"), Draw(1, "shuffle"));
        Assert.NotEqual(Draw(1, "init"), Draw(2, "init"));
    }

    [Fact]
    public void The_default_stream_follows_its_seed()
    {
        using var scope = NewDisposeScope();
        Seed.Default(3, "dropout");
        var first = rand(4).data<float>().ToArray();
        Seed.Default(3, "dropout");
        Assert.Equal(first, rand(4).data<float>().ToArray());
    }

    [Fact]
    public void Derived_seeds_are_never_negative()
    {
        Assert.All(Enumerable.Range(0, 200), seed => Assert.True(Seed.Derive(seed, "x") >= 0));
    }
}
