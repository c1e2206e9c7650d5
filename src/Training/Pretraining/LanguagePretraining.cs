using System.Globalization;
using Steering.Data.IconWorld;
using Steering.Data.Text;
using Steering.Models;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Steering.Training.Pretraining;

// B rows, T positions, D width, V vocabulary, N weighted positions.

/// <summary>Pretrains a small Phi on written scenes, checklists, captions and dictionary text: it sees no pixel.</summary>
public static class LanguagePretraining
{
    private const double NormEpsilon = 1e-5;
    private const double RopeTheta = 1e4;
    private const int ReportEvery = 20;

    /// <summary>Trains a model and writes it as a Hugging Face folder.</summary>
    /// <param name="log">CSV: step, loss.</param>
    public static void Run(
        LanguageSampler sampler, ByteLevelBpe tokenizer, ChatTemplate template, LanguageRecipe recipe, string folder, string log, Watch watch)
    {
        using var scope = NewDisposeScope();
        using var chance = new Generator((ulong)recipe.Seed, CPU);
        using var model = Initialise(recipe, tokenizer.VocabularySize, chance);
        var rows = new WrittenRows(tokenizer, template);
        var random = Chance.Of((ulong)recipe.Seed, "language");
        Parameter[] trained = [.. model.parameters()];
        using var optimiser = optim.AdamW(trained, recipe.Rate, beta1: 0.9, beta2: 0.98, weight_decay: recipe.WeightDecay);
        var state = new LoopState(LoopState.Of("model", model), optimiser, random);
        var first = watch.Resume(state, recipe.Steps, out var lines);
        List<string> curve = [.. lines];
        for (var step = first; step < recipe.Steps; step++)
        {
            watch.Cancel.ThrowIfCancellationRequested();
            using var stepScope = NewDisposeScope();
            var done = (double)step / recipe.Steps;
            var size = done < recipe.YoungUntil ? 2 * recipe.Batch : recipe.Batch;
            var batch = new WrittenBatch([.. Enumerable.Range(0, size).Select(_ => rows.Of(sampler.Next(random, done)))], tokenizer.VocabularySize);
            foreach (var group in optimiser.ParamGroups) group.LearningRate = recipe.Rate * Schedule.Cosine(step, recipe.Steps, recipe.WarmUp);
            var loss = Loss(model, batch);
            optimiser.zero_grad();
            loss.backward();
            nn.utils.clip_grad_norm_(trained, recipe.Clip);
            optimiser.step();
            if (step % ReportEvery == 0 || step == recipe.Steps - 1)
            {
                var value = loss.item<float>();
                curve.Add(string.Create(CultureInfo.InvariantCulture, $"{step},{value:g6}"));
                watch.Progress(done, $"step {step}/{recipe.Steps}, loss {value:f3}");
            }
            watch.Checkpoint.Offer(state, step + 1, recipe.Steps, () => curve);
        }
        File.WriteAllText(log, string.Join('\n', ["step,loss", .. curve, ""]));
        model.Save(folder);
    }

    private static CausalLanguageModel Initialise(LanguageRecipe recipe, int vocabulary, Generator chance)
    {
        var model = CausalLanguageModel.Untrained(
            new PhiConfig
            {
                Vocabulary = vocabulary,
                Width = recipe.Width,
                FeedForward = recipe.FeedForward,
                Layers = recipe.Layers,
                Heads = recipe.Heads,
                KeyValueHeads = recipe.Heads,
                RotaryFraction = recipe.RotaryFraction,
                Positions = recipe.MaxPositions,
                NormEpsilon = NormEpsilon,
                RopeTheta = RopeTheta,
            },
            recipe.Seed);
        MimeticInit.Apply(model.named_parameters().Select(pair => (pair.name, pair.parameter)), recipe.QueryScale, chance);
        using var off = no_grad();
        var head = model.named_parameters().Where(pair => pair.name.StartsWith("lm_head.", StringComparison.Ordinal)).ToDictionary(pair => pair.name, pair => pair.parameter);
        nn.init.normal_(model.Tokens.Weight, 0, recipe.EmbeddingScale, chance);
        head["lm_head.weight"].copy_(model.Tokens.Weight);   // starts as the embedding; nothing is tied afterwards
        head["lm_head.bias"].zero_();
        return model;
    }

    /// <summary>Weighted cross-entropy: answers count 1, other tokens the item's prompt weight.</summary>
    private static Tensor Loss(CausalLanguageModel model, WrittenBatch batch)
    {
        var embeddings_BTD = batch.Counts().matmul(model.Tokens.Weight).reshape(batch.Rows, batch.Length, -1);
        var stream_BTD = model.call(new LanguageInput(embeddings_BTD));
        var chosen_ND = stream_BTD.flatten(0, 1).index_select(0, tensor(batch.Positions.ToArray()));
        var losses_N = nn.functional.cross_entropy(model.Logits(chosen_ND), tensor(batch.Targets.ToArray()), reduction: nn.Reduction.None);
        var weights_N = tensor(batch.Weights.ToArray());
        return (losses_N * weights_N).sum() / weights_N.sum();
    }
}
