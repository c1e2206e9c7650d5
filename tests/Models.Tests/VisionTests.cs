using static TorchSharp.torch;

namespace Steering.Models.Tests;

public sealed class VisionTests
{
    private static readonly SigLipConfig Config = new()
    {
        Width = 16,
        FeedForward = 24,
        Layers = 2,
        Heads = 4,
        ImageSize = 96,
        PatchSize = 12,
        NormEpsilon = 1e-6,
        Stem = StemKind.Convolutional,
        NormalisesFeatures = true,
    };

    [Fact]
    public void The_convolutional_stem_makes_a_patch_of_twelve_pixels()
    {
        using var scope = NewDisposeScope();
        using var tower = SigLip.Untrained(Config, seed: 1);
        tower.eval();
        Assert.Equal([2, 64, 16], tower.Features(rand(2, 3, 96, 96)).shape);
    }

    [Fact]
    public void Folded_in_norm_gives_features_of_mean_0_and_deviation_1()
    {
        using var scope = NewDisposeScope();
        using var tower = SigLip.Untrained(Config, seed: 1);
        tower.eval();
        var features = tower.Features(rand(2, 3, 96, 96));
        Assert.Equal(0, features.mean([-1L]).abs().max().item<float>(), 1e-5);
        Assert.Equal(1, features.std(-1L, unbiased: false).mean().item<float>(), 1e-3);
    }

    [Fact]
    public void Training_moves_the_running_averages_and_answering_does_not()
    {
        using var scope = NewDisposeScope();
        using var tower = SigLip.Untrained(Config, seed: 1);
        var before = Weights.Fingerprint(tower);
        tower.eval();
        tower.Features(rand(2, 3, 96, 96));
        Assert.Equal(before, Weights.Fingerprint(tower));
        tower.train();
        tower.Features(rand(2, 3, 96, 96));
        Assert.NotEqual(before, Weights.Fingerprint(tower));
    }

    [Fact]
    public void A_tower_is_read_back_as_it_was_saved()
    {
        var folder = Directory.CreateTempSubdirectory("tower");
        try
        {
            using var tower = SigLip.Untrained(Config, seed: 1);
            tower.Save(folder.FullName);
            using var again = VisionTowers.Load(folder.FullName);
            Assert.Equal(Weights.Fingerprint(tower), Weights.Fingerprint(again.AsModule));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
