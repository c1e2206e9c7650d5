using Steering.Data;
using Steering.Data.Fetching;
using Steering.Flow;

namespace Steering.Stages;

/// <param name="Name">Folder of the card under datasets.</param>
public sealed record FetchParams(string Name);

/// <summary>Brings the files of a card together: from the user's downloads or a mirror first, then from their addresses, each checked by sha256 and unpacked.</summary>
/// <param name="card">Its files are the key; its prose is not.</param>
/// <param name="downloads">Where downloads are looked for and kept; what they must be, the card says.</param>
public sealed class Fetch(FetchParams parameters, Artifact<Card> card, DownloadFolder downloads) : Stage<FetchParams>(parameters, card)
{
    private readonly Artifact<Card> _card = card;
    private readonly DownloadFolder _downloads = downloads;

    /// <summary>The card of a name, whose key is what it says about files.</summary>
    public static Fetch Of(string name, DownloadFolder downloads) => new(new FetchParams(name), new Source<Card>($"datasets/{name}/card.md") { Meaning = CardFetch.Meaning }, downloads);

    public override string Label => $"Fetch {Params.Name}";

    public Artifact<Raw> Set => Output<Raw>("raw");

    public Artifact<Receipt> Receipt => Output<Receipt>("receipt.csv");

    /// <summary>Repository-relative path of the card.</summary>
    public string Card => _card.Place!;   // a source has one

    /// <summary>The same files, read as a model's or a tower's folder.</summary>
    public Artifact<TContent> As<TContent>() => new(Set.FileName, this);

    public override async Task RunAsync(StageRun run, CancellationToken cancel)
    {
        using var downloader = new Downloader();
        var fetched = await new CardFetch(DatasetCard.Read(run[_card]), _downloads, downloader, UnpackLimits.Usual).RunAsync(run[Set], run.Progress.Report, cancel);
        File.WriteAllLines(run[Receipt], fetched.Select(file => $"{file.Path},{file.Bytes},{file.Sha256},{(file.IsPinned ? "checked" : "recorded")},{file.Url}").Prepend("path,bytes,sha256,state,url"));
    }
}
