using System.Text.Json.Serialization;
using Parquet.Serialization.Attributes;

namespace Steering.StandIns.Tests;

/// <summary>Rows that show every difference which levels can make: null, empty, null inside, and all of them nested.</summary>
public sealed class ParquetToy
{
    [JsonPropertyName("id")]
    [ParquetRequired]
    public string Id { get; init; } = "";

    [JsonPropertyName("image")]
    public string? Image { get; init; }

    [JsonPropertyName("width")]
    public int Width { get; init; }

    [JsonPropertyName("height")]
    public int? Height { get; init; }

    [JsonPropertyName("bytes")]
    public long? Bytes { get; init; }

    [JsonPropertyName("flag")]
    public bool? Flag { get; init; }

    [JsonPropertyName("score")]
    public double? Score { get; init; }

    [JsonPropertyName("weight")]
    public float Weight { get; init; }

    [JsonPropertyName("turns")]
    public List<ParquetToyTurn>? Turns { get; init; }

    [JsonPropertyName("words")]
    public List<string?>? Words { get; init; }

    [JsonPropertyName("grid")]
    public List<List<int>>? Grid { get; init; }

    public static List<ParquetToy> Make(int count, int seed)
    {
        var chance = new Random(seed);
        string?[] texts = ["", "a", "äöü", "😀 two", "line\nbreak", "\"quoted\"", "same", "same", null];
        string? Text() => texts[chance.Next(texts.Length)];
        List<T>? Some<T>(Func<T> make) => chance.Next(4) switch { 0 => null, 1 => [], _ => [.. Enumerable.Range(0, chance.Next(1, 5)).Select(_ => make())] };
        return [.. Enumerable.Range(0, count).Select(row => new ParquetToy
        {
            Id = $"row-{row}",
            Image = Text(),
            Width = row < count / 2 ? 7 : chance.Next(),
            Height = chance.Next(3) == 0 ? null : chance.Next(-5, 5),
            Bytes = chance.Next(3) == 0 ? null : chance.NextInt64(long.MinValue, long.MaxValue),
            Flag = chance.Next(3) switch { 0 => null, 1 => true, _ => false },
            Score = chance.Next(3) == 0 ? null : chance.NextDouble() - 0.5,
            Weight = chance.Next(64) / 64f,
            Turns = Some(() => chance.Next(5) == 0 ? null! : new ParquetToyTurn { Question = Text(), Answer = Text() }),
            Words = Some(Text),
            Grid = Some(() => Some(() => chance.Next(9))!),
        })];
    }
}

public sealed class ParquetToyTurn
{
    [JsonPropertyName("question")]
    public string? Question { get; init; }

    [JsonPropertyName("answer")]
    public string? Answer { get; init; }
}
