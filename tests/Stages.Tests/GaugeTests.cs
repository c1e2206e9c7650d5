using System.Text.Json;
using Steering.Flow;
using Steering.Models;
using Steering.Peft;

namespace Steering.Stages.Tests;

/// <summary>The subspaces of an adapter file, as the stage reads them.</summary>
public sealed class GaugeTests
{
    [Fact]
    public async Task Every_editor_is_counted_and_the_worst_deviation_told()
    {
        var folder = Directory.CreateTempSubdirectory("gauge");
        try
        {
            using var model = new Llava(
                CausalLanguageModel.Untrained(new PhiConfig { Width = 32, FeedForward = 48, Layers = 3, Heads = 4, KeyValueHeads = 4, Vocabulary = 40, Positions = 64, RotaryFraction = 0.5, RopeTheta = 1e4, NormEpsilon = 1e-5 }, 1),
                Connector.Untrained("linear", 8, 32, 1));
            var adapter = Path.Combine(folder.FullName, "adapter.safetensors");
            AdapterFile.Save(adapter, Grafting.Apply(model, new MoReS(2), seed: 1));
            var stage = new Gauge("toy", new Source<Weights>("adapter.safetensors"));
            await stage.RunAsync(new StageRun(stage, [adapter], folder.FullName), CancellationToken.None);
            var found = JsonSerializer.Deserialize<Dictionary<string, double>>(await File.ReadAllTextAsync(Path.Combine(folder.FullName, stage.Found.FileName)))!;   // the stage wrote an object
            Assert.Equal(3, found[Gauge.Editors]);
            Assert.InRange(found[Gauge.Worst], 0, 1e-5);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
