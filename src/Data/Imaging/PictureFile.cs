namespace Steering.Data.Imaging;

/// <summary>Pictures of data sets, PNG or JPEG. The first bytes decide which, not the name: published sets hold files under another format's ending.</summary>
public static class PictureFile
{
    /// <summary>How much of a file that is none is shown.</summary>
    private const int Shown = 16;

    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is broken or no picture that is read here; the message names file and remedy.</exception>
    /// <exception cref="DllNotFoundException">It is a JPEG, and the library that reads them is not on this machine.</exception>
    public static Picture Read(string path)
    {
        if (!File.Exists(path)) throw new FileNotFoundException($"{path} does not exist. Fetch or make the pictures again, or correct the path.", path);
        return Decode(File.ReadAllBytes(path), path);
    }

    /// <summary>Decodes bytes; <paramref name="name"/> stands in the errors.</summary>
    public static Picture Decode(byte[] bytes, string name) => FormatOf(bytes) switch
    {
        "PNG" => Png.Decode(bytes, name),
        "JPEG" => Jpeg.Decode(bytes, name),
        null => throw new InvalidDataException($"{name} is no picture: {Beginning(bytes)}. Fetch it again."),
        var other => throw new InvalidDataException($"{name} is a {other} file; PNG and JPEG are read. Convert it to PNG; it may keep its name: convert '{name}[0]' 'png:{name}' (ImageMagick)."),
    };

    /// <summary>By the signature; null for none that is known.</summary>
    private static string? FormatOf(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [0x89, (byte)'P', (byte)'N', (byte)'G', ..] => "PNG",
        [0xFF, 0xD8, 0xFF, ..] => "JPEG",
        [(byte)'G', (byte)'I', (byte)'F', (byte)'8', ..] => "GIF",
        [(byte)'B', (byte)'M', ..] => "BMP",
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => "WebP",
        [(byte)'I', (byte)'I', 42, 0, ..] or [(byte)'M', (byte)'M', 0, 42, ..] => "TIFF",
        [_, _, _, _, (byte)'f', (byte)'t', (byte)'y', (byte)'p', ..] => "HEIF or AVIF",
        _ => null,
    };

    private static string Beginning(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty) return "it is empty";
        var text = new string([.. bytes[..Math.Min(Shown, bytes.Length)].ToArray().Select(value => value is >= (byte)' ' and <= (byte)'~' ? (char)value : '.')]);
        return $"it has {bytes.Length} bytes and begins with '{text}'";
    }
}
