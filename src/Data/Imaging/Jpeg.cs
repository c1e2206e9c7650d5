using System.Runtime.InteropServices;

namespace Steering.Data.Imaging;

/// <summary>
/// JPEG files in, by the system's libjpeg-turbo: baseline and progressive, grey, YCbCr, RGB, CMYK and YCCK, as <c>Image.convert("RGB")</c> makes
/// them. An orientation in EXIF is not applied and a colour profile not read, since the published programs do neither.
/// </summary>
public static class Jpeg
{
    /// <summary>The file that the dynamic linker is asked for.</summary>
    public const string Library = TurboJpeg.Library;

    /// <summary>What to do where the library is absent.</summary>
    public const string Remedy = "apt-get install -y libturbojpeg0";

    /// <summary>True where the library is on this machine.</summary>
    public static bool CanRead
    {
        get
        {
            if (!NativeLibrary.TryLoad(Library, typeof(Jpeg).Assembly, searchPath: null, out var handle)) return false;
            NativeLibrary.Free(handle);
            return true;
        }
    }

    /// <summary>More pixels than this are refused before anything is allocated for them: of a progressive file each costs nine bytes, three of them the picture's.</summary>
    private const long MostPixels = 32L * 1024 * 1024;

    /// <summary>Huffman codes spend one bit at the least on a block of 8 x 8 pixels: a header that promises more is refused before that too.</summary>
    private const long MostPixelsOfByte = 8 * 64;

    /// <summary>
    /// Warnings after which every pixel is there: phones and editors leave stray bytes before a marker, odd revisions and scan parameters, and published sets
    /// have such files. (A flipped bit can end in stray bytes too; the published programs read on without a word.) All others tell of pixels that were guessed.
    /// </summary>
    private static readonly string[] s_harmless = ["extraneous bytes before marker", "unknown JFIF revision", "Unknown Adobe color transform", "Invalid SOS parameters for sequential"];

    /// <summary>Decodes bytes; <paramref name="name"/> stands in the errors.</summary>
    /// <exception cref="InvalidDataException">They are cut, damaged, too large or of a kind that is not read.</exception>
    /// <exception cref="DllNotFoundException">The library is not on this machine; the message says how to get it.</exception>
    public static Picture Decode(byte[] bytes, string name)
    {
        var handle = Open(name);
        try
        {
            var (width, height, isCmyk) = Header(handle, bytes, name);
            var picture = new Picture(width, height);
            var pixels = isCmyk ? new byte[checked(width * height * 4)] : picture.Rgb;
            if (TurboJpeg.Decode(handle, bytes, (nuint)bytes.Length, pixels, width, 0, height, isCmyk ? TurboJpeg.Cmyk : TurboJpeg.Rgb, TurboJpeg.LimitScans) != 0
                && TurboJpeg.Said(handle) is var said && !IsHarmless(said, bytes)) throw Broken(name, said);
            if (isCmyk) Mix(pixels, picture.Rgb);
            return picture;
        }
        finally
        {
            _ = TurboJpeg.Close(handle);
        }
    }

    private static nint Open(string name)
    {
        try
        {
            return TurboJpeg.Open();   // 0 without memory, which the next call tells
        }
        catch (DllNotFoundException absent)
        {
            throw new DllNotFoundException($"{name} is a JPEG, and {Library}, which reads them, is not on this machine. Run: {Remedy}", absent);
        }
    }

    /// <summary>Width, height, and whether the colours are inks. What the call returns says little: it fails on rare samplings that decode well, and succeeds on tables without a picture.</summary>
    private static (int Width, int Height, bool IsCmyk) Header(nint handle, byte[] bytes, string name)
    {
        int width = 0, height = 0, sampling = -1, colours = -1;
        var said = TurboJpeg.ReadHeader(handle, bytes, (nuint)bytes.Length, ref width, ref height, ref sampling, ref colours) != 0 ? TurboJpeg.Said(handle) : "it holds no picture";
        if (width < 1 || height < 1 || colours < 0) throw Broken(name, said);
        var pixels = (long)width * height;
        if (pixels > MostPixels) throw new InvalidDataException($"{name}: the header says {width} x {height} pixels; up to {MostPixels} are read. Make it smaller, or fetch it again.");
        if (pixels > bytes.LongLength * MostPixelsOfByte) throw Broken(name, $"{bytes.Length} bytes cannot hold {width} x {height} pixels");
        return (width, height, colours is TurboJpeg.CmykFile or TurboJpeg.YcckFile);
    }

    /// <summary>Only the first warning is told, so a file with a harmless one must have its end marker behind its last scan too.</summary>
    private static bool IsHarmless(string said, ReadOnlySpan<byte> bytes) =>
        Array.Exists(s_harmless, text => said.Contains(text, StringComparison.Ordinal)) && bytes.LastIndexOf<byte>([0xFF, 0xD9]) > bytes.LastIndexOf<byte>([0xFF, 0xDA]);

    /// <summary>Inks to light. They are stored inverted, as Adobe's programs do: 255 is no ink.</summary>
    private static void Mix(ReadOnlySpan<byte> inks, Span<byte> rgb)
    {
        for (int from = 0, to = 0; from < inks.Length; from += 4)
        {
            int light = inks[from + 3];
            for (var channel = 0; channel < 3; channel++) rgb[to++] = (byte)(light - (((light * (byte.MaxValue - inks[from + channel])) + 127) / 255));
        }
    }

    private static InvalidDataException Broken(string name, string what) =>
        new($"{name}: the JPEG is cut, damaged or of a rare kind ({what}). Fetch it again; if that is no better, convert it to PNG under the same name: the content decides, not the ending.");
}
