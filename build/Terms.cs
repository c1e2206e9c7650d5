using Steering.Data;
using Steering.Data.Fetching;
using Steering.Flow;

namespace Steering.Build;

/// <summary>Terms of licences that a person accepts on the command line.</summary>
internal static class Terms
{
    /// <summary>Remembers what <c>--accept-terms</c> names, and says what that is.</summary>
    public static void Accept(Options options)
    {
        foreach (var name in options.AcceptedTerms)
        {
            var path = Path.Combine(Repository.Root, "datasets", name, "card.md");
            if (!File.Exists(path)) throw new FlowException($"--accept-terms {name}: there is no datasets/{name}/card.md. {Nearest.Offer(name, [.. Directory.GetDirectories(Path.Combine(Repository.Root, "datasets")).Select(folder => Path.GetFileName(folder)!)])}");
            var card = DatasetCard.Read(path);
            new DownloadFolder(options.Downloads).Accept(card);
            Console.WriteLine(card.Terms.Length > 0 ? $"Accepted for {card.Name}: {card.Terms}" : $"{card.Name} asks for nothing.");
        }
    }
}
