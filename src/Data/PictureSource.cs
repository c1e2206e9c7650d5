using Steering.Data.Imaging;
using Steering.Data.Sources;

namespace Steering.Data;

/// <summary>Where a model finds the pictures of a data set: in a file of cached features, or in the data set itself.</summary>
/// <param name="Path">A features file, or a data set's folder.</param>
/// <param name="Pixels">The folder's format; null for a features file.</param>
public sealed record PictureSource(string Path, RawFormat? Pixels)
{
    /// <summary>Opens the pictures that samples name, in their order.</summary>
    /// <param name="samples">All samples of the set, so that both kinds of source have the same rows.</param>
    /// <param name="imageSize">Side of the pictures that the tower reads, in pixels.</param>
    /// <param name="visualTokens">Features the tower makes of one.</param>
    public IPictureTable Open(IReadOnlyList<Sample> samples, int imageSize, int visualTokens) => Pixels is { } format
        ? new PixelTable(RawFolder.Images(Path, format), samples, new ImageProcessor(imageSize), visualTokens)
        : FeatureTable.Load(Path);

    /// <summary>The pictures that samples name, each once, in their order.</summary>
    public static IReadOnlyList<string> Named(IEnumerable<Sample> samples) => [.. samples.Select(sample => sample.Image).OfType<string>().Distinct(StringComparer.Ordinal)];
}
