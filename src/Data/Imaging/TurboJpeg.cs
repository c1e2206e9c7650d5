using System.Runtime.InteropServices;

namespace Steering.Data.Imaging;

/// <summary>What is called of TurboJPEG, the interface of libjpeg-turbo 2 and 3 (turbojpeg.h). A handle serves one thread at a time.</summary>
internal static partial class TurboJpeg
{
    public const string Library = "libturbojpeg.so.0";

    /// <summary>Layouts that pixels are written in: TJPF_RGB, TJPF_CMYK.</summary>
    public const int Rgb = 0, Cmyk = 11;

    /// <summary>How a file may hold its colours: TJCS_CMYK, TJCS_YCCK.</summary>
    public const int CmykFile = 3, YcckFile = 4;

    /// <summary>TJFLAG_LIMITSCANS: more than 500 passes over one picture are an error, not hours. The exact DCT and smooth colours are the default.</summary>
    public const int LimitScans = 32768;

    [LibraryImport(Library, EntryPoint = "tjInitDecompress")]
    public static partial nint Open();

    [LibraryImport(Library, EntryPoint = "tjDestroy")]
    public static partial int Close(nint handle);

    /// <summary>Writes what the header says, and nothing where it has no answer. 0, or −1 with something to say.</summary>
    [LibraryImport(Library, EntryPoint = "tjDecompressHeader3")]
    public static partial int ReadHeader(nint handle, ReadOnlySpan<byte> file, nuint length, ref int width, ref int height, ref int sampling, ref int colours);

    /// <summary>Writes all pixels, row by row. 0, or −1 with something to say, if only a warning.</summary>
    /// <param name="pitch">Bytes from row to row; 0: no gap.</param>
    [LibraryImport(Library, EntryPoint = "tjDecompress2")]
    public static partial int Decode(nint handle, ReadOnlySpan<byte> file, nuint length, Span<byte> pixels, int width, int pitch, int height, int layout, int flags);

    /// <summary>What the last call on this thread had to say: an error, or the first of its warnings.</summary>
    public static string Said(nint handle) => Marshal.PtrToStringUTF8(ErrorText(handle)) ?? "";

    [LibraryImport(Library, EntryPoint = "tjGetErrorStr2")]
    private static partial nint ErrorText(nint handle);
}
