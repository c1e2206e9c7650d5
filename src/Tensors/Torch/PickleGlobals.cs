using System.Collections.Frozen;
using static TorchSharp.torch;

namespace Steering.Tensors;

/// <summary>The names a pickle of tensors needs, and no others: whatever else a file names is refused by its name, before anything is made of it.</summary>
internal static class PickleGlobals
{
    public const string OrderedDict = "collections.OrderedDict";
    public const string RebuildTensor = "torch._utils._rebuild_tensor_v2";
    public const string RebuildParameter = "torch._utils._rebuild_parameter";

    private static readonly FrozenDictionary<string, PickleGlobal> Known = new[]
    {
        new PickleGlobal(OrderedDict),
        new PickleGlobal(RebuildTensor),
        new PickleGlobal(RebuildParameter),
        Storage("Double", ScalarType.Float64),
        Storage("Float", ScalarType.Float32),
        Storage("Half", ScalarType.Float16),
        Storage("BFloat16", ScalarType.BFloat16),
        Storage("Long", ScalarType.Int64),
        Storage("Int", ScalarType.Int32),
        Storage("Short", ScalarType.Int16),
        Storage("Char", ScalarType.Int8),
        Storage("Byte", ScalarType.Byte),
        Storage("Bool", ScalarType.Bool),
    }.ToFrozenDictionary(global => global.Name, StringComparer.Ordinal);

    public static PickleGlobal Find(string module, string name) => Known.TryGetValue($"{module}.{name}", out var global)
        ? global
        : throw new InvalidDataException($"it names {module}.{name}, which no file of tensors needs and which is never run. Convert the file to safetensors where you trust it");

    /// <summary>The storage class of an element type, as torch spells it.</summary>
    public static string StorageName(ScalarType type) => Known.Values.FirstOrDefault(global => global.StorageType == type)?.Name
        ?? throw new NotSupportedException($"PyTorch has no storage of {type}. Convert the tensor to Float32.");

    private static PickleGlobal Storage(string name, ScalarType type) => new($"torch.{name}Storage", type);
}
