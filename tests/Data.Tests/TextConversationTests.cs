using System.Text.Json;
using Steering.Data;
using Steering.Data.Sources;
using Steering.Data.Text;

namespace Steering.Tests;

/// <summary>Conversations to ids and labels, against the reference's files for every template and tokenizer that is supported.</summary>
public sealed class TextConversationTests
{
    private const string Root = "tokenizers/chat";

    public static TheoryData<string> TrainingFiles => [.. Files(generate: false)];

    public static TheoryData<string> GenerationFiles => [.. Files(generate: true)];

    [GoldenTheory(Root), MemberData(nameof(TrainingFiles))]
    public async Task Training_ids_and_labels_are_exact(string file)
    {
        var (template, encoder) = Open(file);
        var conversations = await ConversationsAsync();
        foreach (var line in TextCases.Lines("chat", file))
        {
            var turns = conversations[line.Text("id")];
            var text = template.Fill(turns);
            Assert.Equal(line.Text("prompt"), text.Text);
            // The reference's regions are the answers; what is learnt begins with the space before them.
            var space = template.CaptionOnly ? 0 : 1;
            Assert.Equal(Pairs(line, "regions_utf16").Select(region => (region.Start - space, region.End)), text.Regions);
            var encoded = encoder.Encode(turns);
            Assert.Equal(line.Integers("input_ids"), encoded.Ids);
            var labels = new bool[encoded.Ids.Count];
            foreach (var (start, end) in Pairs(line, "label_runs")) labels.AsSpan(start, end - start).Fill(true);
            Assert.Equal(labels, encoded.IsLabel);
        }
    }

    [GoldenTheory(Root), MemberData(nameof(GenerationFiles))]
    public async Task Generation_prompts_are_exact(string file)
    {
        var (template, encoder) = Open(file);
        var conversations = await ConversationsAsync();
        foreach (var line in TextCases.Lines("chat", file))
        {
            var turns = conversations[line.Text("conversation")];
            Assert.Equal(line.Text("prompt"), template.FillPrompt(turns).Text);
            Assert.Equal(line.Integers("input_ids"), encoder.EncodePrompt(turns));
        }
    }

    [Fact]
    public void The_bare_template_has_no_system_sentence()
    {
        var text = ChatTemplate.Bare("<e>").Fill([new Turn("<image>\nhow many?", "two"), new Turn("which?", "both")]);
        Assert.Equal("USER: <image>\nhow many? ASSISTANT: two<e>USER: which? ASSISTANT: both<e>", text.Text);
        Assert.Equal([" two<e>", " both<e>"], text.Regions.Select(region => text.Text[region.Start..region.End]));
    }

    [Fact]
    public void A_sample_whose_image_and_marker_do_not_go_together_is_refused()
    {
        var encoder = new ConversationEncoder(new BpeTrainer(300, 1, ["<e>"]).Train(["USER: ASSISTANT: what"]), ChatTemplate.Bare("<e>"));
        var noMarker = new Sample { Id = "7", Image = "a.png", Turns = [new Turn("what?", "it")] };
        var noImage = new Sample { Id = "8", Turns = [new Turn("<image>\nwhat?", "it")] };
        Assert.Contains("'7'", Assert.Throws<InvalidDataException>(() => encoder.Encode(noMarker)).Message, StringComparison.Ordinal);
        Assert.Contains("'8'", Assert.Throws<InvalidDataException>(() => encoder.Encode(noImage)).Message, StringComparison.Ordinal);
        Assert.Single(encoder.Encode(noMarker with { Turns = noImage.Turns }).Ids, ConversationEncoder.ImageSlot);
    }

    // Files are called [generate.]<template>.<tokenizer folder>.<variant>.jsonl.
    private static IEnumerable<string> Files(bool generate) =>
        Directory.Exists(Golden.Folder(Root))
            ? Directory.EnumerateFiles(Golden.Folder(Root), "*.jsonl").Select(path => Path.GetFileName(path)!)
                .Where(name => name.Split('.').Length >= 4 && name.StartsWith("generate.", StringComparison.Ordinal) == generate)
                .Where(name => TextCases.Open(Parts(name).Tokenizer) is not null || (TextCases.OpenSentencePiece(Parts(name).Tokenizer) is not null && !name.Contains(".nonlegacy.", StringComparison.Ordinal)))
                .Order(StringComparer.Ordinal)
            : [];

    private static (string Template, string Tokenizer) Parts(string file)
    {
        var parts = file.Split('.').SkipWhile(part => part == "generate").ToArray();
        return (parts[0], parts[1]);
    }

    private static (ChatTemplate Template, ConversationEncoder Encoder) Open(string file)
    {
        var (name, tokenizer) = Parts(file);
        // The reference's README: vicuna_v1 is llama's text, qwen2_base is phi's.
        var template = name switch
        {
            "phi" or "qwen2_base" => ChatTemplate.Phi,
            "llama" or "vicuna_v1" => ChatTemplate.Llama,
            "gemma" => ChatTemplate.Gemma,
            "pretrain" => ChatTemplate.Pretrain,
            _ => throw new InvalidDataException($"Unknown template {name} in {file}."),
        };
        return (template, new ConversationEncoder((Microsoft.ML.Tokenizers.Tokenizer?)TextCases.Open(tokenizer) ?? TextCases.OpenSentencePiece(tokenizer)!, template));   // Files keeps those that open
    }

    private static IEnumerable<(int Start, int End)> Pairs(JsonElement line, string name) =>
        line.GetProperty(name).EnumerateArray().Select(pair => (pair[0].GetInt32(), pair[1].GetInt32()));

    private static async Task<Dictionary<string, IReadOnlyList<Turn>>> ConversationsAsync()
    {
        var path = Path.GetTempFileName();
        try
        {
            var lines = File.ReadLines(Path.Combine(Golden.Folder(Root), "conversations.jsonl")).Where(line => line.Length > 0);
            await File.WriteAllTextAsync(path, $"[{string.Join(',', lines)}]");
            var turns = new Dictionary<string, IReadOnlyList<Turn>>(StringComparer.Ordinal);
            await foreach (var sample in LlavaJson.ReadAsync(path)) turns[sample.Id] = sample.Turns;
            return turns;
        }
        finally
        {
            File.Delete(path);
        }
    }
}
