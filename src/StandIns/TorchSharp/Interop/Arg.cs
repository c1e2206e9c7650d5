using System.Runtime.CompilerServices;
using static TorchSharp.torch;

namespace TorchSharp.Interop;

/// <summary>One argument of an operator call: a tagged value without boxing; arrays and tensors travel as references.</summary>
internal readonly struct Arg
{
    internal readonly ArgKind Kind;
    internal readonly long Bits;
    internal readonly object? Reference;

    private Arg(ArgKind kind, long bits, object? reference = null)
    {
        Kind = kind;
        Bits = bits;
        Reference = reference;
    }

    /// <summary>The schema's None: an absent tensor, dtype, dimension list or generator.</summary>
    internal static Arg None => default;

    public static implicit operator Arg(Tensor? value) => value is null ? default : new(ArgKind.Tensor, 0, value);
    public static implicit operator Arg(long value) => new(ArgKind.Int, value);
    public static implicit operator Arg(int value) => new(ArgKind.Int, value);
    public static implicit operator Arg(long? value) => value is { } given ? new(ArgKind.Int, given) : default;
    public static implicit operator Arg(double value) => new(ArgKind.Double, BitConverter.DoubleToInt64Bits(value));
    public static implicit operator Arg(double? value) => value is { } given ? given : default(Arg);
    public static implicit operator Arg(bool value) => new(ArgKind.Bool, value ? 1 : 0);
    public static implicit operator Arg(bool? value) => value is { } given ? given : default(Arg);
    public static implicit operator Arg(long[]? value) => value is null ? default : new(ArgKind.IntList, 0, value);
    public static implicit operator Arg(double[]? value) => value is null ? default : new(ArgKind.DoubleList, 0, value);
    public static implicit operator Arg(Tensor?[]? value) => value is null ? default : new(ArgKind.TensorList, 0, value);
    public static implicit operator Arg(string? value) => value is null ? default : new(ArgKind.String, 0, value);
    public static implicit operator Arg(ScalarType value) => new(ArgKind.Int, (long)value);
    public static implicit operator Arg(ScalarType? value) => value is { } given ? given : default(Arg);
    public static implicit operator Arg(Device? value) => value is null ? default : new(ArgKind.Device, value.Packed);
    public static implicit operator Arg(Generator? value) => value is null ? default : new(ArgKind.Generator, 0, value);
    public static implicit operator Arg(Scalar? value) => value is null ? default : value.ToArg();

    internal static Arg Number(ArgKind kind, long bits) => new(kind, bits);

    /// <summary>How many 8-byte cells of scratch memory the native form needs beside the value itself.</summary>
    internal int ScratchCells => Kind switch
    {
        ArgKind.IntList => Unsafe.As<long[]>(Reference!).Length,
        ArgKind.DoubleList => Unsafe.As<double[]>(Reference!).Length,
        ArgKind.TensorList => Unsafe.As<Tensor?[]>(Reference!).Length,
        ArgKind.String => (System.Text.Encoding.UTF8.GetByteCount(Unsafe.As<string>(Reference!)) + 8) / 8,
        _ => 0,
    };

    /// <summary>Writes the native form; lists are copied to <paramref name="scratch"/>, which is returned moved behind them.</summary>
    internal unsafe long* Write(NativeValue* target, long* scratch)
    {
        target->Kind = Kind;
        target->Integer = Bits;
        switch (Kind)
        {
            case ArgKind.Tensor:
                target->Pointer = (void*)Unsafe.As<Tensor>(Reference!).Handle;
                return scratch;
            case ArgKind.Generator:
                target->Pointer = (void*)Unsafe.As<Generator>(Reference!).Handle;
                return scratch;
            case ArgKind.IntList:
                var integers = Unsafe.As<long[]>(Reference!);
                integers.CopyTo(new Span<long>(scratch, integers.Length));
                return Listed(target, scratch, integers.Length, integers.Length);
            case ArgKind.DoubleList:
                var reals = Unsafe.As<double[]>(Reference!);
                reals.CopyTo(new Span<double>(scratch, reals.Length));
                return Listed(target, scratch, reals.Length, reals.Length);
            case ArgKind.TensorList:
                var tensors = Unsafe.As<Tensor?[]>(Reference!);
                for (var i = 0; i < tensors.Length; i++) scratch[i] = tensors[i]?.Handle ?? 0;
                return Listed(target, scratch, tensors.Length, tensors.Length);
            case ArgKind.String:
                var text = Unsafe.As<string>(Reference!);
                var cells = ScratchCells;
                var bytes = System.Text.Encoding.UTF8.GetBytes(text, new Span<byte>(scratch, cells * 8));
                return Listed(target, scratch, bytes, cells);
            default:
                return scratch;
        }
    }

    private static unsafe long* Listed(NativeValue* target, long* scratch, int count, int cells)
    {
        target->Count = count;
        target->Pointer = scratch;
        return scratch + cells;
    }
}
