using Steering.Data.IconWorld;
using Steering.Data.Imaging;
using static TorchSharp.torch;

namespace Steering.Training.Pretraining;

// N images, C channels, H × W pixels, P patches of all images, in order.

/// <summary>Pictures of the icon world with what each (crop) or each of its patches (scene) shows.</summary>
/// <param name="Pixels_NCHW">Float, (x − ½)/½.</param>
/// <param name="Names">Concept index per crop [N], or per patch [P] with the world's total for background.</param>
/// <param name="Paints">Paint index per patch [P], <see cref="VisionSampler.NoPaint"/> on background; null for crops.</param>
internal sealed record VisionBatch(Tensor Pixels_NCHW, Tensor Names, Tensor? Paints)
{
    /// <summary>For each concept its words (name twice, up to three tags, kind), and a word of its own for the background, last.</summary>
    public static IReadOnlyList<IReadOnlyList<int>> WordBags(World world)
    {
        var words = new Dictionary<string, int>(StringComparer.Ordinal);
        int Number(string word) => words.TryGetValue(word, out var known) ? known : words[word] = words.Count;
        return
        [
            .. world.All.Select(concept => (IReadOnlyList<int>)[.. ((string[])[concept.Name, concept.Name, .. concept.Tags.Take(3), concept.Kind]).Select(Number)]),
            [Number("<background>")],
        ];
    }

    /// <summary>Small pictures of one varied icon each.</summary>
    public static VisionBatch Crops(VisionSampler sampler, VisionRecipe recipe, Chance chance)
    {
        var drawn = Enumerable.Range(0, recipe.CropBatch).Select(_ => sampler.Crop(chance, recipe.CropSize)).ToList();
        return new VisionBatch(Stack([.. drawn.Select(crop => crop.Picture)], recipe.CropSize), tensor(drawn.Select(crop => (long)crop.Concept).ToArray()), null);
    }

    /// <summary>Whole scenes, every patch labelled.</summary>
    public static VisionBatch Scenes(VisionSampler sampler, VisionRecipe recipe, Chance chance)
    {
        var drawn = Enumerable.Range(0, recipe.SceneBatch).Select(_ => sampler.Scene(chance, recipe.FewestIcons, recipe.MostIcons)).ToList();
        return new VisionBatch(
            Stack([.. drawn.Select(item => item.Picture)], recipe.ImageSize),
            tensor(drawn.SelectMany(item => item.Concepts).Select(concept => (long)concept).ToArray()),
            tensor(drawn.SelectMany(item => item.PaintLabels).Select(paint => (long)paint).ToArray()));
    }

    /// <summary>Pictures as one batch [N, 3, size, size].</summary>
    public static Tensor Stack(IReadOnlyList<Picture> pictures, int size)
    {
        var processor = new ImageProcessor(size);
        var pixels = new float[pictures.Count * processor.Length];
        for (var i = 0; i < pictures.Count; i++) processor.Process(pictures[i], pixels.AsSpan(i * processor.Length, processor.Length));
        return tensor(pixels).reshape(pictures.Count, 3, size, size);
    }
}
