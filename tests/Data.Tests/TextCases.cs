using System.Text.Json;
using Steering.Data.Text;

namespace Steering.Tests;

/// <summary>Reads the tokenizer reference files: folders of cases, and which of them this project's reader takes.</summary>
internal static class TextCases
{
    public const string Root = "tokenizers";

    /// <summary>Folders with a tokenizer that is read; the others are refused by name, which a test of its own checks.</summary>
    public static IEnumerable<string> Supported => Golden.Cases(Root).Where(folder => Open(folder) is not null);

    public static IEnumerable<string> Refused => Golden.Cases(Root)
        .Where(folder => File.Exists(Path.Combine(Golden.Folder(Root), folder, "tokenizer.json")) && Open(folder) is null);

    public static ByteLevelBpe? Open(string folder)
    {
        try
        {
            return TokenizerFiles.Read(Path.Combine(Golden.Folder(Root), folder));
        }
        catch (Exception refusal) when (refusal is NotSupportedException or FileNotFoundException)
        {
            return null;
        }
    }

    /// <summary>The SentencePiece tokenizer of a folder; null where there is none, or one of a kind that is refused.</summary>
    public static SentencePieceBpe? OpenSentencePiece(string folder)
    {
        try
        {
            return SentencePieceBpe.Read(Path.Combine(Golden.Folder(Root), folder));
        }
        catch (Exception refusal) when (refusal is NotSupportedException or FileNotFoundException)
        {
            return null;
        }
    }

    public static ByteLevelBpe Tokenizer(string folder) => TokenizerFiles.Read(Path.Combine(Golden.Folder(Root), folder));

    public static IEnumerable<JsonElement> Lines(params string[] parts) =>
        File.ReadLines(Path.Combine([Golden.Folder(Root), .. parts])).Where(line => line.Length > 0)
            .Select(line => JsonSerializer.Deserialize<JsonElement>(line));

    public static bool Has(params string[] parts) => File.Exists(Path.Combine([Golden.Folder(Root), .. parts]));

    public static string Text(this JsonElement element, string name) => element.GetProperty(name).GetString()!;

    public static string TextOr(this JsonElement element, string name, string absent) =>
        element.TryGetProperty(name, out var value) ? value.GetString()! : absent;

    public static int[] Integers(this JsonElement element, string name) => [.. element.GetProperty(name).EnumerateArray().Select(item => item.GetInt32())];
}
