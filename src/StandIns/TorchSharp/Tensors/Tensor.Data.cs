using System.Runtime.CompilerServices;
using TorchSharp.Interop;
using TorchSharp.Utils;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The elements, read and written in place; the element type must be the tensor's own and the memory the CPU's.</summary>
        public TensorAccessor<T> data<T>() where T : unmanaged
        {
            CheckElementType<T>();
            return new TensorAccessor<T>(this);
        }

        /// <summary>The only element of a tensor with one element.</summary>
        public T item<T>() where T : unmanaged
        {
            if (numel() != 1) throw new ArgumentException($"Number of elements in the tensor must be 1, this one has {numel()}: {this}.");
            CheckElementType<T>();
            using var local = IsReadable ? null : cpu();
            return Unsafe.ReadUnaligned<T>(ref Unsafe.AddByteOffset(ref (local ?? this).FirstByte(), 0));
        }

        /// <summary>The memory of a contiguous CPU tensor.</summary>
        public unsafe Span<byte> bytes
        {
            get
            {
                var length = numel() * ElementSize;
                if (length > int.MaxValue) throw new NotImplementedException($"{this} has {length} bytes, a span holds {int.MaxValue}. Use WriteBytesToStream.");
                if (!is_contiguous()) throw new NotImplementedException($"Bytes of a tensor that is not contiguous: {this}. Call contiguous() first.");
                return new Span<byte>(Memory(), (int)length);
            }
            set
            {
                var target = bytes;
                if (value.Length != target.Length) throw new ArgumentException($"{value.Length} bytes for {this}, which has {target.Length}.", nameof(value));
                value.CopyTo(target);
            }
        }

        /// <summary>Fills the tensor's memory from a stream, in the machine's byte order.</summary>
        public unsafe void ReadBytesFromStream(Stream stream, int bufferSize = 1024)
        {
            CheckStreamable();
            var length = numel() * ElementSize;
            var memory = (byte*)Memory();
            for (long done = 0; done < length;)
            {
                var span = new Span<byte>(memory + done, (int)Math.Min(length - done, 1 << 30));
                var read = stream.Read(span);
                if (read == 0) throw new EndOfStreamException($"The stream ends after {done} of the {length} bytes of {this}.");
                done += read;
            }
        }

        public unsafe void WriteBytesToStream(Stream stream, int bufferSize = 1024)
        {
            CheckStreamable();
            var length = numel() * ElementSize;
            var memory = (byte*)Memory();
            for (long done = 0; done < length;)
            {
                var count = (int)Math.Min(length - done, 1 << 30);
                stream.Write(new ReadOnlySpan<byte>(memory + done, count));
                done += count;
            }
        }

        public unsafe Scalar ToScalar()
        {
            NativeValue value;
            Native.Check(Native.ts_item(Handle, &value));
            return value.Kind switch
            {
                ArgKind.Bool => new Scalar(value.Integer, ScalarType.Bool),
                ArgKind.Int => new Scalar(value.Integer, dtype),
                _ => new Scalar(value.Real, dtype),
            };
        }

        public unsafe T ReadCpuValue<T>(long i) where T : unmanaged
        {
            CheckElementType<T>();
            if (!is_contiguous() || i < 0 || i >= numel()) throw new ArgumentOutOfRangeException(nameof(i), i, $"{this} is not contiguous or has fewer elements.");
            return ((T*)Memory())[i];
        }

        public float ReadCpuSingle(long i) => ReadCpuValue<float>(i);
        public double ReadCpuDouble(long i) => ReadCpuValue<double>(i);
        public long ReadCpuInt64(long i) => ReadCpuValue<long>(i);
        public int ReadCpuInt32(long i) => ReadCpuValue<int>(i);
        public byte ReadCpuByte(long i) => ReadCpuValue<byte>(i);
        public bool ReadCpuBool(long i) => ReadCpuValue<bool>(i);

        public override string ToString() => IsInvalid ? "[disposed tensor]" : $"[{string.Join('x', shape)}], type = {dtype}, device = {device}";

        internal bool IsReadable => device_type == DeviceType.CPU;

        /// <summary>The address of the first element.</summary>
        internal unsafe void* Memory()
        {
            var pointer = Native.ts_data_ptr(Handle);
            return pointer != null || numel() == 0
                ? pointer
                : throw new InvalidOperationException($"Reading data from a tensor on {device} is not supported. Call cpu() first.");
        }

        internal void CheckElementType<T>() where T : unmanaged
        {
            if (dtype == ScalarType.BFloat16) throw new ArgumentException("No support for BFloat16 in TorchSharp: convert with to(float32) first.");
            if (!Fits(typeof(T), dtype)) throw new ArgumentException($"{typeof(T)} is not compatible with {dtype}.");
        }

        private static bool Fits(Type type, ScalarType dtype) => dtype switch
        {
            ScalarType.Byte => type == typeof(byte),
            ScalarType.Int8 => type == typeof(sbyte),
            ScalarType.Int16 => type == typeof(short),
            ScalarType.Int32 => type == typeof(int),
            ScalarType.Int64 => type == typeof(long),
            ScalarType.Float16 => type == typeof(Half),
            ScalarType.Float32 => type == typeof(float),
            ScalarType.Float64 => type == typeof(double),
            ScalarType.Bool => type == typeof(bool),
            _ => false,
        };

        private unsafe ref byte FirstByte() => ref Unsafe.AsRef<byte>(Memory());

        private void CheckStreamable()
        {
            if (!IsReadable) throw new InvalidOperationException($"Streaming the bytes of a tensor on {device} is not supported. Call cpu() first.");
            if (!is_contiguous()) throw new InvalidOperationException($"Streaming the bytes of a tensor that is not contiguous: {this}. Call contiguous() first.");
        }

        private static string? Rounding(RoundingMode mode) => mode switch
        {
            RoundingMode.trunc => "trunc",
            RoundingMode.floor => "floor",
            _ => null,
        };

        private static Tensor Typed(Tensor result, ScalarType? type) => type is { } wanted ? result.to_type(wanted, disposeAfter: true) : result;

        private static (Tensor, Tensor) Typed((Tensor, Tensor) results, ScalarType? type) => (Typed(results.Item1, type), Typed(results.Item2, type));
    }
}

public static partial class TensorExtensionMethods
{
    public static float ToSingle(this torch.Tensor value) => value.ToScalar().ToSingle();
    public static double ToDouble(this torch.Tensor value) => value.ToScalar().ToDouble();
    public static long ToInt64(this torch.Tensor value) => value.ToScalar().ToInt64();
    public static int ToInt32(this torch.Tensor value) => value.ToScalar().ToInt32();
    public static short ToInt16(this torch.Tensor value) => value.ToScalar().ToInt16();
    public static sbyte ToSByte(this torch.Tensor value) => value.ToScalar().ToSByte();
    public static byte ToByte(this torch.Tensor value) => value.ToScalar().ToByte();
    public static bool ToBoolean(this torch.Tensor value) => value.ToScalar().ToBoolean();

    public static int ElementSize(this torch.ScalarType type) => type switch
    {
        torch.ScalarType.Byte or torch.ScalarType.Int8 or torch.ScalarType.Bool => 1,
        torch.ScalarType.Int16 or torch.ScalarType.Float16 or torch.ScalarType.BFloat16 => 2,
        torch.ScalarType.Int32 or torch.ScalarType.Float32 => 4,
        torch.ScalarType.Int64 or torch.ScalarType.Float64 or torch.ScalarType.ComplexFloat32 => 8,
        torch.ScalarType.ComplexFloat64 => 16,
        _ => throw new NotImplementedException($"Element size of {type}."),
    };

    public static long TotalSize(this IEnumerable<long> shape) => shape.Aggregate(1L, (product, size) => product * size);
}
