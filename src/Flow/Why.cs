using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Steering.Flow;

/// <summary>Says in words how two keys of a stage differ: "learning rate 2e-4 → 1e-4".</summary>
public static class Why
{
    private const int DigestLetters = 8;
    private const double Small = 1e-3;
    private const double Large = 1e6;

    /// <summary>
    /// What a stage's result depends on, against the nearest earlier result of the same stage; one line for each difference.
    /// For a current stage, against the run before that, so that one can see why it last ran.
    /// </summary>
    public static IReadOnlyList<string> Explain(FlowContext context, Graph graph, StageNode node)
    {
        var plan = Plan.Make(context, graph.UpTo([node]));
        var stage = plan.Stages[^1];
        if (stage.Standing != Standing.Current || stage.Manifest is not { } current) return [.. stage.Reasons, .. Kept(context, plan.Ledger, stage.Node)];
        if (current.Accepted is { Count: > 0 } accepted) return [.. accepted.Select(AcceptedLine), .. Last(context, node, current)];
        return Last(context, node, current);
    }

    /// <summary>"its code changed on 2026-01-02 03:04 (method A.F changed) and was accepted without a rerun: 'another compiler' (made under key ab12…)".</summary>
    public static string AcceptedLine(AcceptedCode accepted)
    {
        ArgumentNullException.ThrowIfNull(accepted);
        return $"its code changed ({accepted.Change}) and was accepted without a rerun on {accepted.When.LocalDateTime:yyyy-MM-dd HH:mm}: '{accepted.Reason}' (result of key {Short(accepted.OldKey)})";
    }

    private static IReadOnlyList<string> Last(FlowContext context, StageNode node, Manifest current)
    {
        var history = new History(context.Store, _ => { });
        var earlier = history.Before(node, current);
        var ran = $"current: ran {current.Run.Started.LocalDateTime:yyyy-MM-dd HH:mm:ss} in {current.Run.Seconds:0.0} s";
        return earlier is null ? [ran + ", the first result of this stage"]
            : [ran + $"; it differs from the result of {earlier.Run.Started.LocalDateTime:yyyy-MM-dd HH:mm:ss} by", .. Differences(earlier, current.Parts, current.Inputs, history.CodeWords())];
    }

    /// <summary>One line for each difference between an earlier result and a key. Pass null for what is not known yet.</summary>
    /// <param name="code">Tells how one code digest differs from another.</param>
    public static IReadOnlyList<string> Differences(
        Manifest earlier, StageKey key, IReadOnlyList<ManifestInput>? inputs, Func<string, string, string> code)
    {
        var lines = new List<string>(Parameters(earlier.Parts.Params, key.Params));
        if (earlier.Parts.Version != key.Version) lines.Add($"version {earlier.Parts.Version} → {key.Version}");
        if (inputs is not null) lines.AddRange(Inputs(earlier.Inputs, inputs));
        if (earlier.Parts.Code != key.Code) lines.Add(code(earlier.Parts.Code, key.Code));
        if (earlier.Parts.Machine != key.Machine) lines.Add($"machine {earlier.Parts.Machine ?? "any"} → {key.Machine ?? "any"}");
        if (!earlier.Parts.Outputs.SequenceEqual(key.Outputs)) lines.Add($"outputs {string.Join(", ", earlier.Parts.Outputs)} → {string.Join(", ", key.Outputs)}");
        if (earlier.Parts.Schema != key.Schema) lines.Add($"key schema {earlier.Parts.Schema} → {key.Schema}");
        return lines;
    }

    /// <summary>Where a killed run of the same key had got to.</summary>
    private static string[] Kept(FlowContext context, Ledger ledger, StageNode node) =>
        ledger.KnowsInputsOf(node) && StageCheckpoint.Latest(context.Store.CheckpointPath(ledger.Examine(node).KeyHash)) is var (at, seconds)
            ? [string.Create(CultureInfo.InvariantCulture, $"it goes on at {at}, where a run that was stopped had got to in {seconds:0.0} s")]
            : [];

    internal static IEnumerable<string> Parameters(string before, string after)
    {
        if (before == after) yield break;
        var (old, now) = (Leaves(before), Leaves(after));
        foreach (var name in old.Keys.Union(now.Keys).Order(StringComparer.Ordinal))
        {
            var (was, isNow) = (old.GetValueOrDefault(name), now.GetValueOrDefault(name));
            if (was != isNow) yield return $"{Words(name)} {Shown(name, was)} → {Shown(name, isNow)}";
        }
    }

    private static IEnumerable<string> Inputs(IReadOnlyList<ManifestInput> before, IReadOnlyList<ManifestInput> after)
    {
        for (var index = 0; index < Math.Max(before.Count, after.Count); index++)
            if (index >= after.Count) yield return $"input {before[index].Name} is no longer read";
            else if (before.ElementAtOrDefault(index)?.Digest != after[index].Digest) yield return Input(before.ElementAtOrDefault(index), after[index]);
    }

    /// <summary>"input Tune LoRA seed 1/adapter.safetensors a1b2c3d4… → 4d3c2b1a…".</summary>
    internal static string Input(ManifestInput? before, ManifestInput after) => before is null
        ? $"input {after.Name} is new"
        : $"input {after.Name} {Short(before.Digest)} → {Short(after.Digest)}{(after.IsEdited ? " (edited by hand)" : "")}";

    private static string Short(string digest) => digest[..Math.Min(DigestLetters, digest.Length)] + "…";

    private static Dictionary<string, string> Leaves(string json)
    {
        var leaves = new Dictionary<string, string>(StringComparer.Ordinal);
        using var document = JsonDocument.Parse(json);
        Visit(document.RootElement, "");
        return leaves;

        void Visit(JsonElement element, string path)
        {
            if (element.ValueKind == JsonValueKind.Object)
                foreach (var part in element.EnumerateObject())
                    Visit(part.Value, part.Name is "$value" or "$set" or "$map" ? path : path.Length == 0 ? part.Name : $"{path}.{part.Name}");
            else if (element.ValueKind == JsonValueKind.Array)
                foreach (var (index, item) in element.EnumerateArray().Index()) Visit(item, $"{path}[{index}]");
            else leaves[path] = element.ToString();
        }
    }

    /// <summary>"Method.LearningRate" as "method.learning rate"; a type is called "kind".</summary>
    private static string Words(string path)
    {
        var words = new StringBuilder();
        foreach (var letter in path.Replace("$type", "kind", StringComparison.Ordinal))
        {
            if (char.IsUpper(letter) && words.Length > 0 && char.IsLower(words[^1])) words.Append(' ');
            words.Append(char.ToLowerInvariant(letter));
        }
        return words.ToString();
    }

    private static string Shown(string name, string? value)
    {
        if (value is null) return "(none)";
        if (name.EndsWith("$type", StringComparison.Ordinal)) return value[(value.LastIndexOfAny(['.', '+']) + 1)..];
        if (!value.AsSpan().ContainsAny('.', 'E', 'e') || !double.TryParse(value, CultureInfo.InvariantCulture, out var number) || number == 0) return value;
        return Math.Abs(number) is < Small or >= Large ? number.ToString("0.#######e-0", CultureInfo.InvariantCulture) : value;
    }
}
