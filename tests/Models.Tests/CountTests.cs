using TorchSharp;

namespace Steering.Models.Tests;

public sealed class CountTests
{
    private const int SigLipWidth = 1152;

    [Fact]
    public void Phi_2_on_the_meta_device_has_its_published_parameters_and_no_memory()
    {
        using var model = Phi.OnMeta(PhiConfig.Phi2);
        Assert.Equal(2_779_683_840, model.parameters().Sum(parameter => parameter.numel()));   // methods.md §2
        Assert.All(model.parameters(), parameter => Assert.Equal(DeviceType.META, parameter.device.type));
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
            Assert.Equal(Tiny.Config, PhiConfig.Read(path));
            var vision = new VisionConfig
            {
                Width = 16, FeedForward = 24, Layers = 2, Heads = 4, ImageSize = 24, PatchSize = 12, NormEpsilon = 1e-6, Stem = StemKind.Convolutional, NormalisesFeatures = true,
            };
            vision.Write(path);
            Assert.Equal(vision, VisionConfig.Read(path));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_config_of_another_backbone_is_refused_with_its_name()
    {
        var folder = Directory.CreateTempSubdirectory("phi-config");
        try
        {
            var path = Path.Combine(folder.FullName, "config.json");
            File.WriteAllText(path, """{"model_type": "llama"}""");
            var error = Assert.Throws<InvalidDataException>(() => PhiConfig.Read(path));
            Assert.Contains("llama", error.Message, StringComparison.Ordinal);
            Assert.Contains(path, error.Message, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
