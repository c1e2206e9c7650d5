using System.Globalization;
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
    private const double LargestNorm = 1;
    private const int ReportEvery = 20;

    /// <summary>Trains a tower and writes it as a Hugging Face folder.</summary>
    /// <param name="folder">config.json and model.safetensors are written here.</param>
    /// <param name="log">CSV: phase, step, loss.</param>
    public static void Run(World world, VisionRecipe recipe, string folder, string log, Watch watch)
    {
        using var scope = NewDisposeScope();
        using var chance = new Generator((ulong)recipe.Seed, CPU);
        var tower = SigLip.Untrained(Config(recipe), recipe.Seed);
        MimeticInit.Apply(tower.named_parameters().Select(pair => (pair.name, pair.parameter)), recipe.QueryScale, chance);
        var share = (double)recipe.CropSteps / (recipe.CropSteps + recipe.SceneSteps);
        tower.train();
        var curve = Crops(world, recipe, tower, chance, watch.Part(0, share));
        curve = Scenes(world, recipe, tower, chance, curve, watch.Part(share, 1 - share) with { Checkpoint = watch.Checkpoint.Next() });
        tower.eval();
        tower.Save(folder);
        File.WriteAllText(log, string.Join('\n', ["phase,step,loss", .. curve, ""]));
    }

    /// <summary>Shape of the tower that a recipe gives.</summary>
    public static SigLipConfig Config(VisionRecipe recipe) => new()
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
    private static List<string> Crops(World world, VisionRecipe recipe, SigLip tower, Generator chance, Watch watch)
    {
        using var classifier = nn.Linear(recipe.Width, world.Total);
        InitialiseLinear(classifier, chance);
        using var optimiser = optim.AdamW([.. tower.Stem.parameters(), .. classifier.parameters()], recipe.CropRate, weight_decay: recipe.WeightDecay);
        var (sampler, random) = (new VisionSampler(world), Chance.Of((ulong)recipe.Seed, "crops"));
        var state = new LoopState(LoopState.Of("tower", tower).Concat(LoopState.Of("classifier", classifier)), optimiser, random);
        return Train(new Phase("crops", recipe.CropSteps, step => recipe.CropRate * Schedule.Linear(step, recipe.CropSteps, recipe.CropWarmUpSteps), Loss, []), state, [], watch);

        Tensor Loss()
        {
            var batch = VisionBatch.Crops(sampler, recipe, random);
            var strongest_ND = tower.Stem.call(batch.Pixels_NCHW).amax(1);
            return nn.functional.cross_entropy(classifier.call(strongest_ND), batch.Names);
        }
    }

    /// <summary>Phase B: every patch meets the names.</summary>
    private static List<string> Scenes(World world, VisionRecipe recipe, SigLip tower, Generator chance, List<string> curve, Watch watch)
    {
        using var head = new NameHead(recipe.Width, VisionBatch.WordBags(world), recipe.NameWidth, VisionSampler.Unpainted + 1, chance);
        var weights = Enumerable.Repeat(1f, world.Total + 1).ToArray();
        weights[^1] = (float)recipe.BackgroundWeight;
        using var classWeights_K = tensor(weights).DetachFromDisposeScope();
        Parameter[] trained = [.. tower.parameters(), .. head.parameters()];
        using var optimiser = optim.AdamW(trained, recipe.SceneRate, beta1: 0.9, beta2: 0.98, weight_decay: recipe.WeightDecay);
        var (sampler, random) = (new VisionSampler(world), Chance.Of((ulong)recipe.Seed, "scenes"));
        var state = new LoopState(LoopState.Of("tower", tower).Concat(LoopState.Of("head", head)), optimiser, random);
        return Train(
            new Phase("scenes", recipe.SceneSteps, step => recipe.SceneRate * Schedule.Cosine(step, recipe.SceneSteps, recipe.SceneWarmUp),
                () => DeepLoss(tower, head, VisionBatch.Scenes(sampler, recipe, random), classWeights_K, recipe.PaintWeight), trained),
            state, curve, watch);
    }

    /// <summary>The loop of both phases.</summary>
    /// <param name="before">The log of earlier phases.</param>
    /// <returns>The log so far.</returns>
    private static List<string> Train(Phase phase, LoopState state, List<string> before, Watch watch)
    {
        var first = watch.Resume(state, phase.Steps, out var lines);
        List<string> curve = [.. first > 0 ? lines : before];
        for (var step = first; step < phase.Steps; step++)
        {
            watch.Cancel.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            foreach (var group in state.Optimiser.ParamGroups) group.LearningRate = phase.Rate(step);
            var loss = phase.Loss();
            state.Optimiser.zero_grad();
            loss.backward();
            if (phase.Clipped.Count > 0) nn.utils.clip_grad_norm_(phase.Clipped, LargestNorm);
            state.Optimiser.step();
            if (step % ReportEvery == 0 || step == phase.Steps - 1)
            {
                var value = loss.item<float>();
                curve.Add(string.Create(CultureInfo.InvariantCulture, $"{phase.Name},{step},{value:g6}"));
                watch.Progress((double)step / phase.Steps, $"{phase.Name} {step}/{phase.Steps}, loss {value:f3}");
            }
            watch.Checkpoint.Offer(state, step + 1, phase.Steps, () => curve);
        }
        return curve;
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

    /// <param name="Rate">Learning rate of a step.</param>
    /// <param name="Loss">Draws a batch and gives its loss.</param>
    /// <param name="Clipped">Whose gradients are clipped together; empty for none.</param>
    private sealed record Phase(string Name, int Steps, Func<int, double> Rate, Func<Tensor> Loss, IReadOnlyList<Parameter> Clipped);
}
