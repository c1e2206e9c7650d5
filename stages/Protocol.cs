using System.Security.Cryptography;
using System.Text;
using Steering.Data;
using Steering.Evaluation;
using Steering.Flow;

namespace Steering.Stages;

/// <summary>
/// How a column's numbers come about: most disputes about scores are about these. Two numbers may be held against each other where their ids are equal.
/// </summary>
/// <param name="Prompt">What is asked, with {question} and {choice} where an item's own words stand.</param>
/// <param name="Split">Name of the questions' set.</param>
/// <param name="Scoring">The benchmark with its settings, in full.</param>
/// <param name="Answers">How answers are drawn from the model.</param>
/// <param name="Judge">Who judges; empty where nobody needs to.</param>
public sealed record Protocol(string Prompt, string Split, string Scoring, string Answers, string Judge)
{
    private const int Digits = 6;

    /// <summary>A few letters that tell protocols apart.</summary>
    public string Id => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', Prompt, Split, Scoring, Answers, Judge))))[..Digits];

    /// <summary>For a reader, on one line.</summary>
    public string Words => $"asked \"{Prompt.ReplaceLineEndings("\\n")}\" of {Split}; {Answers}; scored as {Scoring}{(Judge.Length > 0 ? $"; judged by {Judge}" : "")}";

    public static Protocol Of(ZooColumn column, int maxNewTokens, string judge)
    {
        var item = new Sample { Id = "item", Image = "image", Turns = [new Data.Turn("{question}", ""), new Data.Turn("{question}", "")], Choices = ["{choice}", "{choice}"], Answers = ["A"] };
        var scoring = Canonical.TypeName(column.Benchmark.GetType()).Split('.')[^1] + (column.Number.Length > 0 ? $", {column.Number}" : "");
        return column.Benchmark is IContinuedBenchmark { ByLikelihood: true } endings
            ? new Protocol(endings.Endings(item).Context, column.Items.Name, scoring, "by the log-likelihood of the given endings", judge)
            : new Protocol(column.Benchmark.Ask(item).Question, column.Items.Name, scoring, $"greedy, at most {maxNewTokens} tokens", judge);
    }
}
