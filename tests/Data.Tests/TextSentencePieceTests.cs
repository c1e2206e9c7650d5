using System.Text.Json;
using Steering.Data.Text;

namespace Steering.Tests;

/// <summary>SentencePiece tokenizers against the reference libraries: ids and offsets of the fast form, text of the slow one, as the released program uses it.</summary>
public sealed class TextSentencePieceTests
{
    public static TheoryData<string> Folders => [.. Supported];

    private static IEnumerable<string> Supported => Golden.Cases(TextCases.Root).Where(folder => TextCases.OpenSentencePiece(folder) is not null);

    [GoldenTheory(TextCases.Root), MemberData(nameof(Folders))]
    public void Ids_and_offsets_are_exact(string folder)
    {
        var tokenizer = Open(folder);
        var seen = 0;
        foreach (var line in TextCases.Lines(folder, "cases.fast.jsonl"))
        {
            var tokens = tokenizer.EncodeToTokens(line.Text("text"), out _);
            Assert.Equal(line.Integers("ids"), tokens.Select(token => token.Id));
            Assert.Equal(line.Integers("ids"), tokenizer.EncodeToIds(line.Text("text")));
            if (line.TryGetProperty("offsets_utf16", out _))
            {
                Assert.Equal(line.Integers("offsets_utf16"), tokens.SelectMany(token => new[] { token.Offset.Start.Value, token.Offset.End.Value }));
            }
            seen++;
        }
        Assert.NotEqual(0, seen);
    }

    [GoldenTheory(TextCases.Root), MemberData(nameof(Folders))]
    public void Ids_become_the_text_that_the_slow_library_makes(string folder)
    {
        var tokenizer = Open(folder);
        var differs = TextCases.Lines(folder, "cases.legacy-differs.jsonl").ToDictionary(line => line.Text("id"));
        foreach (var line in TextCases.Lines(folder, "cases.fast.jsonl"))
        {
            var expected = differs.TryGetValue(line.Text("id"), out var slow) ? slow : line;
            Assert.Equal(expected.TextOr("decoded_skip_special", line.Text("text")), tokenizer.Decode(Special(tokenizer, line), skipSpecial: true));
        }
        var seen = 0;
        foreach (var line in TextCases.Lines(folder, "decode.legacy.jsonl"))
        {
            Assert.Equal(line.Text("decoded"), tokenizer.Decode(line.Integers("ids")));
            Assert.Equal(line.TextOr("decoded_skip_special", line.Text("decoded")), tokenizer.Decode(line.Integers("ids"), skipSpecial: true));
            seen++;
        }
        Assert.NotEqual(0, seen);
    }

    [GoldenFact(TextCases.Root)]
    public void A_cut_or_foreign_model_is_refused_by_its_name()
    {
        var path = Path.GetTempFileName();
        try
        {
            foreach (var folder in Supported)
            {
                var whole = File.ReadAllBytes(Path.Combine(Golden.Folder(TextCases.Root), folder, "tokenizer.model"));
                File.WriteAllBytes(path, whole[..(whole.Length / 3)]);
                Assert.Contains(path, Assert.ThrowsAny<Exception>(() => SentencePieceBpe.Read(path)).Message, StringComparison.Ordinal);
            }
            File.WriteAllText(path, "<html>not found</html>");
            Assert.Contains(path, Assert.Throws<InvalidDataException>(() => SentencePieceBpe.Read(path)).Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static int[] Special(SentencePieceBpe tokenizer, JsonElement line) =>
        line.TryGetProperty("ids_with_special", out _) ? line.Integers("ids_with_special") : [.. tokenizer.Begin is { } begin ? new[] { begin } : [], .. line.Integers("ids")];

    private static SentencePieceBpe Open(string folder) => TextCases.OpenSentencePiece(folder) ?? throw new InvalidDataException($"{folder} is not read.");
}
