using System.Text.Json;
using Steering.Tests;
using Xunit.Abstractions;
using static TorchSharp.torch;

namespace Steering.Models.Tests;

/// <summary>Greedy decoding against transformers' generate: golden/generation, the cases of Phi models.</summary>
public sealed class GenerationGoldenTests(ITestOutputHelper output)
{
    private const string Folder = "generation";
    private const string File = "decoding.json";

    public static TheoryData<int> Cases => Golden.MissingReason(Folder) is null
        ? [.. Enumerable.Range(0, Golden.Json(Folder, File).GetProperty("cases").GetArrayLength())]
        : [];

    [GoldenTheory(Folder)]
    [MemberData(nameof(Cases))]
    public void Batched_greedy_answers_are_the_published_ones(int index)
    {
        var given = Golden.Json(Folder, File).GetProperty("cases")[index];
        var name = given.GetProperty("model").GetString() ?? "";
        if (Golden.Json("models", name, "config.json").GetProperty("model_type").GetString() != "phi")
        {
            output.WriteLine($"case {index}: left aside, '{name}' is no Phi.");
            return;
        }
        using var scope = NewDisposeScope();
        using var model = Tiny.Around(Phi.Load(Path.Combine(Golden.Folder("models"), name)));
        var prompts = Prompts(given);
        var longest = given.GetProperty("max_new_tokens").GetInt32();
        var free = new GreedyDecoder(model, new GreedyOptions(longest, EndOfText: null)).Answer(prompts, Tiny.NoFeatures);
        Assert.Equal(Rows(given.GetProperty("greedy")), free);
        if (!given.TryGetProperty("greedy_with_eos", out var ended)) return;
        var end = given.GetProperty("eos_token_id").GetInt32();
        var stopped = new GreedyDecoder(model, new GreedyOptions(longest, end)).Answer(prompts, Tiny.NoFeatures);
        Assert.Equal(Rows(ended).Select(row => row.TakeWhile(id => id != end)), stopped);
    }

    private static List<EncodedPrompt> Prompts(JsonElement given) =>
    [
        .. Rows(given.GetProperty("input_ids")).Zip(Rows(given.GetProperty("attention_mask")))
            .Select(row => new EncodedPrompt([], null, [.. row.First.Zip(row.Second).Where(pair => pair.Second == 1).Select(pair => pair.First)])),
    ];

    private static IEnumerable<IReadOnlyList<int>> Rows(JsonElement matrix) =>
        matrix.EnumerateArray().Select(row => (IReadOnlyList<int>)[.. row.EnumerateArray().Select(id => id.GetInt32())]);
}
