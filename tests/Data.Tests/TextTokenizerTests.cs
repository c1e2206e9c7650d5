using System.Buffers;
using Microsoft.ML.Tokenizers;
using Steering.Data.Text;

namespace Steering.Tests;

/// <summary>Byte-level tokenizers against the reference libraries, every field of every case.</summary>
public sealed class TextTokenizerTests
{
    public static TheoryData<string> Folders => [.. TextCases.Supported];

    public static TheoryData<string> FoldersWithVocabularyFiles =>
        [.. TextCases.Supported.Where(folder => TextCases.Has(folder, "vocab.json") && TextCases.Has(folder, "merges.txt"))];

    [GoldenTheory(TextCases.Root), MemberData(nameof(Folders))]
    public void Ids_and_offsets_are_exact(string folder) => CheckCases(TextCases.Tokenizer(folder), folder);

    [GoldenTheory(TextCases.Root), MemberData(nameof(FoldersWithVocabularyFiles))]
    public void Vocabulary_and_merges_files_give_the_same_tokenizer(string folder) =>
        CheckCases(TokenizerFiles.ReadVocabularyAndMerges(Path.Combine(Golden.Folder(TextCases.Root), folder)), folder);

    [GoldenTheory(TextCases.Root), MemberData(nameof(Folders))]
    public void A_written_tokenizer_reads_back_the_same(string folder)
    {
        var path = Path.Combine(Path.GetTempPath(), $"steering-{folder}-{Environment.ProcessId}.json");
        try
        {
            TokenizerJson.Write(TextCases.Tokenizer(folder), path);
            CheckCases(TokenizerJson.Read(path), folder);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [GoldenTheory(TextCases.Root), MemberData(nameof(Folders))]
    public void Broken_bytes_decode_as_the_reference_does(string folder)
    {
        var tokenizer = TextCases.Tokenizer(folder);
        var seen = 0;
        foreach (var line in TextCases.Lines(folder, "decode.jsonl"))
        {
            var ids = line.Integers("ids");
            Assert.Equal(line.Text("decoded"), tokenizer.Decode(ids));
            Assert.Equal(line.TextOr("decoded_skip_special", line.Text("decoded")), tokenizer.Decode(ids, skipSpecial: true));
            Assert.Equal(line.Text("decoded"), DecodeInSmallSteps(tokenizer, ids));
            seen++;
        }
        Assert.NotEqual(0, seen);
    }

    [GoldenTheory(TextCases.Root), MemberData(nameof(Folders))]
    public void A_streamed_answer_comes_in_the_reference_pieces(string folder)
    {
        var tokenizer = TextCases.Tokenizer(folder);
        var seen = 0;
        foreach (var line in TextCases.Lines(folder, "stream.jsonl"))
        {
            var decoder = new StreamingDecoder(tokenizer);
            var pieces = line.Integers("ids").Select(decoder.Push).ToList();
            Assert.Equal(line.GetProperty("pieces").EnumerateArray().Select(piece => piece.GetString()!), pieces);
            var flush = decoder.Flush();
            Assert.Equal(line.Text("flush"), flush);
            Assert.Equal(line.Text("decoded"), string.Concat(pieces) + flush);
            Assert.False(decoder.IsOpen);
            seen++;
        }
        Assert.NotEqual(0, seen);
    }

    [GoldenFact(TextCases.Root)]
    public void Tokenizers_of_other_kinds_are_refused_by_name()
    {
        foreach (var folder in TextCases.Refused)
        {
            var refusal = Assert.Throws<NotSupportedException>(() => TextCases.Tokenizer(folder));
            Assert.Contains("tokenizer.json: ", refusal.Message, StringComparison.Ordinal);
        }
        Assert.NotEmpty(TextCases.Supported);
    }

    [GoldenTheory(TextCases.Root), MemberData(nameof(Folders))]
    public void The_package_s_members_agree_with_each_other(string folder)
    {
        Tokenizer tokenizer = TextCases.Tokenizer(folder);
        foreach (var line in TextCases.Lines(folder, "cases.jsonl").Where((_, index) => index % 7 == 0))
        {
            var text = line.Text("text");
            var ids = tokenizer.EncodeToIds(text);
            Assert.Equal(ids.Count, tokenizer.CountTokens(text));
            for (var most = 1; most <= Math.Min(ids.Count, 5); most++)
            {
                Assert.Equal(ids.Take(most), tokenizer.EncodeToIds(text, most, out _, out var consumed));
                Assert.Equal(consumed, tokenizer.GetIndexByTokenCount(text, most, out _, out var count));
                Assert.Equal(most, count);
            }
        }
    }

    private static void CheckCases(ByteLevelBpe tokenizer, string folder)
    {
        var seen = 0;
        foreach (var line in TextCases.Lines(folder, "cases.jsonl"))
        {
            var text = line.Text("text");
            var ids = line.Integers("ids");
            Assert.Equal(ids, tokenizer.EncodeToIds(text));
            Assert.Equal(ids, tokenizer.EncodeToIds(text.AsSpan()));
            var tokens = tokenizer.EncodeToTokens(text, out _);
            Assert.Equal(ids, tokens.Select(token => token.Id));
            if (line.TryGetProperty("offsets_utf16", out _))
            {
                Assert.Equal(line.Integers("offsets_utf16"), tokens.SelectMany(token => new[] { token.Offset.Start.Value, token.Offset.End.Value }));
            }
            var special = line.TryGetProperty("ids_with_special", out _) ? line.Integers("ids_with_special") : ids;
            Assert.Equal(line.TextOr("decoded", text), tokenizer.Decode(special));
            var skipped = line.TextOr("decoded_skip_special", text);
            Assert.Equal(skipped, tokenizer.Decode(special, skipSpecial: true));
            Assert.Equal(line.TextOr("decoded_cleaned", skipped), tokenizer.Decode(special, skipSpecial: true, cleanUp: true));
            seen++;
        }
        Assert.NotEqual(0, seen);
    }

    // The span form, with a buffer that is too small for most texts.
    private static string DecodeInSmallSteps(Tokenizer tokenizer, int[] ids)
    {
        var text = "";
        var left = ids.AsEnumerable();
        for (var size = 8; ;)
        {
            var buffer = new char[size];
            var status = tokenizer.Decode(left, buffer, out var consumed, out var written);
            text += new string(buffer, 0, written);
            if (status == OperationStatus.Done) return text;
            Assert.Equal(OperationStatus.DestinationTooSmall, status);
            left = left.Skip(consumed);
            if (consumed == 0) size *= 2;
        }
    }
}
