using TorchSharp;

namespace Steering.Models.Tests;

public sealed class CountTests
{
    private const int SigLipWidth = 1152;

    [Fact]
    public void Phi_2_on_the_meta_device_has_its_published_parameters_and_no_memory()
    {
        using var model = CausalLanguageModel.OnMeta(PhiConfig.Phi2);
        Assert.Equal(2_779_683_840, model.parameters().Sum(parameter => parameter.numel()));   // methods.md §2
        Assert.All(model.parameters(), parameter => Assert.Equal(DeviceType.META, parameter.device.type));
    }

    [Fact]
    public void Vicunas_on_the_meta_device_have_their_published_parameters()
    {
        Assert.Equal([6_738_415_616, 13_015_864_320], new[] { LlamaConfig.Vicuna7B, LlamaConfig.Vicuna13B }.Select(config =>   // methods.md §2
        {
            using var model = CausalLanguageModel.OnMeta(config);
            return model.parameters().Sum(parameter => parameter.numel());
        }));
    }

    [Fact]
    public void The_large_clip_towers_have_their_published_parameters()
    {
        using var tower = VisionTowers.OnMeta(ClipConfig.Large224);
        Assert.Equal(303_179_776, tower.AsModule.parameters().Sum(parameter => parameter.numel()));   // methods.md §4.3
        Assert.Equal((256, 576), (ClipConfig.Large224.Tokens, ClipConfig.Large336.Tokens));
    }

    [Fact]
    public void The_papers_connector_has_its_published_parameters()
    {
        using var connector = Connector.OnMeta("mlp2x_gelu", SigLipWidth, PhiConfig.Phi2.Width);
        Assert.Equal(9_507_840, connector.parameters().Sum(parameter => parameter.numel()));   // methods.md §1.12
    }

    [Fact]
    public void A_config_is_read_back_as_it_was_written()
    {
        var folder = Directory.CreateTempSubdirectory("phi-config");
        try
        {
            var path = Path.Combine(folder.FullName, "config.json");
            Tiny.Config.Write(path);
            Assert.Equal(Tiny.Config, LanguageConfigs.Read(path));
            var vision = new SigLipConfig
            {
                Width = 16,
                FeedForward = 24,
                Layers = 2,
                Heads = 4,
                ImageSize = 24,
                PatchSize = 12,
                NormEpsilon = 1e-6,
                Stem = StemKind.Convolutional,
                NormalisesFeatures = true,
            };
            vision.Write(path);
            Assert.Equal(vision, VisionTowers.ReadConfig(folder.FullName));
            IVisionConfig clip = ClipConfig.Large224 with { Layers = 3 };
            clip.Write(path);
            Assert.Equal(clip, VisionTowers.ReadConfig(folder.FullName));
            ILanguageConfig llama = LlamaConfig.Vicuna7B with { RopeFactor = 2, TiesHead = true, AttentionBias = true };
            llama.Write(path);
            Assert.Equal(llama, LanguageConfigs.Read(path));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_config_of_an_unknown_backbone_is_refused_with_its_name()
    {
        var folder = Directory.CreateTempSubdirectory("phi-config");
        try
        {
            var path = Path.Combine(folder.FullName, "config.json");
            File.WriteAllText(path, """{"model_type": "mamba"}""");
            var error = Assert.Throws<InvalidDataException>(() => LanguageConfigs.Read(path));
            Assert.Contains("mamba", error.Message, StringComparison.Ordinal);
            Assert.Contains(path, error.Message, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
