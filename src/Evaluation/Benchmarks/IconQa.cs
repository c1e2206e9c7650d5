using Steering.Data.Sources;

namespace Steering.Evaluation.Benchmarks;

/// <summary>The published steering code's scoring of both kinds of IconQA.</summary>
public static class IconQa
{
    /// <summary>Exact and case-sensitive; only the prediction is stripped.</summary>
    public static bool IsRight(string prediction, string truth)
    {
        ArgumentNullException.ThrowIfNull(prediction);
        return PythonText.Strip(prediction) == truth;
    }

    /// <summary>The scorer over its own files: right or wrong of every answer line; repeated lines count again, missing ones not at all.</summary>
    /// <exception cref="InvalidDataException">An unknown id, no line, or nothing right (where the original divides by zero).</exception>
    public static IReadOnlyList<bool> Score(IReadOnlyList<IconQaProblem> problems, IReadOnlyList<LlavaAnswer> answers)
    {
        ArgumentNullException.ThrowIfNull(problems);
        ArgumentNullException.ThrowIfNull(answers);
        var truths = problems.ToDictionary(problem => problem.Id, problem => problem.Answer, StringComparer.Ordinal);
        List<bool> right =
        [
            .. answers.Select(answer => truths.TryGetValue(answer.Id, out var truth)
                ? IsRight(answer.Text, truth)
                : throw new InvalidDataException($"The answers hold problem {answer.Id}, which the data lack. Are they for this split and kind?")),
        ];
        return right.Contains(true)
            ? right
            : throw new InvalidDataException($"None of {right.Count} answers is right, where the original divides by zero. Were they given to these problems, and in their form?");
    }
}
