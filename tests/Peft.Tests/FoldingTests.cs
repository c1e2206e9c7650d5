using Steering.Models;
using static TorchSharp.torch;

namespace Steering.Peft.Tests;

/// <summary>A tuned model becomes a base of its own.</summary>
public sealed class FoldingTests : IDisposable
{
    private const double Error = 2e-5;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("folding-");

    public static TheoryData<string> Methods => [.. AllMethods.Samples.Where(sample => sample.Within(ModelPart.Vision) is null).Select(AllMethods.Text)];

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [MemberData(nameof(Methods))]
    public void A_folded_model_answers_as_the_tuned_one_or_the_method_is_refused_by_name(string text)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var method = AllMethods.Sample(text);
        var (files, adapter) = Tuned(method);
        using var tuned = files.Load(adapter, method, Toy.VisionWidth);
        tuned.eval();
        var (language, connector) = (Path.Combine(_folder.FullName, "folded"), Path.Combine(_folder.FullName, "connector.safetensors"));
        try
        {
            Folding.Run(files, adapter, method, Toy.VisionWidth, language, connector);
        }
        catch (Exception refused) when (refused is NotSupportedException or InvalidOperationException)
        {
            Assert.Contains(tuned.named_parameters().Concat(tuned.named_buffers().Select(one => (one.name, (TorchSharp.Modules.Parameter)null!))), one => one.Item1.Contains("edit", StringComparison.Ordinal) || method.Members.Any(member => member is Quantised));
            return;
        }
        using var folded = (files with { Language = language }).Load(connector, ConnectorTraining.Method, Toy.VisionWidth);
        folded.eval();
        var input = Toy.Input();
        Near.Equal(tuned.Loss(input, Toy.Labels(input)).Sum, folded.Loss(input, Toy.Labels(input)).Sum, Error, "loss");
        Assert.DoesNotContain(folded.named_parameters(), one => one.name.Contains("edit", StringComparison.Ordinal));
    }

    [Fact]
    public void What_steers_is_never_folded()
    {
        var method = new MoReS(1);
        var (files, adapter) = Tuned(method);
        var refused = Assert.Throws<NotSupportedException>(() => Folding.Run(files, adapter, method, Toy.VisionWidth, Path.Combine(_folder.FullName, "folded"), Path.Combine(_folder.FullName, "c")));
        Assert.Contains(method.Name, refused.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_folder.FullName, "folded")));
    }

    private (LlavaFiles Files, string Adapter) Tuned(IPeftMethod method)
    {
        using var scope = NewDisposeScope();
        var (language, adapter) = (Path.Combine(_folder.FullName, "base"), Path.Combine(_folder.FullName, "adapter.safetensors"));
        using (var plain = CausalLanguageModel.Untrained(Toy.Config, 1)) plain.Save(language);
        var files = new LlavaFiles(language, "linear");
        using var model = files.Build(Toy.VisionWidth, seed: 1);
        var grafted = Grafting.Apply(model, method, seed: 3);
        using (no_grad())
        {
            manual_seed(5);
            foreach (var one in grafted.All) one.Parameter.add_(randn_like(one.Parameter) * 0.02);
        }
        AdapterFile.Save(adapter, grafted);
        return (files, adapter);
    }
}
