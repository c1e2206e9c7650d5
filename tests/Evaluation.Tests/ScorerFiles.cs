using System.Text.Json;

namespace Steering.Tests;

/// <summary>The official scorers' files and results, one folder a scorer.</summary>
internal static class ScorerFiles
{
    public static string At(params string[] parts) => Path.Combine([Golden.Folder("scorers"), .. parts]);

    public static JsonElement Expected(string scorer) => Golden.Json("scorers", scorer, "expected.json");

    public static List<JsonElement> Lines(params string[] parts) =>
        [.. File.ReadLines(At(parts)).Where(line => line.Length > 0).Select(line => JsonSerializer.Deserialize<JsonElement>(line))];

    public static string Text(this JsonElement element, string name) => element.GetProperty(name).GetString()!;

    public static double Number(this JsonElement element, string name) => element.GetProperty(name).GetDouble();

    public static List<string> Texts(this JsonElement element, string name) => [.. element.GetProperty(name).EnumerateArray().Select(item => item.GetString()!)];

    /// <summary>"Exact" in the scorers' README.</summary>
    public static void Close(double expected, double actual) => Assert.Equal(expected, actual, 1e-9);
}
