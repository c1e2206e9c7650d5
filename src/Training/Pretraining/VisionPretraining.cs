using Steering.Data.IconWorld;
using Steering.Models;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Steering.Training.Pretraining;

// N images, C channels, H × W pixels, P patches, D width, K concepts + background.

/// <summary>
/// Pretrains a small SigLIP tower on the icon world. Phase A: the stem alone on crops of one icon. Phase B: the whole tower on scenes,
/// every patch against the names of its object, at the stem's and every block's output (deep supervision).
/// </summary>
public static class VisionPretraining
{
    private const int FeedForwardRatio = 4;
    private const int PatchPixels = 12;
    private const double NormEpsilon = 1e-6;

    /// <summary>Trains a tower and writes it as a Hugging Face folder.</summary>
    /// <param name="folder">config.json and model.safetensors are written here.</param>
    /// <param name="log">CSV: phase, step, loss.</param>
    public static void Run(World world, VisionRecipe recipe, string folder, string log, Action<double, string> progress, CancellationToken cancel)
    {
        using var scope = NewDisposeScope();
        using var chance = new Generator((ulong)recipe.Seed, CPU);
        var tower = SigLip.Untrained(Config(recipe), recipe.Seed);
        MimeticInit.Apply(tower.named_parameters().Select(pair => (pair.name, pair.parameter)), recipe.QueryScale, chance);
        using var curve = new StreamWriter(log) { NewLine = "\n" };
        curve.WriteLine("phase,step,loss");
        tower.train();
        Crops(world, recipe, tower, chance, curve, progress, cancel);
        Scenes(world, recipe, tower, chance, curve, progress, cancel);
        tower.eval();
        tower.Save(folder);
    }

    private static SigLipConfig Config(VisionRecipe recipe) => new()
    {
        Width = recipe.Width,
        FeedForward = FeedForwardRatio * recipe.Width,
        Layers = recipe.Layers,
        Heads = recipe.Heads,
        ImageSize = recipe.ImageSize,
        PatchSize = PatchPixels,
        NormEpsilon = NormEpsilon,
        Stem = StemKind.Convolutional,
        NormalisesFeatures = true,
    };

    /// <summary>Phase A: what one icon shows, from the strongest patch of a small crop; the classifier is thrown away.</summary>
    private static void Crops(
        World world, VisionRecipe recipe, SigLip tower, Generator chance, StreamWriter curve, Action<double, string> progress, CancellationToken cancel)
    {
        using var classifier = nn.Linear(recipe.Width, world.Count);
        InitialiseLinear(classifier, chance);
        using var optimiser = optim.AdamW([.. tower.Stem.parameters(), .. classifier.parameters()], recipe.CropRate, weight_decay: recipe.WeightDecay);
        var sampler = new VisionSampler(world);
        var random = Chance.Of((ulong)recipe.Seed, "crops");
        for (var step = 0; step < recipe.CropSteps; step++)
        {
            cancel.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            foreach (var group in optimiser.ParamGroups) group.LearningRate = recipe.CropRate * Schedule.Linear(step, recipe.CropSteps, recipe.CropWarmUpSteps);
            var batch = VisionBatch.Crops(sampler, recipe, random);
            var strongest_ND = tower.Stem.call(batch.Pixels_NCHW).amax(1);
            var loss = nn.functional.cross_entropy(classifier.call(strongest_ND), batch.Names);
            optimiser.zero_grad();
            loss.backward();
            optimiser.step();
            Report("crops", step, recipe.CropSteps, 0, loss, curve, recipe, progress);
        }
    }

    /// <summary>Phase B: every patch meets the names.</summary>
    private static void Scenes(
        World world, VisionRecipe recipe, SigLip tower, Generator chance, StreamWriter curve, Action<double, string> progress, CancellationToken cancel)
    {
        using var head = new NameHead(recipe.Width, VisionBatch.WordBags(world), recipe.NameWidth, VisionSampler.Unpainted + 1, chance);
        var weights = Enumerable.Repeat(1f, world.Count + 1).ToArray();
        weights[^1] = (float)recipe.BackgroundWeight;
        using var classWeights_K = tensor(weights).DetachFromDisposeScope();
        Parameter[] trained = [.. tower.parameters(), .. head.parameters()];
        using var optimiser = optim.AdamW(trained, recipe.SceneRate, beta1: 0.9, beta2: 0.98, weight_decay: recipe.WeightDecay);
        var sampler = new VisionSampler(world);
        var random = Chance.Of((ulong)recipe.Seed, "scenes");
        for (var step = 0; step < recipe.SceneSteps; step++)
        {
            cancel.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            foreach (var group in optimiser.ParamGroups) group.LearningRate = recipe.SceneRate * Schedule.Cosine(step, recipe.SceneSteps, recipe.SceneWarmUp);
            var batch = VisionBatch.Scenes(sampler, recipe, random);
            var loss = DeepLoss(tower, head, batch, classWeights_K, recipe.PaintWeight);
            optimiser.zero_grad();
            loss.backward();
            nn.utils.clip_grad_norm_(trained, 1.0);
            optimiser.step();
            Report("scenes", step, recipe.SceneSteps, recipe.CropSteps, loss, curve, recipe, progress);
        }
    }

    private static Tensor DeepLoss(SigLip tower, NameHead head, VisionBatch batch, Tensor classWeights_K, double paintWeight)
    {
        var states = tower.NormalisedStates(batch.Pixels_NCHW);
        var sum = zeros(1);
        foreach (var state_NPD in states)
        {
            var (names_PK, paints_PC) = head.call(state_NPD.flatten(0, 1));
            sum = sum + nn.functional.cross_entropy(names_PK, batch.Names, classWeights_K)
                + (paintWeight * nn.functional.cross_entropy(paints_PC, batch.Paints!, ignore_index: VisionSampler.NoPaint));
        }
        return sum / states.Count;
    }

    private static void InitialiseLinear(Linear layer, Generator chance)
    {
        using var off = no_grad();
        var bound = 1 / Math.Sqrt(layer.weight.shape[1]);
        nn.init.uniform_(layer.weight, -bound, bound, chance);
        nn.init.zeros_(layer.bias!);
    }

    private static void Report(
        string phase, int step, int steps, int before, Tensor loss, StreamWriter curve, VisionRecipe recipe, Action<double, string> progress)
    {
        if (step % 20 != 0 && step != steps - 1) return;
        var value = loss.item<float>();
        curve.WriteLine($"{phase},{step},{value:g6}");
        progress((double)(before + step) / (recipe.CropSteps + recipe.SceneSteps), $"{phase} {step}/{steps}, loss {value:f3}");
    }
}
