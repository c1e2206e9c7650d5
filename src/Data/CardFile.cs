using System.Globalization;
using YamlDotNet.Serialization;

namespace Steering.Data;

/// <summary>
/// A file or folder of a data set and how it comes: the download at <see cref="Url"/> is put at <see cref="Path"/> as it is, or, where it is an
/// archive and the path does not end like one, unpacked so that the path is there afterwards.
/// </summary>
public sealed record CardFile
{
    private static readonly string[] s_archives = [".zip", ".tar", ".tar.gz", ".tgz"];

    /// <summary>Where it lies in the data set's folder.</summary>
    public string Path { get; init; } = "";

    public string Url { get; init; } = "";

    /// <summary>Of the download; without one it is recorded when it is first fetched.</summary>
    public string? Sha256 { get; init; }

    /// <summary>Exact bytes of the download; null where nobody has written them down.</summary>
    public long? Bytes { get; init; }

    /// <summary>Rough size of the download, for plans: "13G".</summary>
    public string About { get; init; } = "";

    /// <summary>Folder of the data set that an archive is unpacked into; empty is the data set's own.</summary>
    public string Into { get; init; } = "";

    /// <summary>Folder within an archive that is taken, without its own name; empty is all of it.</summary>
    public string From { get; init; } = "";

    /// <summary>Name of the download, where its address does not end in one.</summary>
    public string File { get; init; } = "";

    /// <summary>What a person must do where no program may or can fetch it; empty where one can.</summary>
    public string Manual { get; init; } = "";

    /// <summary>Name of the download.</summary>
    [YamlIgnore]
    public string FileName => File.Length > 0 ? File : Address is { } url && System.IO.Path.HasExtension(url.Segments[^1]) ? Uri.UnescapeDataString(url.Segments[^1]) : System.IO.Path.GetFileName(Path);

    /// <summary>True: the download is unpacked.</summary>
    [YamlIgnore]
    public bool IsArchive => Array.Find(s_archives, ending => FileName.EndsWith(ending, StringComparison.OrdinalIgnoreCase)) is { } ending && !Path.EndsWith(ending, StringComparison.OrdinalIgnoreCase);

    /// <summary>The address, where it is one.</summary>
    [YamlIgnore]
    public Uri? Address => Uri.TryCreate(Url, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" ? url : null;

    /// <summary>True where a person must fetch it. Google Drive shows a page before a large file, so its addresses are a person's too.</summary>
    [YamlIgnore]
    public bool IsManual => Manual.Length > 0 || Address is not { } url || url.Host.EndsWith("drive.google.com", StringComparison.Ordinal);

    /// <summary>Bytes of the download as far as the card tells; null where it does not.</summary>
    [YamlIgnore]
    public long? RoughBytes => Bytes ?? (About.Length == 0 ? null : Amount(About));

    /// <exception cref="InvalidDataException">A field says nothing.</exception>
    internal void Check(string card)
    {
        if (Path.Length == 0) throw new InvalidDataException($"{card}: a file without 'path'; say where it lies in the data set's folder.");
        if (Url.Length == 0) throw new InvalidDataException($"{card}: file '{Path}' has no 'url'; say where it comes from.");
        if (Sha256 is { } sum && (sum.Length != 64 || !sum.All(char.IsAsciiHexDigitLower))) throw new InvalidDataException($"{card}: file '{Path}' has sha256 '{sum}'; write its 64 digits in lower case.");
        if (About.Length > 0 && Amount(About) is null) throw new InvalidDataException($"{card}: file '{Path}' is about '{About}'; write a number with K, M, G or T, such as 13G.");
    }

    private static long? Amount(string text)
    {
        var unit = text[^1] switch { 'K' => 1e3, 'M' => 1e6, 'G' => 1e9, 'T' => 1e12, _ => 0 };
        return unit > 0 && double.TryParse(text[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) ? (long)(value * unit) : null;
    }
}
