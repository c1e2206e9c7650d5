namespace Steering.Data.Imaging;

/// <summary>
/// PNG files in and out. Reading takes every colour type, depth and interlacing of the specification; transparency is dropped, not blended
/// (as <c>Image.convert("RGB")</c> does), and of 16-bit samples the high byte is kept. Writing is deterministic: equal pixels, equal bytes.
/// </summary>
public static class Png
{
    /// <summary>Reads a file. What is broken ends in <see cref="InvalidDataException"/> that names file, byte offset and remedy.</summary>
    public static Picture Read(string path)
    {
        if (!File.Exists(path)) throw new FileNotFoundException($"{path} does not exist. Make the images again, or correct the path.", path);
        return Decode(File.ReadAllBytes(path), path);
    }

    /// <summary>Decodes bytes; <paramref name="name"/> stands in the errors.</summary>
    public static Picture Decode(byte[] bytes, string name)
    {
        var (header, pixels) = PngDecoder.Decode(bytes, name, channels: 3);
        return new Picture(header.Width, header.Height, pixels);
    }

    public static void Write(string path, Picture picture) => File.WriteAllBytes(path, Encode(picture));

    public static byte[] Encode(Picture picture) => PngEncoder.Encode(picture);
}
