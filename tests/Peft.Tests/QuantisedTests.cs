using Steering.Models;
using static TorchSharp.torch;

namespace Steering.Peft.Tests;

public sealed class QuantisedTests
{
    internal sealed class Cases : IMethodCases
    {
        public IEnumerable<IPeftMethod> Samples =>
        [
            new Quantised(new Lora(2, 4, 0), QuantisedForm.Nf4),
            new Quantised(new Lora(2, 4, 0), QuantisedForm.DoubleNf4),
            new Quantised(new MoReS(2, Dropout: 0), QuantisedForm.EightBit),
        ];
    }

    [Theory]
    [InlineData(8, 0.02)]
    [InlineData(4, 0.3)]
    public void A_quantised_base_computes_nearly_what_it_did_and_takes_less_memory(int bits, double error)
    {
        using var scope = NewDisposeScope();
        using var plain = Toy.Model();
        using var model = Toy.Model();
        var form = bits == 8 ? QuantisedForm.EightBit : QuantisedForm.DoubleNf4;
        Grafting.Apply(model, new Quantised(new Lora(2, 4, 0), form), seed: 1);
        using var _ = no_grad();
        var (expected, actual) = (plain.call(Toy.Input()), model.call(Toy.Input()));
        var relative = (expected - actual).norm().item<float>() / expected.norm().item<float>();
        Assert.InRange(relative, 1e-5, error);
        var left = model.Language.LinearSites.Sum(site => model.Language.named_parameters().Single(pair => pair.name == site.Name + ".weight").parameter.numel());
        Assert.Equal(0, left);
    }

    [Fact]
    public void Training_a_quantised_weight_is_refused()
    {
        using var model = Toy.Model();
        Assert.Throws<InvalidOperationException>(() => Grafting.Apply(model, new Quantised(new FullTuning(), QuantisedForm.Nf4), seed: 0));
    }

    [Fact]
    public void A_quantised_connector_is_refused_because_no_file_would_hold_it()
    {
        using var model = Toy.Model();
        var error = Assert.Throws<NotSupportedException>(() => Grafting.Apply(model, new PerPart(Connector: new Quantised(new Lora(2, 4, 0), QuantisedForm.Nf4)), seed: 0));
        Assert.Contains("connector", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_quantised_model_is_not_saved_as_if_it_were_whole_and_a_merged_one_is()
    {
        var folder = Directory.CreateTempSubdirectory("merged");
        try
        {
            using var scope = NewDisposeScope();
            using var model = Toy.Model();
            Grafting.Apply(model, new Quantised(new Lora(2, 4, 0), QuantisedForm.Nf4), seed: 0);
            Assert.Throws<InvalidOperationException>(() => model.Language.Save(folder.FullName));
            Merging.Merge(model);
            model.Language.Save(folder.FullName);
            using var again = CausalLanguageModel.Load(folder.FullName);
            Assert.Equal(Weights.Fingerprint(model.Language), Weights.Fingerprint(again));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
