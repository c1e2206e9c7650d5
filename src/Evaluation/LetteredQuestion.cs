using Steering.Data;

namespace Steering.Evaluation;

/// <summary>Text-only questions with lettered choices, as DeepEval asks and compares them.</summary>
internal static class LetteredQuestion
{
    public static string Letter(int index) => ((char)('A' + index)).ToString();

    public static string Choices(Sample sample) => string.Concat(sample.Choices.Select((choice, i) => $"\n{Letter(i)}. {choice}"));

    public static Prompt Ask(Sample sample, string header, string end) => new($"{header}{sample.Turns[0].Question}{Choices(sample)}{end}", null);

    /// <summary>Ends stripped, then letter for letter; an empty answer is never right.</summary>
    public static bool ExactMatch(string target, string answer) => answer.Length > 0 && PythonText.Strip(answer) == PythonText.Strip(target);

    /// <summary>The rules by which an item is right, as its verdict.</summary>
    public static string Rules(IEnumerable<string> names) => string.Join(' ', names) is { Length: > 0 } some ? some : "none";

    /// <summary>Percent of the items whose verdict names each rule; nothing where none has a verdict.</summary>
    public static IEnumerable<(string Name, double Value)> ByRule(IReadOnlyList<Graded> graded, IReadOnlyList<string> rules)
    {
        var scored = graded.Where(item => item.Verdict is not null).ToList();
        return scored.Count == 0 ? [] : rules.Select(rule => (rule, 100.0 * scored.Count(item => item.Verdict!.Split(' ').Contains(rule, StringComparer.Ordinal)) / scored.Count));
    }
}
