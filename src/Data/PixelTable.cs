using Steering.Data.Imaging;
using static TorchSharp.torch;

namespace Steering.Data;

// N chosen pictures, H × W pixels.

/// <summary>Pictures in a folder, read and preprocessed each time they are taken.</summary>
/// <param name="folder">Where they lie.</param>
/// <param name="samples">The data set's rows, which name them: one row of the table for each picture, in their order.</param>
/// <param name="processor">The tower's preprocessing.</param>
/// <param name="visualTokens">Features the tower makes of one.</param>
/// <param name="device">Where the pixels go; null is the CPU.</param>
public sealed class PixelTable(string folder, IReadOnlyList<Sample> samples, ImageProcessor processor, int visualTokens, Device? device = null) : IPictureTable
{
    private readonly (IReadOnlyList<string> Names, Dictionary<string, int> Rows) _pictures = Numbered(PictureSource.Named(samples));

    public IReadOnlyList<string> Names => _pictures.Names;

    public int VisualTokens => visualTokens;

    public bool HoldsPixels => true;

    public int Row(string image) => _pictures.Rows.TryGetValue(image, out var row)
        ? row
        : throw new KeyNotFoundException($"The pixel table of {folder} has no picture '{image}' (it has {Names.Count}). Name it among the data set's pictures.");

    /// <summary>Pixels [N, 3, H, W] of the given rows.</summary>
    /// <exception cref="InvalidDataException">A picture is missing or broken; the message names a sample that shows it, and the file.</exception>
    public Tensor Take(IReadOnlyList<int> rows)
    {
        var pixels = new float[rows.Count * processor.Length];
        for (var i = 0; i < rows.Count; i++)
        {
            processor.Process(SamplePicture.Read(folder, Names[rows[i]], samples), pixels.AsSpan(i * processor.Length, processor.Length));
        }
        using var scope = NewDisposeScope();
        var pixels_NCHW = tensor(pixels).reshape(rows.Count, 3, processor.Size, processor.Size);
        return (device is null ? pixels_NCHW : pixels_NCHW.to(device)).MoveToOuterDisposeScope();
    }

    private static (IReadOnlyList<string> Names, Dictionary<string, int> Rows) Numbered(IReadOnlyList<string> names) =>
        (names, names.Select((name, row) => (name, row)).ToDictionary(pair => pair.name, pair => pair.row, StringComparer.Ordinal));

    /// <summary>Holds nothing between two takes.</summary>
    public void Dispose()
    {
    }
}
