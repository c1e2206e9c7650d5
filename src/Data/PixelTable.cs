using Steering.Data.Imaging;
using static TorchSharp.torch;

namespace Steering.Data;

// N chosen pictures, H × W pixels.

/// <summary>Pictures in a folder, read and preprocessed each time they are taken.</summary>
/// <param name="folder">Where they lie.</param>
/// <param name="names">Their names, one for each row.</param>
/// <param name="processor">The tower's preprocessing.</param>
/// <param name="visualTokens">Features the tower makes of one.</param>
/// <param name="device">Where the pixels go; null is the CPU.</param>
public sealed class PixelTable(string folder, IReadOnlyList<string> names, ImageProcessor processor, int visualTokens, Device? device = null) : IPictureTable
{
    private readonly Dictionary<string, int> _rows = names.Select((name, row) => (name, row)).ToDictionary(pair => pair.name, pair => pair.row, StringComparer.Ordinal);

    public IReadOnlyList<string> Names => names;

    public int VisualTokens => visualTokens;

    public bool HoldsPixels => true;

    public int Row(string image) => _rows.TryGetValue(image, out var row)
        ? row
        : throw new KeyNotFoundException($"The pixel table of {folder} has no picture '{image}' (it has {names.Count}). Name it among the data set's pictures.");

    /// <summary>Pixels [N, 3, H, W] of the given rows.</summary>
    public Tensor Take(IReadOnlyList<int> rows)
    {
        var pixels = new float[rows.Count * processor.Length];
        for (var i = 0; i < rows.Count; i++)
        {
            processor.Process(Png.Read(Path.Combine(folder, names[rows[i]])), pixels.AsSpan(i * processor.Length, processor.Length));
        }
        using var scope = NewDisposeScope();
        var pixels_NCHW = tensor(pixels).reshape(rows.Count, 3, processor.Size, processor.Size);
        return (device is null ? pixels_NCHW : pixels_NCHW.to(device)).MoveToOuterDisposeScope();
    }

    /// <summary>Holds nothing between two takes.</summary>
    public void Dispose()
    {
    }
}
