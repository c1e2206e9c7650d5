using System.Collections;
using static TorchSharp.torch;

namespace TorchSharp.Utils;

/// <summary>The elements of a CPU tensor in row-major order of its shape, whatever its strides.</summary>
public sealed class TensorAccessor<T> : IDisposable, IEnumerable<T> where T : unmanaged
{
    private readonly Tensor tensor;
    private readonly long[] shape;
    private readonly long[] strides;
    private readonly bool contiguous;

    internal unsafe TensorAccessor(Tensor tensor)
    {
        _ = tensor.Memory();
        // An alias keeps the memory alive even if the caller's tensor is disposed of while the elements are read.
        this.tensor = tensor.alias().DetachFromDisposeScope();
        shape = tensor.shape;
        strides = tensor.stride();
        contiguous = tensor.is_contiguous();
        Count = tensor.numel();
    }

    public long Count { get; }

    public bool IsReadOnly => false;

    public unsafe T this[params long[] indices]
    {
        get => ((T*)tensor.Memory())[Offset(indices)];
        set => ((T*)tensor.Memory())[Offset(indices)] = value;
    }

    public unsafe T[] ToArray()
    {
        if (Count > Array.MaxLength) throw new InvalidOperationException($"{Count} elements do not fit an array. Copy in parts with CopyTo.");
        var array = new T[Count];
        CopyTo(array.AsSpan());
        GC.KeepAlive(tensor);
        return array;
    }

    /// <summary>An array of the tensor's own dimensions.</summary>
    public Array ToNDArray()
    {
        if (shape.Length == 0) return ToArray();
        var array = Array.CreateInstance(typeof(T), shape);
        var index = new long[shape.Length];
        foreach (var value in this)
        {
            array.SetValue(value, index);
            for (var d = shape.Length - 1; d >= 0 && ++index[d] == shape[d]; d--) index[d] = 0;
        }

        return array;
    }

    public void CopyTo(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyTo(array.AsSpan(), arrayIndex, tensorIndex);

    public unsafe void CopyTo(Span<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        var memory = (T*)tensor.Memory();
        var count = (int)Math.Min(array.Length - arrayIndex, Count - tensorIndex);
        var target = array.Slice(arrayIndex, count);
        if (contiguous) new ReadOnlySpan<T>(memory + tensorIndex, count).CopyTo(target);
        else for (var i = 0; i < count; i++) target[i] = memory[Linear(tensorIndex + i)];
        GC.KeepAlive(tensor);
    }

    public void CopyFrom(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyFrom((ReadOnlySpan<T>)array, arrayIndex, tensorIndex);

    public unsafe void CopyFrom(ReadOnlySpan<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        var memory = (T*)tensor.Memory();
        var count = (int)Math.Min(array.Length - arrayIndex, Count - tensorIndex);
        var source = array.Slice(arrayIndex, count);
        if (contiguous) source.CopyTo(new Span<T>(memory + tensorIndex, count));
        else for (var i = 0; i < count; i++) memory[Linear(tensorIndex + i)] = source[i];
        GC.KeepAlive(tensor);
    }

    public IEnumerator<T> GetEnumerator()
    {
        for (long i = 0; i < Count; i++) yield return At(i);
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public void Dispose() => tensor.Dispose();

    private unsafe T At(long position) => ((T*)tensor.Memory())[contiguous ? position : Linear(position)];

    private long Offset(long[] indices)
    {
        if (indices.Length == 1 && shape.Length != 1)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(indices[0]);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(indices[0], Count);
            return Linear(indices[0]);
        }

        if (indices.Length != shape.Length) throw new ArgumentException($"{indices.Length} indices for a tensor of {shape.Length} dimensions.", nameof(indices));
        long offset = 0;
        for (var d = 0; d < shape.Length; d++)
        {
            if ((ulong)indices[d] >= (ulong)shape[d])
                throw new ArgumentOutOfRangeException(nameof(indices), indices[d], $"Dimension {d} has {shape[d]} elements.");
            offset += indices[d] * strides[d];
        }

        return offset;
    }

    /// <summary>The place in memory of the element at a row-major position.</summary>
    private long Linear(long position)
    {
        long offset = 0;
        for (var d = shape.Length - 1; d >= 0; d--)
        {
            offset += position % shape[d] * strides[d];
            position /= shape[d];
        }

        return offset;
    }
}
