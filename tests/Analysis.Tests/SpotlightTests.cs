using Steering.Data.Imaging;

namespace Steering.Analysis.Tests;

/// <summary>Attention as light, and how concentrated it is.</summary>
public sealed class SpotlightTests
{
    private static readonly Picture White = new(6, 6, [.. Enumerable.Repeat((byte)255, 6 * 6 * 3)]);

    [Fact]
    public void Equal_weights_leave_the_picture_as_it_is() => Assert.Equal(White.Rgb, Spotlight.Draw(White, [.. Enumerable.Repeat(0.01f, 9)]).Rgb);

    [Fact]
    public void The_strongest_patch_keeps_its_light_and_the_rest_goes_dark()
    {
        var weights = new float[9];
        weights[5] = 0.3f;   // second row, last column
        var lit = Spotlight.Draw(White, weights);
        for (var y = 0; y < 6; y++)
            for (var x = 0; x < 6; x++)
                Assert.Equal(y / 2 == 1 && x / 2 == 2, lit.Rgb[((y * 6) + x) * 3] == 255);
    }

    [Fact]
    public void Tokens_that_make_no_square_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Spotlight.Draw(White, new float[8]));
        Assert.Throws<ArgumentException>(() => Spotlight.Draw(new Picture(6, 5), new float[9]));
    }

    [Fact]
    public void Even_attention_has_a_tenth_in_its_top_tenth_and_half_in_half_of_the_tokens()
    {
        float[] even = [.. Enumerable.Repeat(0.02f, 40)];
        Assert.Equal(0.1, Concentration.TopTenth(even), 1e-6);
        Assert.Equal(20, Concentration.Half(even));
        float[] single = [0, 0, 0.4f, 0];
        Assert.Equal(1, Concentration.TopTenth(single), 1e-6);
        Assert.Equal(1, Concentration.Half(single));
    }
}
