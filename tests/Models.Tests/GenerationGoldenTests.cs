using System.Text.Json;
using Steering.Tests;
using static TorchSharp.torch;

namespace Steering.Models.Tests;

/// <summary>Greedy decoding against transformers' generate: golden/generation, the cases of the families that are built here.</summary>
public sealed class GenerationGoldenTests
{
    private const string Folder = "generation";
    private const string File = "decoding.json";

    public static TheoryData<int> Cases => Golden.MissingReason(Folder) is null
        ? [.. Enumerable.Range(0, All.GetArrayLength()).Where(index => LanguageConfigs.ModelTypes.Contains(ModelType(All[index]), StringComparer.Ordinal))]
        : [];

    private static JsonElement All => Golden.Json(Folder, File).GetProperty("cases");

    [WholeGoldenFact(Folder)]
    public void Every_family_that_is_built_here_and_has_a_case_is_among_the_cases() => Assert.Subset(
        All.EnumerateArray().Select(ModelType).ToHashSet(StringComparer.Ordinal), LanguageConfigs.ModelTypes.ToHashSet(StringComparer.Ordinal));

    [GoldenTheory(Folder)]
    [MemberData(nameof(Cases))]
    public void Batched_greedy_answers_are_the_published_ones(int index)
    {
        var given = All[index];
        var name = given.GetProperty("model").GetString() ?? "";
        using var scope = NewDisposeScope();
        using var model = Tiny.Around(CausalLanguageModel.Load(Path.Combine(Golden.Folder("models"), name)));
        var prompts = Prompts(given);
        var longest = given.GetProperty("max_new_tokens").GetInt32();
        var free = new GreedyDecoder(model, new GreedyOptions(longest, EndOfText: null)).Answer(prompts, Tiny.NoFeatures);
        Assert.Equal(Rows(given.GetProperty("greedy")), free);
        if (!given.TryGetProperty("greedy_with_eos", out var ended)) return;
        var end = given.GetProperty("eos_token_id").GetInt32();
        var stopped = new GreedyDecoder(model, new GreedyOptions(longest, end)).Answer(prompts, Tiny.NoFeatures);
        Assert.Equal(Rows(ended).Select(row => row.TakeWhile(id => id != end)), stopped);
    }

    private static string ModelType(JsonElement given) =>
        Golden.Json("models", given.GetProperty("model").GetString() ?? "", "config.json").GetProperty("model_type").GetString() ?? "";

    private static List<EncodedPrompt> Prompts(JsonElement given) =>
    [
        .. Rows(given.GetProperty("input_ids")).Zip(Rows(given.GetProperty("attention_mask")))
            .Select(row => new EncodedPrompt([], null, [.. row.First.Zip(row.Second).Where(pair => pair.Second == 1).Select(pair => pair.First)])),
    ];

    private static IEnumerable<IReadOnlyList<int>> Rows(JsonElement matrix) =>
        matrix.EnumerateArray().Select(row => (IReadOnlyList<int>)[.. row.EnumerateArray().Select(id => id.GetInt32())]);
}
