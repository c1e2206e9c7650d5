using static TorchSharp.torch;

namespace Steering.Tensors;

/// <summary>
/// The element types of a safetensors file, in the format's own order: a writer lays tensors out from the last type here to the
/// first, so that wide elements come first and every tensor is aligned.
/// </summary>
public enum SafetensorsType
{
    BOOL, U8, I8, F8_E5M2, F8_E4M3, I16, U16, F16, BF16, I32, U32, F32, F64, I64, U64,
}

/// <summary>How an element type of the file maps to bytes and to a tensor's element type.</summary>
internal static class SafetensorsTypes
{
    public static int Size(this SafetensorsType type) => type switch
    {
        SafetensorsType.F64 or SafetensorsType.I64 or SafetensorsType.U64 => 8,
        SafetensorsType.F32 or SafetensorsType.I32 or SafetensorsType.U32 => 4,
        SafetensorsType.F16 or SafetensorsType.BF16 or SafetensorsType.I16 or SafetensorsType.U16 => 2,
        _ => 1,
    };

    /// <summary>The tensor type with the same bits, or null where tensors have none (unsigned 16-64 bit, 8-bit floats).</summary>
    public static ScalarType? ToScalarType(this SafetensorsType type) => type switch
    {
        SafetensorsType.BOOL => ScalarType.Bool,
        SafetensorsType.U8 => ScalarType.Byte,
        SafetensorsType.I8 => ScalarType.Int8,
        SafetensorsType.I16 => ScalarType.Int16,
        SafetensorsType.I32 => ScalarType.Int32,
        SafetensorsType.I64 => ScalarType.Int64,
        SafetensorsType.F16 => ScalarType.Float16,
        SafetensorsType.BF16 => ScalarType.BFloat16,
        SafetensorsType.F32 => ScalarType.Float32,
        SafetensorsType.F64 => ScalarType.Float64,
        _ => null,
    };

    public static SafetensorsType? FromScalarType(ScalarType type) =>
        Enum.GetValues<SafetensorsType>().Cast<SafetensorsType?>().FirstOrDefault(candidate => candidate?.ToScalarType() == type);
}
