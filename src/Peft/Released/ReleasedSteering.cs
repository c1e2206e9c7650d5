using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Steering.Tensors;

namespace Steering.Peft;

/// <summary>
/// Which positions the released program steers (its <c>mores_pos_configs.json</c>): only the first question and its picture, found by
/// subtracting token counts. A picture counts one token less than a grid has (24 of 25, 728 of 729, 575 of 576). Where the tokenizer makes the
/// space behind the question a token of its own and puts nothing in front, as Phi-2's does, everything lands one position too far right. A
/// text-only row is steered at one position, as often as a picture would be. Prompts that are too short repeat their first position.
/// </summary>
/// <param name="Positions"><c>f{a}+l{b}</c> or <c>uniform{n}</c>.</param>
/// <param name="SharesWeights">False: the first and the last are two groups.</param>
/// <param name="Modality">Holds <c>vis</c>, <c>text</c> or both.</param>
/// <param name="VisualTokens">What a picture counts for.</param>
public sealed partial record ReleasedSteering(string Positions, bool SharesWeights, string Modality, int VisualTokens)
{
    private const int Missing = -1;
    private const string Visual = "vis";
    private const string Text = "text";
    private const string FirstRound = "first_round";

    /// <summary>Groups of positions, visual tokens counted.</summary>
    public IReadOnlyList<IReadOnlyList<int>> Choose(TokenCounts counts)
    {
        var before = counts.Prompt - counts.Question;
        var end = Modality.Contains(Text, StringComparison.Ordinal) ? counts.Prompt - 1 + ((VisualTokens - 1) * counts.Images)
            : counts.Images > 0 ? before - 1 + VisualTokens : before;
        var start = Modality.Contains(Visual, StringComparison.Ordinal) || counts.Images == 0 ? before : before + VisualTokens;
        var length = end - start + 1;
        if (length < 1) throw new InvalidDataException($"The released positions '{Positions}' on '{Modality}' find nothing to steer in a question of {counts.Question} tokens.");
        return [.. Offsets(length).Select(group => Placed(group, start, length))];
    }

    /// <summary>Reads the file of a released checkpoint.</summary>
    public static ReleasedSteering Read(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            var root = document.RootElement;
            if (root.GetProperty("intervened_prompt_part").GetString() is var part && part != FirstRound) throw new InvalidDataException($"{path}: intervened_prompt_part is '{part}'; only {FirstRound} is known.");
            return new ReleasedSteering(
                root.GetProperty("intervention_positions").GetString() ?? "",
                root.GetProperty("mores_share_weights").GetBoolean(),
                root.GetProperty("intervene_modality").GetString() ?? "",
                root.GetProperty("img_embed_token_len").GetInt32());
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new InvalidDataException($"{path}: these are no released positions: {error.Message}", error);
        }
    }

    /// <param name="path">Where the file goes.</param>
    /// <param name="editors">Editors of the language model.</param>
    public void Write(string path, int editors) => File.WriteAllText(path, JsonSerializer.Serialize(new Dictionary<string, object>(StringComparer.Ordinal)
    {
        ["intervention_positions"] = Positions,
        ["mores_share_weights"] = SharesWeights,
        ["intervened_prompt_part"] = FirstRound,
        ["intervene_modality"] = Modality,
        ["num_interventions"] = new Dictionary<string, int>(StringComparer.Ordinal) { ["llm"] = editors },
        ["img_embed_token_len"] = VisualTokens,
    }, ReleasedFolder.Json));

    private IReadOnlyList<int[]> Offsets(int length)
    {
        if (Uniform().Match(Positions) is { Success: true } uniform)
        {
            var wanted = Number(uniform, "count");
            if (length < wanted) return [[.. Enumerable.Range(0, length), .. Enumerable.Repeat(Missing, wanted - length)]];
            var step = (length - 1) / Math.Max(1, wanted - 1);
            return [[.. Enumerable.Range(0, wanted).Select(i => i * step)]];
        }
        var ends = Ends().Match(Positions);
        if (!ends.Success) throw new InvalidDataException($"The released positions are '{Positions}'; f4+l5 and uniform9 are the two forms.");
        var (first, last) = (Number(ends, "first"), Number(ends, "last"));
        int[] left = [.. Enumerable.Range(0, Math.Min(first, length / 2))];
        int[] right = [.. Enumerable.Range(length - Math.Min(last, length / 2), Math.Min(last, length / 2))];
        if (SharesWeights) return [[.. left, .. right, .. Enumerable.Repeat(Missing, first + last - left.Length - right.Length)]];
        var longest = Math.Max(first, last);
        return [[.. left, .. Enumerable.Repeat(Missing, longest - left.Length)], [.. right, .. Enumerable.Repeat(Missing, longest - right.Length)]];
    }

    private int[] Placed(int[] offsets, int start, int length)
    {
        var placed = offsets.Select(offset => offset == Missing ? Missing : start + offset).ToArray();
        // Nothing to steer at all: the question's first token, or the token before it.
        if (length == 1 && Array.TrueForAll(placed, position => position == Missing)) placed[0] = Modality.Contains(Text, StringComparison.Ordinal) ? start : start - 1;
        var first = Array.Find(placed, position => position != Missing);
        return [.. placed.Select(position => position == Missing ? first : position)];
    }

    private static int Number(Match match, string group) => int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex("^f(?<first>[0-9]{1,5})\\++l(?<last>[0-9]{1,5})$", RegexOptions.ExplicitCapture)]
    private static partial Regex Ends();

    [GeneratedRegex("^uniform(?<count>[0-9]{1,5})$", RegexOptions.ExplicitCapture)]
    private static partial Regex Uniform();
}
