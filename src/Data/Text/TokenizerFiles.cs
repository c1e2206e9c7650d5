using System.Text.Json;
using Microsoft.ML.Tokenizers;

namespace Steering.Data.Text;

/// <summary>Reads byte-level BPE tokenizers in the published layouts: a folder with tokenizer.json, or with vocab.json and merges.txt.</summary>
public static class TokenizerFiles
{
    /// <summary>Reads the tokenizer of a model folder, of whichever kind: SentencePiece's tokenizer.model where there is one, else byte-level.</summary>
    public static Tokenizer ReadAny(string folder) => SentencePieceBpe.IsIn(folder) ? SentencePieceBpe.Read(folder) : Read(folder);

    /// <summary>Reads the tokenizer of a model folder (tokenizer.json first, else vocab.json + merges.txt), or one tokenizer.json.</summary>
    public static ByteLevelBpe Read(string path)
    {
        if (File.Exists(path)) return TokenizerJson.Read(path);
        var json = Path.Combine(path, "tokenizer.json");
        if (File.Exists(json)) return TokenizerJson.Read(json);
        if (File.Exists(Path.Combine(path, "vocab.json"))) return ReadVocabularyAndMerges(path);
        throw new FileNotFoundException($"{path} holds neither tokenizer.json nor vocab.json; a tokenizer is one of the two.", json);
    }

    /// <summary>
    /// Reads vocab.json, merges.txt and, where they exist, added_tokens.json (plain added tokens) and special_tokens_map.json
    /// (special ones); splits by GPT-2's pattern, as such folders mean it.
    /// </summary>
    public static ByteLevelBpe ReadVocabularyAndMerges(string folder)
    {
        var vocabularyPath = Path.Combine(folder, "vocab.json");
        var mergesPath = Path.Combine(folder, "merges.txt");
        var tokens = ReadIds(vocabularyPath);
        var added = new List<AddedToken>();
        foreach (var content in SpecialTokens(Path.Combine(folder, "special_tokens_map.json")))
        {
            if (tokens.TryGetValue(content, out var id)) added.Add(new AddedToken(id, content, Special: true));
        }
        var addedPath = Path.Combine(folder, "added_tokens.json");
        if (File.Exists(addedPath))
        {
            added.AddRange(ReadIds(addedPath).OrderBy(token => token.Value)
                .Where(token => !added.Exists(known => known.Content == token.Key))
                .Select(token => new AddedToken(token.Value, token.Key, Special: false, Normalized: true)));
        }
        return new ByteLevelBpe(new BpeVocabulary
        {
            Tokens = tokens,
            Merges = ReadMerges(mergesPath),
            Added = added,
            PreTokenizer = new Gpt2PreTokenizer(),
            Source = vocabularyPath,
        });
    }

    private static Dictionary<string, int> ReadIds(string path)
    {
        using var document = JsonText.Parse(path);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
        {
            throw new InvalidDataException($"{path} is a JSON {document.RootElement.ValueKind}; expected an object of token: id.");
        }
        return TokenizerJson.Ids(document.RootElement, path);
    }

    private static List<(string Left, string Right)> ReadMerges(string path)
    {
        var merges = new List<(string, string)>();
        var number = 0;
        foreach (var line in File.ReadLines(path))
        {
            number++;
            if (line.StartsWith("#version", StringComparison.Ordinal) || line.Length == 0) continue;
            merges.Add(TokenizerJson.Pair(line, $"{path}:{number}"));
        }
        return merges;
    }

    // Values are the token itself or an object with a "content"; "additional_special_tokens" is a list of either.
    private static List<string> SpecialTokens(string path)
    {
        if (!File.Exists(path)) return [];
        using var document = JsonText.Parse(path);
        return document.RootElement.EnumerateObject()
            .SelectMany(property => property.Value.ValueKind == JsonValueKind.Array ? [.. property.Value.EnumerateArray()] : new[] { property.Value })
            .Select(value => value.ValueKind == JsonValueKind.Object && value.TryGetProperty("content", out var content) ? content : value)
            .Where(value => value.ValueKind == JsonValueKind.String)
            .Select(value => value.GetString()!)
            .Distinct(StringComparer.Ordinal)
            .ToList();
    }
}
