using System.Security.Cryptography;
using System.Text;

namespace Steering.Data.Fetching;

/// <summary>A file as it was fetched.</summary>
/// <param name="IsPinned">True: the card knew its sha256 before.</param>
public sealed record FetchedFile(string Path, string Url, long Bytes, string Sha256, bool IsPinned);

/// <summary>Brings everything that a card names into one folder: what a person has already, then what is published, each file checked.</summary>
public sealed class CardFetch(DatasetCard card, DownloadFolder downloads, Downloader downloader, UnpackLimits limits)
{
    private const int BufferLength = 1 << 20;

    /// <summary>Files that a person must fetch before the card's set can be made, each with what to do; empty when a program can do it all.</summary>
    public static IReadOnlyList<string> ByHand(DatasetCard card, DownloadFolder downloads) =>
    [
        .. Absent(card, downloads).Where(file => file.IsManual)
            .Select(file => $"{card.Name}: {file.FileName} must be fetched by hand from {file.Url}{(file.Manual.Length > 0 ? $" ({file.Manual.TrimEnd('.')})" : "")}. Put it at {downloads.PlaceByHand(card, file)}, or run with --downloads and the folder that has it as {card.Name}/{file.FileName}."),
    ];

    /// <summary>What a person is told who has not accepted a card's terms.</summary>
    public static string Ask(DatasetCard card)
    {
        ArgumentNullException.ThrowIfNull(card);
        return $"its licence asks that you accept: {card.Terms.TrimEnd('.')}. Read it at {card.Source}, then run with --accept-terms {card.Name}.";
    }

    /// <summary>Files of the card that are not at hand.</summary>
    public static IReadOnlyList<CardFile> Absent(DatasetCard card, DownloadFolder downloads) =>
        [.. card.Files.Where(file => downloads.Find(card, file) is null && downloads.FindUnpacked(card, file) is null)];

    /// <summary>Text by which equal cards make equal folders: what is fetched and where it goes, no prose, and no address where the sha256 is known.</summary>
    public static string Meaning(string cardFile)
    {
        try
        {
            return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n',
                DatasetCard.Read(cardFile).Files.Select(file => $"{file.Path}|{file.Sha256 ?? file.Url}|{file.Into}|{file.From}")))));
        }
        catch (InvalidDataException)
        {
            return Sum(cardFile, _ => { }, CancellationToken.None);   // a broken card is told by whoever reads it, not by whoever asks for a key
        }
    }

    /// <summary>Fills the folder; it is whole when this returns.</summary>
    /// <exception cref="InvalidDataException">A file is not the one the card means, or must be fetched by hand; the message says what to do.</exception>
    /// <exception cref="IOException">A file could not be fetched; what has arrived is kept and the next run goes on.</exception>
    public async Task<IReadOnlyList<FetchedFile>> RunAsync(string output, Action<double, string> progress, CancellationToken cancel)
    {
        if (card.Files.Count == 0) throw new InvalidDataException($"The card of {card.Name} names no files to fetch.");
        if (!downloads.Accepts(card)) throw new InvalidDataException($"{card.Name}: {Ask(card)}");
        if (ByHand(card, downloads) is { Count: > 0 } open) throw new InvalidDataException(string.Join('\n', open));
        Directory.CreateDirectory(output);
        var fetched = new List<FetchedFile>();
        foreach (var (file, i) in card.Files.Select((file, i) => (file, i)))
        {
            void Report(double fraction, string what) => progress((i + fraction) / card.Files.Count, $"{what} {file.FileName}");
            if (downloads.Find(card, file) is null && downloads.FindUnpacked(card, file) is { } unpacked) fetched.Add(Take(file, unpacked, output, cancel));
            else fetched.Add(await BringAsync(file, output, Report, cancel));
            if (!Path.Exists(Path.Combine(output, file.Path)))
                throw new InvalidDataException($"{card.Name}: {file.FileName} does not hold '{file.Path}'; now there are {string.Join(", ", Directory.EnumerateFileSystemEntries(output).Select(Path.GetFileName).Order(StringComparer.Ordinal).Take(8))}. Correct 'path', 'into' or 'from' in the card.");
        }
        return fetched;
    }

    private async Task<FetchedFile> BringAsync(CardFile file, string output, Action<double, string> report, CancellationToken cancel)
    {
        var place = downloads.Find(card, file) ?? await DownloadAsync(file, report, cancel);
        var sum = Sum(place, fraction => report(fraction, "checking"), cancel);
        Require(file, place, sum, "Replace or remove it and run again.");
        if (file.IsArchive)
        {
            var into = Path.GetFullPath(Path.Combine(output, file.Into));
            Directory.CreateDirectory(into);
            new Archives(place, into, file.From, limits).Unpack(fraction => report(fraction, "unpacking"), cancel);
        }
        else
        {
            var target = Path.Combine(output, file.Path);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);   // it lies below the output
            File.Copy(place, target, overwrite: true);
        }
        return new FetchedFile(file.Path, file.Url, new FileInfo(place).Length, sum, file.Sha256 is not null);
    }

    /// <summary>The download, whole and checked, under its own name; only then does it have that name.</summary>
    private async Task<string> DownloadAsync(CardFile file, Action<double, string> report, CancellationToken cancel)
    {
        var url = file.Address!;   // a file without one is a person's
        var place = downloads.PlaceOf(url);
        Directory.CreateDirectory(Path.GetDirectoryName(place)!);   // it lies below the folder
        await using var alone = await AloneAsync(place + ".lock", cancel);
        if (File.Exists(place)) return place;   // another stage or process fetched it meanwhile
        var part = place + ".part";
        try
        {
            await downloader.CompleteAsync(url, part, file.Bytes, file.Sha256 is not null, (have, all) => report(all is > 0 ? 0.9 * have / all.Value : 0, "fetching"), cancel);
        }
        catch (Exception refused) when (refused is HttpRequestException or InvalidDataException)
        {
            throw new IOException($"{card.Name}: {refused.Message} Look at {card.Source}; correct the card's address, or fetch {file.FileName} by hand and put it at {downloads.PlaceByHand(card, file)}.", refused);
        }
        var sum = file.Sha256 is null ? "" : Sum(part, fraction => report(0.9, "checking"), cancel);
        if (file.Sha256 is { } want && sum != want)
        {
            File.Move(part, place + ".refused", overwrite: true);
            File.Delete(part + ".tag");
            throw new InvalidDataException($"{card.Name}: {url} has sha256 {sum}, the card says {want}. It was put aside as {place}.refused. Fetch it again; if it stays so, the publisher changed the file.");
        }
        File.Move(part, place);
        File.Delete(part + ".tag");
        return place;
    }

    private void Require(CardFile file, string place, string sum, string remedy)
    {
        if (file.Bytes is { } bytes && new FileInfo(place).Length is var length && length != bytes) throw new InvalidDataException($"{card.Name}: {place} has {length} bytes, the card says {bytes}. {remedy}");
        if (file.Sha256 is { } want && sum != want) throw new InvalidDataException($"{card.Name}: {place} has sha256 {sum}, the card says {want}. {remedy}");
    }

    /// <summary>Takes what a person unpacked; its sum is over names and bytes, and no card can know it.</summary>
    private static FetchedFile Take(CardFile file, string unpacked, string output, CancellationToken cancel)
    {
        using var sum = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var bytes = 0L;
        string[] all = Directory.Exists(unpacked) ? [.. Directory.EnumerateFiles(unpacked, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)] : [unpacked];
        foreach (var path in all)
        {
            cancel.ThrowIfCancellationRequested();
            var name = Path.Combine(file.Path, Path.GetRelativePath(unpacked, path));
            var target = Path.GetFullPath(Path.Combine(output, name));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);   // it lies below the output
            File.Copy(path, target, overwrite: true);
            sum.AppendData(Encoding.UTF8.GetBytes($"{name} {Sum(target, _ => { }, cancel)}\n"));
            bytes += new FileInfo(target).Length;
        }
        return new FetchedFile(file.Path, "unpacked by hand", bytes, Convert.ToHexStringLower(sum.GetHashAndReset()), IsPinned: false);
    }

    private static string Sum(string path, Action<double> progress, CancellationToken cancel)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        using var sum = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[BufferLength];
        while (file.Read(buffer) is > 0 and var count)
        {
            cancel.ThrowIfCancellationRequested();
            sum.AppendData(buffer, 0, count);
            progress(file.Position / (double)file.Length);
        }
        return Convert.ToHexStringLower(sum.GetHashAndReset());
    }

    /// <summary>Two sets may share a download, and two builds a folder: one fetches, the others wait.</summary>
    private static async Task<FileStream> AloneAsync(string path, CancellationToken cancel)
    {
        while (true)
        {
            try { return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1); }
            catch (IOException) when (File.Exists(path)) { await Task.Delay(TimeSpan.FromMilliseconds(200), cancel); }
        }
    }
}
