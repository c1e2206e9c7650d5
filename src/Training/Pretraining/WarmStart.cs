using Steering.Data.IconWorld;
using Steering.Models;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Steering.Training.Pretraining;

// M patches, P patches of a step, C tower width, D language width, V vocabulary, W words of a bag.

/// <summary>How a connector is brought into the word space before captions are shown.</summary>
/// <param name="Steps">Optimiser steps.</param>
/// <param name="Batch">Patches per step.</param>
/// <param name="Rate">AdamW's rate, cosine to zero.</param>
/// <param name="ObjectShare">Share of patches that show an object; the rest is background.</param>
/// <param name="NameWeight">How much more an object's name counts than its other words.</param>
public sealed record WarmStartRecipe(int Steps, int Batch, double Rate, double ObjectShare, double NameWeight);

/// <summary>
/// Warm start of a connector without the language model's layers: a patch must become the sum of its words' embeddings, and be nearest
/// to exactly those words among the whole vocabulary. In a budget of minutes captions alone do not find the word space.
/// The words come from the scene records of the caption images, as a detailed caption would give them.
/// </summary>
public static class WarmStart
{
    private const double NearestWeight = 0.5;
    private const double InitialSharpness = 2;
    private const double WarmUp = 0.03;

    /// <summary>Trains the connector in place.</summary>
    /// <param name="features_MC">Visual features of all patches [M, C].</param>
    /// <param name="bags">Token ids of each patch; the marker first, then (for an object) its name, then other words.</param>
    /// <param name="embeddings_VD">The frozen token table [V, D].</param>
    public static void Run(
        Connector connector, Tensor features_MC, IReadOnlyList<int[]> bags, Tensor embeddings_VD, WarmStartRecipe recipe, int seed, Watch watch)
    {
        var objects = Enumerable.Range(0, bags.Count).Where(patch => bags[patch].Length > 1).ToArray();
        var background = Enumerable.Range(0, bags.Count).Where(patch => bags[patch].Length == 1).ToArray();
        if (objects.Length == 0 || background.Length == 0)
            throw new InvalidDataException($"The warm start needs patches with and without objects; it got {objects.Length} and {background.Length}. Are the scene records those of the caption images?");
        var words = bags.Max(bag => bag.Length);
        using var chance = new Generator((ulong)seed, CPU);
        var random = Chance.Of((ulong)seed, "warm start");
        using var sharpness = new Parameter(tensor(new float[] { (float)InitialSharpness }, device: connector.Device).DetachFromDisposeScope());
        using var optimiser = optim.AdamW([.. connector.parameters(), sharpness], recipe.Rate);
        var state = new LoopState([.. LoopState.Of("connector", connector), ("sharpness", sharpness)], optimiser, random);
        for (var step = watch.Resume(state, recipe.Steps, out _); step < recipe.Steps; step++)
        {
            watch.Cancel.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            foreach (var group in optimiser.ParamGroups) group.LearningRate = recipe.Rate * Schedule.Cosine(step, recipe.Steps, WarmUp);
            var chosen = Choose(random, objects, background, recipe);
            var loss = Loss(connector, features_MC, chosen, bags, words, embeddings_VD, sharpness, recipe.NameWeight);
            optimiser.zero_grad();
            loss.backward();
            optimiser.step();
            watch.Checkpoint.Offer(state, step + 1, recipe.Steps, () => []);
            if (step % 100 == 0) watch.Progress((double)step / recipe.Steps, $"warm start {step}/{recipe.Steps}, loss {loss.item<float>():f3}");
        }
    }

    private static long[] Choose(Chance random, int[] objects, int[] background, WarmStartRecipe recipe)
    {
        var fromObjects = (int)(recipe.Batch * recipe.ObjectShare);
        var chosen = new long[recipe.Batch];
        for (var i = 0; i < chosen.Length; i++)
            chosen[i] = i < fromObjects ? objects[random.Below(objects.Length)] : background[random.Below(background.Length)];
        return chosen;
    }

    /// <summary>Squared error over the targets' variance, and the cross-entropy of z·E·e^k on the patch's words.</summary>
    private static Tensor Loss(
        Connector connector, Tensor features_MC, long[] chosen, IReadOnlyList<int[]> bags, int words, Tensor embeddings_VD, Tensor sharpness, double nameWeight)
    {
        var ids = new long[chosen.Length * words];
        var present = new float[chosen.Length * words];
        var weight = new float[chosen.Length * words];
        for (var i = 0; i < chosen.Length; i++)
        {
            var bag = bags[(int)chosen[i]];
            for (var w = 0; w < bag.Length; w++)
            {
                ids[(i * words) + w] = bag[w];
                present[(i * words) + w] = 1;
                weight[(i * words) + w] = w == 1 ? (float)nameWeight : 1;
            }
        }
        var device = connector.Device;
        var ids_PW = tensor(ids, device: device).reshape(chosen.Length, words);
        var present_PW1 = tensor(present, device: device).reshape(chosen.Length, words, 1);
        var weight_PW = tensor(weight, device: device).reshape(chosen.Length, words);
        var target_PD = (embeddings_VD.index_select(0, ids_PW.flatten()).reshape(chosen.Length, words, -1) * present_PW1).sum(1);
        var z_PD = connector.call(features_MC.index_select(0, tensor(chosen, device: device)));
        var scores_PV = (z_PD.matmul(embeddings_VD.t()) * sharpness.exp()).log_softmax(-1);
        var nearest = -(scores_PV.gather(1, ids_PW) * weight_PW).sum() / weight_PW.sum();
        return ((z_PD - target_PD).square().mean() / target_PD.var()) + (NearestWeight * nearest);
    }
}
