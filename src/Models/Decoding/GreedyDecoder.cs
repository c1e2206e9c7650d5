using static TorchSharp.torch;

namespace Steering.Models;

// B questions, N images, V visual tokens, C vision width, T tokens, D width.

/// <summary>
/// Greedy answers of many questions at once: the part of a prompt up to and with the picture is read once per picture, then the questions
/// about it are read together over copies of its cache, padded at the right, and decoded in step. Steering acts while prompts are read;
/// decoding steps are left alone. An answer does not depend on what else is in the batch.
/// </summary>
public sealed class GreedyDecoder(Llava model, GreedyOptions options)
{
    /// <summary>Answers one batch; the caller chooses its size.</summary>
    /// <param name="prompts">Questions whose ids before the picture are equal, all with a picture or all without.</param>
    /// <param name="features">Features of the picture rows [n, V, C] for the given rows of the feature table, on any device; unused without pictures.</param>
    /// <returns>For each prompt the new tokens, without the end of text.</returns>
    public IReadOnlyList<IReadOnlyList<int>> Answer(IReadOnlyList<EncodedPrompt> prompts, Func<IReadOnlyList<int>, Tensor> features)
    {
        Check(prompts);
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        // What is steered may hang on the question: such prompts share nothing, and their second part is told where it stands.
        var apart = model.Language.ReadsQuestions || prompts.Any(prompt => prompt.Chosen is not null);
        var (cache, visual) = prompts[0].Image is null ? (new KeyValueCache(model.Language.Config.Layers), 0) : ReadImages(prompts, features, apart);
        using var run = new GreedyRun(model.Language, options, prompts, cache, apart ? new PromptLayout(prompts, visual, model.Language.Device) : null);
        return run.Decode();
    }

    private static void Check(IReadOnlyList<EncodedPrompt> prompts)
    {
        if (prompts.Count == 0) throw new ArgumentException("There is nothing to answer.", nameof(prompts));
        foreach (var prompt in prompts)
        {
            if (prompt.AfterImage.Count == 0) throw new ArgumentException("A prompt ends with its picture: the template must put text behind it.", nameof(prompts));
            if (prompt.Image is null != prompts[0].Image is null || !prompt.BeforeImage.SequenceEqual(prompts[0].BeforeImage))
            {
                throw new ArgumentException("One batch holds prompts with and without a picture, or with different text before it. Group them first.", nameof(prompts));
            }
        }
    }

    /// <summary>Reads "text, picture" once per distinct picture (or once per prompt) and lays the cache out for the questions.</summary>
    private (KeyValueCache Cache, int Visual) ReadImages(IReadOnlyList<EncodedPrompt> prompts, Func<IReadOnlyList<int>, Tensor> features, bool apart)
    {
        using var scope = NewDisposeScope();
        List<EncodedPrompt> read = apart ? [.. prompts] : [.. prompts.DistinctBy(prompt => prompt.Image)];
        int[] images = [.. read.Select(prompt => prompt.Image!.Value)];   // Check: all have one
        var rowOf = images.Select((image, row) => (image, row)).DistinctBy(pair => pair.image).ToDictionary(pair => pair.image, pair => (long)pair.row);
        var device = model.Language.Device;
        var features_NVC = features(images).to(device);
        var visual = model.Connector.Tokens((int)features_NVC.size(1));
        var layout = new PromptLayout(read, visual, device);
        var before = prompts[0].BeforeImage;
        var ids = new long[images.Length, layout.First];
        for (var row = 0; row < images.Length; row++)
        {
            for (var i = 0; i < before.Count; i++) ids[row, i] = before[i];
        }
        var first = layout.OfFirst();
        var cache = new KeyValueCache(model.Language.Config.Layers);
        var embeddings_NTD = model.Embed(new LlavaInput(tensor(ids, device: device), features_NVC, first));
        _ = model.Language.call(new LanguageInput(embeddings_NTD) { Cache = cache, Layout = first, CacheOnly = true });
        if (apart) return (cache, visual);
        using var shared = cache;
        return (shared.Select(tensor(prompts.Select(prompt => rowOf[prompt.Image!.Value]).ToArray(), device: device)), visual);
    }
}
