using static TorchSharp.torch;

namespace Steering.Tensors;

/// <summary>A class or function that a pickle names; only the few of <see cref="PickleGlobals"/> are let in.</summary>
internal sealed record PickleGlobal(string Name, ScalarType? StorageType = null);

/// <summary>A Python dict: pairs in the order they were set, keys once.</summary>
internal sealed class PickleDict
{
    private readonly Dictionary<object, int> _places = [];

    public List<(object Key, object? Value)> Pairs { get; } = [];

    public void Set(object key, object? value)
    {
        if (_places.TryGetValue(key, out var place)) Pairs[place] = (key, value);
        else
        {
            _places.Add(key, Pairs.Count);
            Pairs.Add((key, value));
        }
    }
}

/// <summary>A Python list or tuple.</summary>
internal sealed record PickleList(List<object?> Items, bool IsTuple);

/// <summary>A stretch of raw elements that tensors look into.</summary>
/// <param name="Key">Its name in the file.</param>
/// <param name="Type">Its element type.</param>
/// <param name="Count">Elements.</param>
internal sealed record TorchStorage(string Key, ScalarType Type, long Count);

/// <summary>A view of a storage, in elements.</summary>
internal sealed record TorchView(TorchStorage Storage, long Offset, IReadOnlyList<long> Size, IReadOnlyList<long> Stride)
{
    /// <summary>Most elements that a view may have beyond those of its storage: repeated rows are legal, bombs are not.</summary>
    private const long RepeatedLimit = 1L << 24;

    /// <summary>Why the view is impossible, or null.</summary>
    public string? Fault()
    {
        if (Size.Count != Stride.Count) return $"it has {Size.Count} sizes and {Stride.Count} strides";
        if (Size.Count > 64) return $"it has {Size.Count} dimensions";
        if (Offset < 0 || Size.Any(size => size < 0) || Stride.Any(stride => stride < 0)) return "its offset, a size or a stride is negative";
        try
        {
            var elements = Size.Aggregate(1L, (product, size) => checked(product * size));
            if (elements == 0) return Offset <= Storage.Count ? null : $"it begins at element {Offset} of {Storage.Count}";
            var last = checked(Offset + Size.Zip(Stride, (size, stride) => checked((size - 1) * stride)).Aggregate(0L, (sum, step) => checked(sum + step)));
            if (last >= Storage.Count) return $"it reaches element {last} of a storage of {Storage.Count}";
            return elements > Math.Max(Storage.Count, RepeatedLimit) ? $"it repeats {Storage.Count} elements to {elements}" : null;
        }
        catch (OverflowException)
        {
            return "its sizes or strides are beyond 64 bits";
        }
    }
}
