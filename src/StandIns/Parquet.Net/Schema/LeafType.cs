using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using Parquet.Data;
using Parquet.Format;

namespace Parquet.Schema;

internal enum LeafKind
{
    Boolean, Int8, UInt8, Int16, UInt16, Int32, UInt32, Int64, UInt64, Float, Double, Text, Bytes, Date, DateOnly, Timestamp, Time, Decimal, BigDecimal,
}

/// <summary>What a column's stored bits mean as a .NET value.</summary>
internal sealed record LeafType(PhysicalType Physical, LeafKind Kind)
{
    public static readonly object True = true;
    public static readonly object False = false;
    private static readonly UTF8Encoding Utf8 = new(false, throwOnInvalidBytes: true);
    private const long TicksAt1970 = 621355968000000000L;

    /// <summary>Length of a FIXED_LEN_BYTE_ARRAY.</summary>
    public int Length { get; init; }

    public ClockUnit Unit { get; init; } = ClockUnit.Micros;

    public bool AdjustedToUtc { get; init; }

    public int Precision { get; init; }

    public int Scale { get; init; }

    /// <summary>Bytes of a stored value, or 0 where they vary or are bits.</summary>
    public int FixedWidth => Physical switch
    {
        PhysicalType.Int32 or PhysicalType.Float => 4,
        PhysicalType.Int64 or PhysicalType.Double => 8,
        PhysicalType.Int96 => 12,
        PhysicalType.FixedLengthByteArray => Length,
        _ => 0,
    };

    public Type ClrType => Kind switch
    {
        LeafKind.Boolean => typeof(bool),
        LeafKind.Int8 => typeof(sbyte),
        LeafKind.UInt8 => typeof(byte),
        LeafKind.Int16 => typeof(short),
        LeafKind.UInt16 => typeof(ushort),
        LeafKind.Int32 => typeof(int),
        LeafKind.UInt32 => typeof(uint),
        LeafKind.Int64 => typeof(long),
        LeafKind.UInt64 => typeof(ulong),
        LeafKind.Float => typeof(float),
        LeafKind.Double => typeof(double),
        LeafKind.Text => typeof(string),
        LeafKind.Bytes => typeof(byte[]),
        LeafKind.Date or LeafKind.Timestamp => typeof(DateTime),
        LeafKind.DateOnly => typeof(DateOnly),
        LeafKind.Time => typeof(TimeSpan),
        LeafKind.Decimal => typeof(decimal),
        _ => typeof(BigDecimal),
    };

    public object FromBoolean(bool value) => value ? True : False;

    public object FromPlain(ReadOnlySpan<byte> bytes) => Physical switch
    {
        PhysicalType.Int32 => FromInt32(BinaryPrimitives.ReadInt32LittleEndian(bytes)),
        PhysicalType.Int64 => FromInt64(BinaryPrimitives.ReadInt64LittleEndian(bytes)),
        PhysicalType.Float => BinaryPrimitives.ReadSingleLittleEndian(bytes),
        PhysicalType.Double => BinaryPrimitives.ReadDoubleLittleEndian(bytes),
        PhysicalType.Int96 => FromInt96(bytes),
        _ => FromBytes(bytes),
    };

    public object FromInt32(int value)
    {
        switch (Kind)
        {
            case LeafKind.Int8 when value is >= sbyte.MinValue and <= sbyte.MaxValue: return (sbyte)value;
            case LeafKind.UInt8 when value is >= 0 and <= byte.MaxValue: return (byte)value;
            case LeafKind.Int16 when value is >= short.MinValue and <= short.MaxValue: return (short)value;
            case LeafKind.UInt16 when value is >= 0 and <= ushort.MaxValue: return (ushort)value;
            case LeafKind.Int32: return value;
            case LeafKind.UInt32: return unchecked((uint)value);
            case LeafKind.Date: return AtTicks(TicksAt1970, value, TimeSpan.TicksPerDay, DateTimeKind.Unspecified);
            case LeafKind.DateOnly: return DateOnly.FromDateTime(AtTicks(TicksAt1970, value, TimeSpan.TicksPerDay, DateTimeKind.Unspecified));
            case LeafKind.Time: return FromClock(value);
            case LeafKind.Decimal or LeafKind.BigDecimal: return FromUnscaled(value);
            default: throw new ParquetException($"{value} does not fit the column's type {Kind}. The file is damaged.");
        }
    }

    public object FromInt64(long value) => Kind switch
    {
        LeafKind.UInt64 => unchecked((ulong)value),
        LeafKind.Timestamp => FromTimestamp(value),
        LeafKind.Time => FromClock(value),
        LeafKind.Decimal or LeafKind.BigDecimal => FromUnscaled(value),
        _ => value,
    };

    public object FromBytes(ReadOnlySpan<byte> bytes)
    {
        switch (Kind)
        {
            case LeafKind.Text:
                try
                {
                    return Utf8.GetString(bytes);
                }
                catch (DecoderFallbackException fault)
                {
                    throw new ParquetException("A text is not UTF-8. The file is damaged, or the column holds bytes.", fault);
                }
            case LeafKind.Decimal or LeafKind.BigDecimal:
                return FromUnscaled(new BigInteger(bytes, isUnsigned: false, isBigEndian: true));
            default:
                return bytes.ToArray();
        }
    }

    private DateTime FromTimestamp(long value)
    {
        var kind = AdjustedToUtc ? DateTimeKind.Utc : DateTimeKind.Unspecified;
        return Unit switch
        {
            ClockUnit.Millis => AtTicks(TicksAt1970, value, TimeSpan.TicksPerMillisecond, kind),
            ClockUnit.Micros => AtTicks(TicksAt1970, value, TimeSpan.TicksPerMicrosecond, kind),
            _ => AtTicks(TicksAt1970, WholeTicks(value), 1, kind),
        };
    }

    private TimeSpan FromClock(long value) => Unit switch
    {
        ClockUnit.Millis when Int128.Abs(value) < 1L << 40 => new TimeSpan(value * TimeSpan.TicksPerMillisecond),
        ClockUnit.Micros when Int128.Abs(value) < 1L << 50 => new TimeSpan(value * TimeSpan.TicksPerMicrosecond),
        ClockUnit.Nanos => new TimeSpan(WholeTicks(value)),
        _ => throw new ParquetException($"{value} {Unit} is no time of day. The file is damaged."),
    };

    /// <summary>Nanoseconds of the day and a Julian day.</summary>
    private static DateTime FromInt96(ReadOnlySpan<byte> bytes)
    {
        const int JulianDayOf1970 = 2440588;
        var midnight = AtTicks(TicksAt1970, BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]) - (long)JulianDayOf1970, TimeSpan.TicksPerDay, DateTimeKind.Unspecified);
        return AtTicks(midnight.Ticks, WholeTicks(BinaryPrimitives.ReadInt64LittleEndian(bytes)), 1, DateTimeKind.Unspecified);
    }

    private static long WholeTicks(long nanoseconds) => nanoseconds % 100 == 0
        ? nanoseconds / 100
        : throw new ParquetException($"A time of {nanoseconds} ns is finer than .NET's 100 ns. Write the file again with microseconds.");

    private static DateTime AtTicks(long origin, long count, long ticksEach, DateTimeKind kind)
    {
        var ticks = origin + ((Int128)count * ticksEach);
        return ticks >= DateTime.MinValue.Ticks && ticks <= DateTime.MaxValue.Ticks
            ? new DateTime((long)ticks, kind)
            : throw new ParquetException($"A date lies outside the years 1 to 9999 ({count} × {ticksEach} ticks), which .NET cannot hold.");
    }

    private object FromUnscaled(BigInteger unscaled)
    {
        if (Kind == LeafKind.BigDecimal) return new BigDecimal(unscaled, Precision, Scale);
        var size = BigInteger.Abs(unscaled);
        if (size.GetBitLength() > 96 || Scale > 28)
        {
            throw new ParquetException($"A decimal({Precision},{Scale}) has more than 28 digits, which .NET's decimal cannot hold. Set ParquetOptions.UseBigDecimal.");
        }
        var bits = (UInt128)size;
        return new decimal((int)(uint)bits, (int)(uint)(bits >> 32), (int)(uint)(bits >> 64), unscaled.Sign < 0, (byte)Scale);
    }
}
