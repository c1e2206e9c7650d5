using static TorchSharp.torch;

namespace Steering.Data;

/// <summary>
/// The pictures of a data set as a model reads them: what a frozen vision tower made of them, once, or their pixels, for a model whose tower is
/// tuned and must look anew at every step.
/// </summary>
public interface IPictureTable : IDisposable
{
    /// <summary>Name of the picture in each row.</summary>
    IReadOnlyList<string> Names { get; }

    /// <summary>Visual features of one picture, before the connector.</summary>
    int VisualTokens { get; }

    /// <summary>True: <see cref="Take"/> gives pixels [N, 3, H, W]. False: features [N, V, C].</summary>
    bool HoldsPixels { get; }

    /// <summary>The row of a picture by its name.</summary>
    int Row(string image);

    Tensor Take(IReadOnlyList<int> rows);
}
