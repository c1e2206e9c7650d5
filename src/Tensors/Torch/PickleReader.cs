using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Steering.Tensors;

/// <summary>The bytes of a pickle, one after another; every length is held against what is left.</summary>
internal sealed class PickleReader(Stream stream)
{
    private const int LongestText = 1 << 24;
    private const int LongestInteger = 256;

    public int Next()
    {
        var read = stream.ReadByte();
        return read >= 0 ? read : throw new InvalidDataException("the pickle ends without STOP. Was the download cut?");
    }

    public ushort Two() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2, "BININT2"));

    public int Four() => BinaryPrimitives.ReadInt32LittleEndian(Take(4, "BININT"));

    public long Unsigned() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4, "a four-byte number"));

    public double Float() => BinaryPrimitives.ReadDoubleBigEndian(Take(8, "BINFLOAT"));

    public string Text(int lengthBytes, string opcode)
    {
        try
        {
            return new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(Counted(lengthBytes, opcode));
        }
        catch (DecoderFallbackException error)
        {
            throw new InvalidDataException($"a text of {opcode} is not UTF-8", error);
        }
    }

    public byte[] Counted(int lengthBytes, string opcode) => Take(Length(lengthBytes, opcode, LongestText), opcode);

    /// <summary>A whole number of any size; one of 64 bits where it fits.</summary>
    public object Integer(int lengthBytes, string opcode)
    {
        var number = new BigInteger(Take(Length(lengthBytes, opcode, LongestInteger), opcode));
        return number >= long.MinValue && number <= long.MaxValue ? (object)(long)number : number;
    }

    /// <summary>Text up to the end of the line.</summary>
    public string Line()
    {
        var bytes = new List<byte>();
        for (var read = Next(); read != '\n'; read = Next())
        {
            bytes.Add((byte)read);
            if (bytes.Count > LongestText) throw new InvalidDataException("a line of the pickle has no end");
        }
        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    /// <summary>A frame only groups what follows; its length must fit.</summary>
    public void Frame() => Length(8, "FRAME", long.MaxValue);

    private long Length(int lengthBytes, string opcode, long limit)
    {
        var bytes = Take(lengthBytes, opcode);
        var length = lengthBytes switch
        {
            1 => bytes[0],
            4 => BinaryPrimitives.ReadInt32LittleEndian(bytes),
            _ => BinaryPrimitives.ReadInt64LittleEndian(bytes),
        };
        var left = stream.Length - stream.Position;
        return length >= 0 && length <= Math.Min(left, limit)
            ? length
            : throw new InvalidDataException($"{opcode} announces {length} bytes, {left} are left and {limit} are allowed");
    }

    private byte[] Take(long count, string opcode)
    {
        var bytes = new byte[count];
        return stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) == bytes.Length
            ? bytes
            : throw new InvalidDataException($"the pickle ends within {opcode}. Was the download cut?");
    }
}
