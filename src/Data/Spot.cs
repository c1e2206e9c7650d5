using System.Text.Encodings.Web;
using System.Text.Json;

namespace Steering.Data;

/// <summary>One thing in a picture: where it shows, what is asked about it, and what is asked about another thing of the same picture.</summary>
/// <param name="Tokens">The visual tokens that show it, counted from the picture's first.</param>
/// <param name="Answer">Its true answer.</param>
/// <param name="Reworded">The question in other words.</param>
/// <param name="Other">A question whose answer does not hang on it.</param>
public sealed record Spot(string Id, string Image, IReadOnlyList<int> Tokens, string Question, string Answer, string Reworded, string Other);

/// <summary>Spots on disk: one JSON object a line.</summary>
public static class SpotFile
{
    private static readonly JsonSerializerOptions Layout = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(string path, IEnumerable<Spot> spots) => File.WriteAllText(path, string.Concat(spots.Select(spot => JsonSerializer.Serialize(spot, Layout) + "\n")));

    /// <summary>At most <paramref name="most"/> of those whose answer is another than <paramref name="wanted"/>, spread evenly over the file.</summary>
    /// <exception cref="InvalidDataException">There is none, or a line is no spot.</exception>
    public static IReadOnlyList<Spot> ReadOthers(string path, string wanted, int most)
    {
        var others = Read(path).Where(spot => spot.Answer != wanted).ToList();
        if (others.Count == 0) throw new InvalidDataException($"{path} holds no question whose answer could become '{wanted}'. Locate spots in a set that shows more than one thing in a picture.");
        return Evenly.Spread(others, most);
    }

    public static IReadOnlyList<Spot> Read(string path)
    {
        var spots = new List<Spot>();
        foreach (var line in File.ReadLines(path))
        {
            try
            {
                spots.Add(JsonSerializer.Deserialize<Spot>(line, Layout) ?? throw new JsonException("it is null"));
            }
            catch (JsonException broken)
            {
                throw new InvalidDataException($"{path}, line {spots.Count + 1}, is no spot ({broken.Message}). Locate them again.", broken);
            }
        }
        return spots;
    }
}
