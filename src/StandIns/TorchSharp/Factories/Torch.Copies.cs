using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    private static Tensor Single<T>(T value, ScalarType? dtype, Device? device, bool requires_grad) where T : unmanaged =>
        Copied([value], [], dtype, device, requires_grad);

    private static unsafe Tensor Copied<T>(ReadOnlySpan<T> values, ReadOnlySpan<long> sizes, ScalarType? dtype, Device? device, bool requires_grad)
        where T : unmanaged
    {
        long count = 1;
        foreach (var size in sizes) count *= size;
        if (count != values.Length) throw new ArgumentException($"{values.Length} values do not fill a tensor of {count} elements.", nameof(values));
        fixed (long* dimensions = sizes)
        {
            var tensor = new Tensor(Native.Check(Native.ts_empty(dimensions, sizes.Length, (int)TypeOf(typeof(T)))));
            values.CopyTo(new Span<T>(tensor.Memory(), values.Length));
            return tensor.Moved(dtype, device).With(requires_grad);
        }
    }

    /// <summary>The elements of a rectangular array in row-major order.</summary>
    private static ReadOnlySpan<T> Flat<T>(Array array) =>
        MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<byte, T>(ref MemoryMarshal.GetArrayDataReference(array)), array.Length);

    private static ReadOnlySpan<T> Listed<T>(IList<T> list) => list switch
    {
        T[] array => array,
        List<T> items => CollectionsMarshal.AsSpan(items),
        _ => list.ToArray(),
    };

    private static ScalarType TypeOf(Type type) => Type.GetTypeCode(type) switch
    {
        TypeCode.Boolean => ScalarType.Bool,
        TypeCode.Byte => ScalarType.Byte,
        TypeCode.SByte => ScalarType.Int8,
        TypeCode.Int16 => ScalarType.Int16,
        TypeCode.Int32 => ScalarType.Int32,
        TypeCode.Int64 => ScalarType.Int64,
        TypeCode.Single => ScalarType.Float32,
        TypeCode.Double => ScalarType.Float64,
        _ when type == typeof(Half) => ScalarType.Float16,
        _ => throw new NotImplementedException($"A tensor with elements of {type}."),
    };

    private static Tensor With(this Tensor tensor, bool requires_grad)
    {
        if (requires_grad) tensor.requires_grad = true;
        return tensor;
    }

    private static Tensor Moved(this Tensor tensor, ScalarType? dtype, Device? device)
    {
        device ??= get_default_device();
        var type = dtype ?? tensor.dtype;
        return type == tensor.dtype && device.type == DeviceType.CPU ? tensor : tensor.to(type, device, disposeAfter: true);
    }
}
