using Steering.Data.IconWorld;
using Steering.Tests;

namespace Steering.Data.Tests;

internal static class WorldCases
{
    public static string Folder { get; } = Path.Combine(Golden.Repository, "datasets", "IconWorld", "shipped");

    public static World Tiny { get; } = Load(60);

    public static World Load(int concepts, int words = 0) => World.Load(Folder, concepts, words: words);

    public static IEnumerable<string> Words(Turn turn) => $"{turn.Question} {turn.Answer}".Split(' ', '.', '?', '\n');
}
