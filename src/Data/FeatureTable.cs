using System.Text;
using Steering.Tensors;
using static TorchSharp.torch;

namespace Steering.Data;

// I images, V visual tokens, C vision width, N chosen rows.

/// <summary>
/// Visual features of a data set's images, encoded once: a float tensor [I, V, C] and the image's file name for each row. On disk one
/// safetensors file: <c>features</c> and <c>names</c> (UTF-8, one name a line).
/// </summary>
public sealed class FeatureTable : IPictureTable
{
    private const string FeaturesName = "features";
    private const string NamesName = "names";

    private readonly Tensor _features_IVC;
    private readonly Dictionary<string, int> _rows;

    /// <param name="names">One image name for each row.</param>
    /// <param name="features_IVC">The table takes it over.</param>
    public FeatureTable(IReadOnlyList<string> names, Tensor features_IVC)
    {
        if (features_IVC.dim() != 3 || features_IVC.size(0) != names.Count)
        {
            throw new ArgumentException($"{names.Count} image names need features of shape [{names.Count}, tokens, width], these are [{string.Join(", ", features_IVC.shape)}].", nameof(features_IVC));
        }
        _features_IVC = features_IVC.DetachFromDisposeScope();
        Names = names;
        _rows = new Dictionary<string, int>(names.Count, StringComparer.Ordinal);
        for (var row = 0; row < names.Count; row++)
        {
            if (!_rows.TryAdd(names[row], row)) throw new ArgumentException($"The image '{names[row]}' has two rows of features ({_rows[names[row]]} and {row}).", nameof(names));
        }
    }

    public IReadOnlyList<string> Names { get; }

    /// <summary>V, visual tokens of an image.</summary>
    public int VisualTokens => (int)_features_IVC.size(1);

    public bool HoldsPixels => false;

    /// <summary>C, width of a visual token before the connector.</summary>
    public int Width => (int)_features_IVC.size(2);

    /// <summary>The row of an image.</summary>
    public int Row(string image) => _rows.TryGetValue(image, out var row)
        ? row
        : throw new KeyNotFoundException($"The feature table has no image '{image}' (it has {Names.Count}, the first is '{(Names.Count > 0 ? Names[0] : "")}'). Encode the images of this data set first.");

    /// <summary>Features of the given rows [N, V, C].</summary>
    public Tensor Take(IReadOnlyList<int> rows)
    {
        using var index = tensor(rows.Select(row => (long)row).ToArray(), device: _features_IVC.device);
        return _features_IVC.index_select(0, index);
    }

    public static FeatureTable Load(string path, Device? device = null)
    {
        using var scope = NewDisposeScope();
        using var file = Safetensors.Open(path);
        using var names = file.Load(NamesName);
        var lines = Encoding.UTF8.GetString(names.bytes);
        return new FeatureTable(lines.Length == 0 ? [] : lines.Split('\n'), file.Load(FeaturesName, ScalarType.Float32, device));
    }

    public void Save(string path)
    {
        using var scope = NewDisposeScope();
        var names = tensor(Encoding.UTF8.GetBytes(string.Join('\n', Names)));
        Safetensors.Write(path, [(FeaturesName, _features_IVC), (NamesName, names)]);
    }

    public void Dispose() => _features_IVC.Dispose();
}
