using static TorchSharp.torch;

namespace Steering.Peft.Tests;

/// <summary>How far an adapter file's subspaces are from orthonormal.</summary>
public sealed class OrthonormalityTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("orthonormality");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Whatever_was_trained_every_editor_of_a_file_is_counted_and_its_rows_are_orthonormal()
    {
        var found = Of(new MoReS(4), raw => raw.normal_(3, 2));
        Assert.Equal(Toy.Config.Layers, found.Editors);
        Assert.InRange(found.Worst, 1e-12, 1e-5);   // single precision leaves something
        Assert.Equal(2 * Toy.Config.Layers, Of(new MoReS(2) { SharesWeights = false }, raw => raw.normal_()).Editors);
    }

    /// <summary>Numbers whose squares overflow leave a basis of zeros.</summary>
    [Fact]
    public void A_subspace_that_is_none_is_told() => Assert.Equal(1, Of(new MoReS(1), raw => raw.fill_(1e30)).Worst, 6);

    [Fact]
    public void A_training_that_diverged_is_as_far_as_can_be() => Assert.Equal(double.MaxValue, Of(new MoReS(1), raw => raw.fill_(double.NaN)).Worst);

    [Fact]
    public void A_method_without_subspaces_has_none() => Assert.Equal(new Orthonormality(0, 0), Of(new Lora(2, 4, 0), _ => { }));

    private Orthonormality Of(IPeftMethod method, Action<Tensor> train)
    {
        using var off = no_grad();
        using var model = Toy.Model();
        var grafted = Grafting.Apply(model, method, seed: 5);
        foreach (var one in grafted.Language.Where(one => one.Name.EndsWith(".raw", StringComparison.Ordinal))) train(one.Parameter);
        var file = Path.Combine(_folder.FullName, "adapter.safetensors");
        AdapterFile.Save(file, grafted);
        return Orthonormality.Of(file);
    }
}
