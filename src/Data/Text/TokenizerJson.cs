using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.ML.Tokenizers;

namespace Steering.Data.Text;

/// <summary>
/// The tokenizer.json format of Hugging Face tokenizers, as far as byte-level BPE goes. What a file asks for and this reader does not do
/// is refused by name: a tokenizer that is nearly right trains a model that is quietly wrong.
/// </summary>
public static class TokenizerJson
{
    public static ByteLevelBpe Read(string path)
    {
        using var document = JsonText.Parse(path);
        var root = Require(document.RootElement, JsonValueKind.Object, path, "the file");
        var model = Require(Member(root, "model"), JsonValueKind.Object, path, "model");
        if (Text(model, "type") is { } type and not "BPE")
        {
            throw new NotSupportedException($"{path}: the model is '{type}'; only byte-level BPE is read so far.");
        }
        Refuse(path, model, "byte_fallback", "a SentencePiece-style vocabulary");
        Refuse(path, model, "fuse_unk", "fused unknown tokens");
        Refuse(path, model, "dropout", "merge dropout");
        Refuse(path, model, "continuing_subword_prefix", "a prefix of continuing pieces");
        Refuse(path, model, "end_of_word_suffix", "a suffix of last pieces");
        if (Member(root, "normalizer").ValueKind != JsonValueKind.Null)
        {
            throw new NotSupportedException($"{path}: the normalizer '{Text(Member(root, "normalizer"), "type")}' is not supported; only null is.");
        }
        if (Text(Member(root, "decoder"), "type") is { } decoder and not "ByteLevel")
        {
            throw new NotSupportedException($"{path}: the decoder is '{decoder}'; only ByteLevel is read so far.");
        }
        if (Text(Member(root, "post_processor"), "type") is { } post and not "ByteLevel")
        {
            throw new NotSupportedException($"{path}: the post-processor '{post}' adds tokens; only none and ByteLevel are read so far.");
        }
        return new ByteLevelBpe(new BpeVocabulary
        {
            Tokens = Ids(Require(Member(model, "vocab"), JsonValueKind.Object, path, "model.vocab"), path),
            Merges = Merges(Require(Member(model, "merges"), JsonValueKind.Array, path, "model.merges"), path),
            Added = Member(root, "added_tokens").ValueKind == JsonValueKind.Null
                ? []
                : [.. Require(Member(root, "added_tokens"), JsonValueKind.Array, path, "added_tokens").EnumerateArray().Select(token => Added(token, path))],
            PreTokenizer = PreTokenizerOf(Member(root, "pre_tokenizer"), path),
            IgnoreMerges = Member(model, "ignore_merges").ValueKind == JsonValueKind.True,
            Source = path,
        });
    }

    /// <summary>Writes a tokenizer so that Hugging Face tokenizers read it; equal tokenizers give equal bytes.</summary>
    public static void Write(ByteLevelBpe tokenizer, string path)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        var vocabulary = tokenizer.Vocabulary;
        using var stream = File.Create(path);
        var options = new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        using (var writer = new Utf8JsonWriter(stream, options))
        {
            writer.WriteStartObject();
            writer.WriteString("version", "1.0");
            writer.WriteNull("truncation");
            writer.WriteNull("padding");
            writer.WriteStartArray("added_tokens");
            foreach (var token in vocabulary.Added.OrderBy(token => token.Id)) WriteAdded(writer, token);
            writer.WriteEndArray();
            writer.WriteNull("normalizer");
            writer.WritePropertyName("pre_tokenizer");
            WritePreTokenizer(writer, vocabulary.PreTokenizer);
            writer.WriteNull("post_processor");
            writer.WritePropertyName("decoder");
            WriteByteLevel(writer, addPrefixSpace: true, useRegex: true);
            WriteModel(writer, vocabulary);
            writer.WriteEndObject();
        }
        stream.WriteByte((byte)'\n');
    }

    internal static Dictionary<string, int> Ids(JsonElement element, string path)
    {
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var entry in element.EnumerateObject())
        {
            if (entry.Value.ValueKind != JsonValueKind.Number || !entry.Value.TryGetInt32(out var id) || id < 0)
            {
                throw new InvalidDataException($"{path}: token '{entry.Name}' has the id {entry.Value.GetRawText()}; expected a whole number from 0.");
            }
            ids[entry.Name] = id;
        }
        return ids;
    }

    internal static (string Left, string Right) Pair(string line, string where)
    {
        var parts = line.Split(' ');
        return parts is [{ Length: > 0 } left, { Length: > 0 } right]
            ? (left, right)
            : throw new InvalidDataException($"{where}: '{line}' is not a merge; expected two tokens with one space between.");
    }

    private static List<(string Left, string Right)> Merges(JsonElement list, string path)
    {
        var merges = new List<(string, string)>(list.GetArrayLength());
        foreach (var merge in list.EnumerateArray())
        {
            var where = $"{path}: model.merges[{merges.Count}]";
            merges.Add(merge.ValueKind switch
            {
                JsonValueKind.String => Pair(merge.GetString()!, where),
                JsonValueKind.Array when merge.GetArrayLength() == 2
                    && merge[0].ValueKind == JsonValueKind.String && merge[1].ValueKind == JsonValueKind.String =>
                    (merge[0].GetString()!, merge[1].GetString()!),
                _ => throw new InvalidDataException($"{where} is {merge.GetRawText()}; expected \"left right\" or [\"left\", \"right\"]."),
            });
        }
        return merges;
    }

    private static AddedToken Added(JsonElement token, string path)
    {
        if (token.ValueKind != JsonValueKind.Object || Text(token, "content") is not { } content || !Member(token, "id").TryGetInt32OrFail(out var id))
        {
            throw new InvalidDataException($"{path}: added_tokens holds {token.GetRawText()}; expected an object with id and content.");
        }
        return new AddedToken(
            id, content, Flag("special"), Flag("normalized"), SingleWord: Flag("single_word"), StripLeft: Flag("lstrip"), StripRight: Flag("rstrip"));

        bool Flag(string name) => Member(token, name).ValueKind == JsonValueKind.True;
    }

    private static bool TryGetInt32OrFail(this JsonElement element, out int value)
    {
        value = 0;
        return element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out value) && value >= 0;
    }

    private static PreTokenizer? PreTokenizerOf(JsonElement element, string path)
    {
        if (element.ValueKind == JsonValueKind.Null) throw new NotSupportedException($"{path}: there is no pre_tokenizer, so this is not a byte-level BPE.");
        Require(element, JsonValueKind.Object, path, "pre_tokenizer");
        switch (Text(element, "type"))
        {
            case "ByteLevel":
                if (Member(element, "add_prefix_space").ValueKind == JsonValueKind.True)
                {
                    throw new NotSupportedException($"{path}: pre_tokenizer.add_prefix_space is true; only false is supported.");
                }
                return Member(element, "use_regex").ValueKind == JsonValueKind.False ? null : new Gpt2PreTokenizer();
            case "Digits":
                return new DigitsPreTokenizer(Member(element, "individual_digits").ValueKind == JsonValueKind.True);
            case "Split" when Text(Member(element, "pattern"), "Regex") is { } pattern && Text(element, "behavior") == "Isolated"
                && Member(element, "invert").ValueKind != JsonValueKind.True:
                return new SplitPreTokenizer(pattern);
            case "Sequence":
                var steps = Require(Member(element, "pretokenizers"), JsonValueKind.Array, path, "pre_tokenizer.pretokenizers").EnumerateArray()
                    .Select(step => PreTokenizerOf(step, path)).OfType<PreTokenizer>().ToList();
                return steps.Count == 1 ? steps[0] : new SequencePreTokenizer(steps);
            default:
                throw new NotSupportedException(
                    $"{path}: the pre-tokenizer {element.GetRawText()} is not supported; ByteLevel, Digits, Split (isolated) and Sequence are.");
        }
    }

    private static void Refuse(string path, JsonElement model, string field, string what)
    {
        var value = Member(model, field);
        var absent = value.ValueKind is JsonValueKind.Null or JsonValueKind.False
            || (value.ValueKind == JsonValueKind.String && value.GetString()!.Length == 0);
        if (!absent) throw new NotSupportedException($"{path}: model.{field} is {value.GetRawText()}: {what} is not supported.");
    }

    private static readonly JsonElement s_null = JsonDocument.Parse("null").RootElement;

    private static JsonElement Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var member) ? member : s_null;

    private static string? Text(JsonElement element, string name) =>
        Member(element, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private static JsonElement Require(JsonElement element, JsonValueKind kind, string path, string name) => element.ValueKind == kind
        ? element
        : throw new InvalidDataException($"{path}: {name} is {Shown(element)}; expected {kind}. Is this a tokenizer.json?");

    private static string Shown(JsonElement element) =>
        element.ValueKind == JsonValueKind.Null ? "missing" : $"a JSON {element.ValueKind}";

    private static void WriteAdded(Utf8JsonWriter writer, AddedToken token)
    {
        writer.WriteStartObject();
        writer.WriteNumber("id", token.Id);
        writer.WriteString("content", token.Content);
        writer.WriteBoolean("single_word", token.SingleWord);
        writer.WriteBoolean("lstrip", token.StripLeft);
        writer.WriteBoolean("rstrip", token.StripRight);
        writer.WriteBoolean("normalized", token.Normalized);
        writer.WriteBoolean("special", token.Special);
        writer.WriteEndObject();
    }

    private static void WritePreTokenizer(Utf8JsonWriter writer, PreTokenizer? preTokenizer)
    {
        IReadOnlyList<PreTokenizer> steps = preTokenizer switch
        {
            null => [],
            SequencePreTokenizer sequence => sequence.Steps,
            _ => [preTokenizer],
        };
        writer.WriteStartObject();
        writer.WriteString("type", "Sequence");
        writer.WriteStartArray("pretokenizers");
        foreach (var step in steps)
        {
            switch (step)
            {
                case Gpt2PreTokenizer:
                    break;
                case DigitsPreTokenizer digits:
                    writer.WriteStartObject();
                    writer.WriteString("type", "Digits");
                    writer.WriteBoolean("individual_digits", digits.Individual);
                    writer.WriteEndObject();
                    break;
                case SplitPreTokenizer split:
                    writer.WriteStartObject();
                    writer.WriteString("type", "Split");
                    writer.WriteStartObject("pattern");
                    writer.WriteString("Regex", split.Pattern);
                    writer.WriteEndObject();
                    writer.WriteString("behavior", "Isolated");
                    writer.WriteBoolean("invert", false);
                    writer.WriteEndObject();
                    break;
                default:
                    throw new NotSupportedException($"tokenizer.json has no form for the pre-tokenizer {step.GetType().Name}.");
            }
        }
        // Bytes are made by the last step, which also splits by GPT-2's pattern if the tokenizer does.
        WriteByteLevel(writer, addPrefixSpace: false, useRegex: steps.Count > 0 && steps[^1] is Gpt2PreTokenizer);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteByteLevel(Utf8JsonWriter writer, bool addPrefixSpace, bool useRegex)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "ByteLevel");
        writer.WriteBoolean("add_prefix_space", addPrefixSpace);
        writer.WriteBoolean("trim_offsets", true);
        writer.WriteBoolean("use_regex", useRegex);
        writer.WriteEndObject();
    }

    private static void WriteModel(Utf8JsonWriter writer, BpeVocabulary vocabulary)
    {
        writer.WriteStartObject("model");
        writer.WriteString("type", "BPE");
        writer.WriteNull("dropout");
        writer.WriteNull("unk_token");
        writer.WriteNull("continuing_subword_prefix");
        writer.WriteNull("end_of_word_suffix");
        writer.WriteBoolean("fuse_unk", false);
        writer.WriteBoolean("byte_fallback", false);
        writer.WriteBoolean("ignore_merges", vocabulary.IgnoreMerges);
        writer.WriteStartObject("vocab");
        foreach (var (token, id) in vocabulary.Tokens.OrderBy(token => token.Value)) writer.WriteNumber(token, id);
        writer.WriteEndObject();
        writer.WriteStartArray("merges");
        foreach (var (left, right) in vocabulary.Merges) writer.WriteStringValue($"{left} {right}");
        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
