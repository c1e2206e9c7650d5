using TorchSharp.Interop;
using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>A number for an operator, with the type it was given in: it takes part in type promotion as a number, not as a tensor.</summary>
public sealed class Scalar : IDisposable
{
    private readonly ArgKind kind;
    private readonly long bits;

    internal Scalar(long value, ScalarType type)
    {
        kind = type == ScalarType.Bool ? ArgKind.Bool : ArgKind.Int;
        bits = value;
        Type = type;
    }

    internal Scalar(double value, ScalarType type)
    {
        kind = ArgKind.Double;
        bits = BitConverter.DoubleToInt64Bits(value);
        Type = type;
    }

    public ScalarType Type { get; }

    internal double Real => kind == ArgKind.Double ? BitConverter.Int64BitsToDouble(bits) : bits;

    internal long Integer => kind == ArgKind.Double ? (long)BitConverter.Int64BitsToDouble(bits) : bits;

    public static implicit operator Scalar(byte value) => new((long)value, ScalarType.Byte);
    public static implicit operator Scalar(sbyte value) => new((long)value, ScalarType.Int8);
    public static implicit operator Scalar(short value) => new((long)value, ScalarType.Int16);
    public static implicit operator Scalar(int value) => new((long)value, ScalarType.Int32);
    public static implicit operator Scalar(long value) => new(value, ScalarType.Int64);
    public static implicit operator Scalar(Half value) => new((double)value, ScalarType.Float16);
    public static implicit operator Scalar(float value) => new((double)value, ScalarType.Float32);
    public static implicit operator Scalar(double value) => new(value, ScalarType.Float64);
    public static implicit operator Scalar(bool value) => new(value ? 1L : 0L, ScalarType.Bool);

    internal Arg ToArg() => Arg.Number(kind, bits);

    public void Dispose()
    {
        // The value lives in managed memory here; the package's holds a native one.
    }
}

public static class ScalarExtensionMethods
{
    public static Scalar ToScalar(this byte value) => value;
    public static Scalar ToScalar(this sbyte value) => value;
    public static Scalar ToScalar(this short value) => value;
    public static Scalar ToScalar(this int value) => value;
    public static Scalar ToScalar(this long value) => value;
    public static Scalar ToScalar(this Half value) => value;
    public static Scalar ToScalar(this float value) => value;
    public static Scalar ToScalar(this double value) => value;
    public static Scalar ToScalar(this bool value) => value;

    public static float ToSingle(this Scalar value) => (float)value.Real;
    public static double ToDouble(this Scalar value) => value.Real;
    public static long ToInt64(this Scalar value) => value.Integer;
    public static int ToInt32(this Scalar value) => (int)value.Integer;
    public static short ToInt16(this Scalar value) => (short)value.Integer;
    public static sbyte ToSByte(this Scalar value) => (sbyte)value.Integer;
    public static byte ToByte(this Scalar value) => (byte)value.Integer;
    public static bool ToBoolean(this Scalar value) => value.Real != 0;
}
