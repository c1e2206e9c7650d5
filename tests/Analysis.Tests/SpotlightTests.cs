namespace Steering.Analysis.Tests;

/// <summary>Attention as light, and how concentrated it is.</summary>
public sealed class SpotlightTests
{
    [Fact]
    public void Equal_weights_leave_all_light() => Assert.All(Spotlight.Draw([.. Enumerable.Repeat(0.01f, 9)]).Rgb, value => Assert.Equal(255, value));

    [Fact]
    public void The_strongest_patch_has_full_light_and_the_rest_is_dark_and_none_is_black()
    {
        var weights = new float[9];
        weights[5] = 0.3f;   // second row, last column
        var light = Spotlight.Draw(weights);
        Assert.Equal((3, 3), (light.Width, light.Height));
        for (var patch = 0; patch < weights.Length; patch++) Assert.InRange(light.Rgb[patch * 3], patch == 5 ? 255 : 1, patch == 5 ? 255 : 60);
    }

    [Fact]
    public void Tokens_that_make_no_square_are_refused() => Assert.Throws<ArgumentException>(() => Spotlight.Draw(new float[8]));

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
