namespace Steering.Tensors;

/// <summary>Opens published weights in whatever container they come: safetensors (one file or shards), or PyTorch's own.</summary>
public static class WeightFiles
{
    /// <summary>Opens a file, an index of shards, or a folder that holds <c>model.safetensors</c>, <c>pytorch_model.bin</c> or the index of either.</summary>
    /// <exception cref="InvalidDataException">The file is not sound; the message names file and reason. Nothing of a pickle is ever run.</exception>
    public static IWeightFile Open(string path)
    {
        if (!Directory.Exists(path)) return IsTorch(path) ? TorchFile.Open(path) : Safetensors.Open(path);
        var torch = TorchFile.InFolder(path);
        var hasSafetensors = Directory.EnumerateFiles(path, "model.safetensors*").Any();
        return torch is null || hasSafetensors ? Safetensors.Open(path) : TorchFile.Open(torch);
    }

    private static bool IsTorch(string path) =>
        new[] { ".bin", ".pt", ".pth", ".bin.index.json" }.Any(ending => path.EndsWith(ending, StringComparison.Ordinal));
}
