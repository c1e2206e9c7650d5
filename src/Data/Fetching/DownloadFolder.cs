namespace Steering.Data.Fetching;

/// <summary>
/// A folder of downloads: a person's own, a mirror laid out as <c>wget -x</c> does (host/path), and where fetched files are kept.
/// </summary>
/// <param name="Root">The folder; it need not exist before something is fetched.</param>
public sealed record DownloadFolder(string Root)
{
    /// <summary>Where a person puts a file of a card.</summary>
    public string PlaceByHand(DatasetCard card, CardFile file) => Path.Combine(Root, card.Name, file.FileName);

    /// <summary>Where a fetched file is kept; equal addresses of two cards are one file.</summary>
    public string PlaceOf(Uri url)
    {
        ArgumentNullException.ThrowIfNull(url);
        var host = url.IsDefaultPort ? url.Host : $"{url.Host}-{url.Port}";
        return Path.Combine([Root, host, .. url.Segments.Select(segment => Uri.UnescapeDataString(segment).Trim('/')).Where(segment => segment.Length > 0).Select(Safe)]);
    }

    /// <summary>The file where it is at hand: put there by a person, mirrored, or fetched before; null where it is not.</summary>
    public string? Find(DatasetCard card, CardFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (File.Exists(PlaceByHand(card, file))) return PlaceByHand(card, file);
        if (file.Address is { } url && File.Exists(PlaceOf(url))) return PlaceOf(url);
        var loose = Path.Combine(Root, file.FileName);   // a bare name says little (three sets have an images.zip): only a known sum makes it the one that is meant
        return file.Sha256 is not null && File.Exists(loose) ? loose : null;
    }

    /// <summary>What a person unpacked already: the card's path itself below the card's folder; null where there is nothing.</summary>
    public string? FindUnpacked(DatasetCard card, CardFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        var path = Path.Combine(Root, card.Name, file.Path);
        return file.IsArchive && Path.Exists(path) ? path : null;
    }

    /// <summary>True where the card asks for nothing, or a person accepted what it asks for now.</summary>
    public bool Accepts(DatasetCard card)
    {
        ArgumentNullException.ThrowIfNull(card);
        return card.Terms.Length == 0 || (File.Exists(AcceptedFile) && File.ReadLines(AcceptedFile).Contains($"{card.Name}\t{card.Terms}", StringComparer.Ordinal));
    }

    /// <summary>Remembers that a person accepted a card's terms; other terms are asked for again.</summary>
    public void Accept(DatasetCard card)
    {
        if (Accepts(card)) return;
        Directory.CreateDirectory(Root);
        File.AppendAllText(AcceptedFile, $"{card.Name}\t{card.Terms}\n");
    }

    private string AcceptedFile => Path.Combine(Root, "accepted-terms.txt");

    private static string Safe(string segment) => segment is "." or ".." ? "_" : segment.Replace('/', '_').Replace('\\', '_');
}
