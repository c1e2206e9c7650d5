using Steering.Data;
using Steering.Data.Fetching;
using Steering.Stages;
using Finding = Steering.Build.Doctors.Finding;

namespace Steering.Build.Preflights;

/// <summary>What is to be fetched: terms accepted, what only a person can fetch at hand, and what is at hand the file that is meant.</summary>
internal static class SourceCheck
{
    public static IEnumerable<Finding> Look(Ready ready)
    {
        foreach (var fetch in ready.Open.Select(node => node.Stage).OfType<Fetch>())
        {
            if (Read(Path.Combine(ready.Context.Root, fetch.Card), out var fault) is not { } card)
            {
                yield return Finding.Fail("card", fault, "Mend the card.");
                continue;
            }
            if (!ready.Downloads.Accepts(card)) yield return Finding.Fail("terms", $"{card.Name}: not accepted", CardFetch.Ask(card));
            foreach (var file in CardFetch.ByHand(card, ready.Downloads)) yield return Finding.Fail("by hand", $"{card.Name} is incomplete", file);
            foreach (var finding in card.Files.SelectMany(file => AtHand(ready, card, file))) yield return finding;
            var rest = CardFetch.Absent(card, ready.Downloads).Where(file => !file.IsManual).ToArray();
            if (rest.Length > 0) yield return Finding.Ok("fetch", $"{card.Name}: {rest.Length} file{(rest.Length == 1 ? "" : "s")}, about {Views.Amounts.Bytes(rest.Sum(file => file.RoughBytes ?? 0))}, will be fetched");
        }
    }

    private static IEnumerable<Finding> AtHand(Ready ready, DatasetCard card, CardFile file)
    {
        if (ready.Downloads.Find(card, file) is not { } place) yield break;
        if (file.Bytes is { } bytes && new FileInfo(place).Length is var length && length != bytes) yield return Finding.Fail("size", $"{place} has {length} bytes, the card says {bytes}", "Fetch it again, or remove it to have it fetched.");
        else if (file.Sha256 is { } want && ready.Context.Store.Memo.Of(place) is var got && got != want) yield return Finding.Fail("sha256", $"{place} has {got}, the card says {want}", "Fetch it again, or remove it to have it fetched.");
    }

    /// <summary>The card, or null and what is wrong with it.</summary>
    public static DatasetCard? Read(string path, out string fault)
    {
        fault = "";
        try { return DatasetCard.Read(path); }
        catch (Exception broken) when (broken is InvalidDataException or FileNotFoundException)
        {
            fault = broken.Message;
            return null;
        }
    }
}
