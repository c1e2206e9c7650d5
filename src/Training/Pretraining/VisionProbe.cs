using System.Text.Json;
using Steering.Data.IconWorld;
using Steering.Data.Imaging;
using Steering.Models;
using static TorchSharp.torch;

namespace Steering.Training.Pretraining;

// N images, D feature width, K concepts.

/// <param name="TrainImages">Images per concept in the training styles.</param>
/// <param name="TestImages">Images per concept in the held-out style.</param>
public sealed record ProbeRecipe(int TrainImages, int TestImages, int Epochs, int Batch, double Rate, double WeightDecay, int Seed);

/// <summary>
/// Leave-one-style-out linear probe of a vision tower: one icon at random scale and place, a linear classifier learnt on four designers'
/// drawings and tested on the fifth's. Nothing is chosen on the test. Raw pixels (averaged 4 × 4) stand beside it.
/// </summary>
public static class VisionProbe
{
    private const int EncodeBatch = 100;
    private const int PixelPool = 4;

    /// <summary>Writes <c>{"concepts", "tower", "raw pixels", "chance", "n"}</c>, accuracies in percent.</summary>
    public static void Run(World world, string towerFolder, ProbeRecipe recipe, string output, Action<double, string> progress, CancellationToken cancel)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        using var tower = VisionTowers.Load(towerFolder);
        tower.AsModule.eval();
        var (train, trainNames) = Draw(world, recipe, Style.Train, recipe.TrainImages, "probe train");
        var (test, testNames) = Draw(world, recipe, Style.HeldOut, recipe.TestImages, "probe test");
        progress(0.1, $"{train.Count + test.Count} pictures drawn");
        var featured = Accuracy(recipe, Encode(tower, train, cancel), trainNames, Encode(tower, test, cancel), testNames, world.Count);
        progress(0.8, $"tower {featured:f1} %");
        var raw = Accuracy(recipe, Pixels(train), trainNames, Pixels(test), testNames, world.Count);
        File.WriteAllText(output, JsonSerializer.Serialize(new SortedDictionary<string, double>(StringComparer.Ordinal)
        {
            ["concepts"] = world.Count,
            ["tower"] = Math.Round(featured, 2),
            ["raw pixels"] = Math.Round(raw, 2),
            ["chance"] = Math.Round(100.0 / world.Count, 2),
            ["n"] = test.Count,
        }) + "\n");
    }

    private static (List<Picture> Pictures, long[] Names) Draw(World world, ProbeRecipe recipe, IReadOnlyList<int> styles, int each, string stream)
    {
        var chance = Chance.Of((ulong)recipe.Seed, stream);
        var sampler = new VisionSampler(world);
        var names = Enumerable.Range(0, world.Count).SelectMany(concept => Enumerable.Repeat((long)concept, each)).ToArray();
        return ([.. names.Select(name => sampler.Probe(chance, (int)name, styles))], names);
    }

    /// <summary>Mean and maximum over the patches of hidden_states[-2].</summary>
    private static Tensor Encode(IVisionTower tower, List<Picture> pictures, CancellationToken cancel)
    {
        var parts = new List<Tensor>();
        foreach (var chunk in pictures.Chunk(EncodeBatch))
        {
            cancel.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var h_NPD = tower.Features(VisionBatch.Stack(chunk, tower.Config.ImageSize));
            parts.Add(cat([h_NPD.mean([1]), h_NPD.amax(1)], 1).MoveToOuterDisposeScope());
        }
        return cat(parts, 0);
    }

    private static Tensor Pixels(List<Picture> pictures)
    {
        var parts = pictures.Chunk(EncodeBatch).Select(chunk => nn.functional.avg_pool2d(VisionBatch.Stack(chunk, chunk[0].Width), PixelPool).flatten(1)).ToList();
        return cat(parts, 0);
    }

    private static double Accuracy(ProbeRecipe recipe, Tensor train_ND, long[] trainNames, Tensor test_ND, long[] testNames, int concepts)
    {
        using var scope = NewDisposeScope();
        var mean_D = train_ND.mean([0]);
        var spread_D = (train_ND - mean_D).square().mean([0]).sqrt() + 1e-4;
        var x_ND = (train_ND - mean_D) / spread_D;
        var names = tensor(trainNames);
        using (enable_grad())
        {
            using var classifier = nn.Linear(train_ND.size(1), concepts);
            using (no_grad()) nn.init.zeros_(classifier.weight);
            using (no_grad()) nn.init.zeros_(classifier.bias!);
            using var optimiser = optim.AdamW(classifier.parameters(), recipe.Rate, weight_decay: recipe.WeightDecay);
            using var chance = new Generator((ulong)recipe.Seed, CPU);
            for (var epoch = 0; epoch < recipe.Epochs; epoch++)
            {
                using var epochScope = NewDisposeScope();
                foreach (var rows in randperm(trainNames.Length, generator: chance).split(recipe.Batch))
                {
                    using var step = NewDisposeScope();
                    var loss = nn.functional.cross_entropy(classifier.call(x_ND.index_select(0, rows)), names.index_select(0, rows));
                    optimiser.zero_grad();
                    loss.backward();
                    optimiser.step();
                }
            }
            using var still = no_grad();
            var guesses = classifier.call((test_ND - mean_D) / spread_D).argmax(1);
            return 100 * guesses.eq(tensor(testNames)).to(ScalarType.Float32).mean().item<float>();
        }
    }
}
