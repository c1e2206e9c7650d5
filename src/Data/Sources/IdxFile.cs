using System.Buffers.Binary;
using System.IO.Compression;

namespace Steering.Data.Sources;

/// <summary>An idx file of unsigned bytes (LeCun et al. 1998: MNIST, Fashion-MNIST), gzipped or not: shape, then the values in row order.</summary>
public sealed record IdxFile(IReadOnlyList<int> Shape, byte[] Values)
{
    private const byte UnsignedBytes = 8;

    /// <exception cref="InvalidDataException">Another kind of file, another number of dimensions, or one that was cut; the message names it.</exception>
    public static IdxFile Read(string path, int dimensions)
    {
        if (!File.Exists(path)) throw new FileNotFoundException($"{path} does not exist. Fetch the data set, or correct the path.", path);
        var bytes = Unzipped(path);
        var head = 4 + (4 * dimensions);
        if (bytes.Length < head || bytes[0] != 0 || bytes[1] != 0 || bytes[2] != UnsignedBytes || bytes[3] != dimensions)
        {
            throw new InvalidDataException($"{path} is no idx file of unsigned bytes in {dimensions} dimensions (it begins with {Convert.ToHexString(bytes.AsSpan(0, Math.Min(4, bytes.Length)))}). Are images and labels swapped?");
        }
        int[] shape = [.. Enumerable.Range(0, dimensions).Select(i => BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(4 + (4 * i))))];
        var values = shape.Aggregate(1L, (product, size) => size < 0 ? long.MaxValue : checked(product * size));
        return bytes.Length - head == values
            ? new IdxFile(shape, bytes[head..])
            : throw new InvalidDataException($"{path} says {string.Join(" × ", shape)} values and holds {bytes.Length - head}. Was it cut while being fetched? Fetch it again.");
    }

    private static byte[] Unzipped(string path)
    {
        var bytes = File.ReadAllBytes(path);
        if (bytes is not [0x1F, 0x8B, ..]) return bytes;
        using var zipped = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        zipped.CopyTo(plain);
        return plain.ToArray();
    }
}
