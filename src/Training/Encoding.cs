using Steering.Data;
using Steering.Data.Imaging;
using Steering.Data.Shards;
using Steering.Data.Sources;
using Steering.Models;
using static TorchSharp.torch;

namespace Steering.Training;

// N images, V visual tokens, C tower width.

/// <summary>Runs a frozen vision tower once over every image that samples name; the tuning stages read the features instead of pixels.</summary>
public static class Encoding
{
    private const int Batch = 64;

    /// <summary>Writes a <see cref="FeatureTable"/> [N, V, C] of the images that the samples name, in their order.</summary>
    /// <exception cref="InvalidDataException">A picture is missing or broken; the message names a row that shows it, and the file.</exception>
    public static async Task RunAsync(string raw, RawFormat format, string samples, string tower, string output, Action<double, string> progress, CancellationToken cancel) =>
        Encode(RawFolder.Images(raw, format), await SampleShards.ReadAsync(samples, cancel), tower, output, progress, cancel);

    private static void Encode(string images, IReadOnlyList<Sample> samples, string towerFolder, string output, Action<double, string> progress, CancellationToken cancel)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        using var tower = VisionTowers.Load(towerFolder);
        tower.AsModule.eval();
        var processor = new ImageProcessor(tower.Config.ImageSize);
        var names = PictureSource.Named(samples);
        var parts = new List<Tensor>();
        for (var start = 0; start < names.Count; start += Batch)
        {
            cancel.ThrowIfCancellationRequested();
            var chunk = names.Skip(start).Take(Batch).ToList();
            var pixels = new float[chunk.Count * processor.Length];
            for (var i = 0; i < chunk.Count; i++)
                processor.Process(SamplePicture.Read(images, chunk[i], samples), pixels.AsSpan(i * processor.Length, processor.Length));
            using var inner = NewDisposeScope();
            var pixels_NCHW = tensor(pixels).reshape(chunk.Count, 3, processor.Size, processor.Size);
            parts.Add(tower.Features(pixels_NCHW).MoveToOuterDisposeScope());
            progress((double)start / names.Count, $"image {start}/{names.Count}");
        }
        // A text-only set has a table too, of no rows.
        using var table = new FeatureTable(names, parts.Count > 0 ? cat(parts, 0) : zeros(0, tower.Config.Tokens, tower.Config.Width));
        table.Save(output);
    }
}
