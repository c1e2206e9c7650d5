using static TorchSharp.torch;

namespace Steering.StandIns.Tests;

/// <summary>The default generator is the process's own, so no other test may draw from it at the same time.</summary>
[CollectionDefinition("Alone", DisableParallelization = true)]
public sealed class Alone;

[Collection("Alone")]
public sealed class TorchGeneratorTests
{
    private static float[] Draw(Generator generator, int count = 6) => randn(count, generator: generator).data<float>().ToArray();

    [Fact]
    public void Equal_seeds_give_equal_numbers_and_leave_the_default_stream_alone()
    {
        using var scope = NewDisposeScope();
        using var first = new Generator(11, CPU);
        using var second = new Generator(11, CPU);
        var before = get_rng_state();
        Assert.Equal(Draw(first), Draw(second));
        Assert.Equal(randperm(20, generator: first).data<long>().ToArray(), randperm(20, generator: second).data<long>().ToArray());
        Assert.Equal(full(9, 0.5f).bernoulli(first).data<float>().ToArray(), bernoulli(full(9, 0.5f), second).data<float>().ToArray());
        Assert.True(before.Equals(get_rng_state()));
    }

    [Fact]
    public void A_saved_state_resumes_the_stream_where_it_was()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(5, CPU);
        _ = Draw(generator);
        var state = generator.get_state();
        var next = Draw(generator);
        Assert.NotEqual(next, Draw(generator));
        generator.set_state(state);
        Assert.Equal(next, Draw(generator));
    }

    [Fact]
    public void The_default_generator_follows_manual_seed()
    {
        using var scope = NewDisposeScope();
        manual_seed(4);
        var state = get_rng_state();
        var first = rand(3).data<float>().ToArray();
        manual_seed(4);
        Assert.Equal(first, rand(3).data<float>().ToArray());
        set_rng_state(state);
        Assert.Equal(first, rand(3).data<float>().ToArray());
        Assert.Equal(4, initial_seed());
    }

    [Fact]
    public void Moments_of_the_distributions_are_right()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1, CPU);
        var normal = empty(100_000).normal_(2, 3, generator);
        Assert.Equal(2, normal.mean().item<float>(), 0.05);
        Assert.Equal(3, normal.std().item<float>(), 0.05);
        var uniform = empty(100_000).uniform_(-1, 3, generator);
        Assert.Equal(1, uniform.mean().item<float>(), 0.05);
        Assert.InRange(uniform.min().item<float>(), -1f, 3f);
        Assert.Equal(0.3, full(100_000, 0.3f).bernoulli(generator).mean().item<float>(), 0.01);
        var drawn = tensor(new[] { 0f, 1f, 3f }).multinomial(10_000, replacement: true, generator);
        Assert.Equal(0.75, drawn.eq(2).to(float32).mean().item<float>(), 0.02);
        Assert.False(drawn.eq(0).any().item<bool>());
    }
}
