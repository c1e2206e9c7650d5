using Steering.Data;
using Steering.Data.Sources;

namespace Steering.Evaluation.Judges;

/// <summary>
/// The two questions that HallusionBench's utils.py puts to a judge: is the answer right, and does it agree with the answer to the original
/// question. A decision is "0" wrong, "1" right or "2" unclear, with " same" behind it where a wrong answer agrees with the original's.
/// </summary>
public static class HallusionJudgement
{
    private const string Same = " same";

    /// <summary>Beside each answer the one to its pair's original (figure 0).</summary>
    public static IReadOnlyList<JudgedAnswer> Pose(IReadOnlyList<(Sample Sample, string Answer)> answers)
    {
        ArgumentNullException.ThrowIfNull(answers);
        var originals = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (sample, answer) in answers)
        {
            if (HallusionKey.Parse(sample.Id) is { Figure: "0" } key) originals[key.Pair] = answer;
        }
        return [.. answers.Select(item => new JudgedAnswer(item.Sample, item.Answer, HallusionKey.Parse(item.Sample.Id) is { } key ? originals.GetValueOrDefault(key.Pair) : null))];
    }

    /// <summary>
    /// Yes or no is what the first word says, else the only one of the two that occurs; compared with the truth it is right or wrong, and without
    /// either the answer is unclear.
    /// </summary>
    public static string ByRule(Sample sample, string answer)
    {
        ArgumentNullException.ThrowIfNull(sample);
        return SaysYes(answer) is not { } yes ? "2" : yes == (sample.Answers[0] == "yes") ? "1" : "0";
    }

    public static Verdict JudgeByRule(JudgedAnswer item)
    {
        ArgumentNullException.ThrowIfNull(item);
        var check = ByRule(item.Sample, item.Answer);
        return new Verdict(item.Sample.Id, Decision(check, check == "0" && item.Compared is not null && SaysYes(item.Compared) == SaysYes(item.Answer)), "", 0);
    }

    /// <summary>Asks whether the answer is right, and, where it is wrong and another than the original, whether it agrees with the original's: elsewhere that changes nothing.</summary>
    public static async Task<Verdict> JudgeAsync(JudgedAnswer item, JudgeChat chat, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(item);
        ArgumentNullException.ThrowIfNull(chat);
        var (reply, calls) = await AskAsync(CheckPrompt(item.Sample.Turns[0].Question, item.Sample.Answers[1], item.Answer), chat, cancel).ConfigureAwait(false);
        var check = ReadCheck(reply);
        if (check != "0" || item.Compared is null || HallusionKey.Parse(item.Sample.Id) is not { Figure: not "0" }) return new Verdict(item.Sample.Id, check, reply, calls);
        var (second, more) = await AskAsync(SamePrompt(item.Answer, item.Compared), chat, cancel).ConfigureAwait(false);
        return new Verdict(item.Sample.Id, Decision(check, ReadSame(second)), $"{reply} | {second}", calls + more);
    }

    /// <summary>"0", "1" or "2" of a decision.</summary>
    public static string Check(string decision)
    {
        ArgumentNullException.ThrowIfNull(decision);
        return decision.EndsWith(Same, StringComparison.Ordinal) ? decision[..^Same.Length] : decision;
    }

    public static bool IsSame(string decision)
    {
        ArgumentNullException.ThrowIfNull(decision);
        return decision.EndsWith(Same, StringComparison.Ordinal);
    }

    /// <summary>"incorrect" is looked for before "correct", anywhere; anything else is unclear.</summary>
    public static string ReadCheck(string reply)
    {
        var text = PythonText.Lower(reply);
        return text.Contains("incorrect", StringComparison.Ordinal) ? "0" : text.Contains("correct", StringComparison.Ordinal) ? "1" : "2";
    }

    public static bool ReadSame(string reply) => PythonText.Lower(reply).Contains("same", StringComparison.Ordinal);

    /// <summary>The official prompt, word for word.</summary>
    public static string CheckPrompt(string question, string reference, string answer) =>
        "Imagine you are an intelligent teacher. Thoroughly read the question, reference answer and the prediction answer to ensure a clear understanding of the information provided. "
        + "Assess the correctness of the predictions. If the prediction answer does not conflict with the reference answer, please generate “correct”. "
        + "If the prediction answer conflict with the reference answer, please generate “incorrect”. If the prediction answer is unclear about the answer, please generate \"unclear\". \n\n Question:"
        + $"{question}\nReference answer: {reference}\nPrediction answer:{answer}\nOutput:";

    /// <summary>The official prompt, word for word, with its slip.</summary>
    public static string SamePrompt(string answer, string original) =>
        "Imagine you are an intelligent teacher. Thoroughly read the two responses to two different questions. Assess the consistency of the information provided within those two responses. "
        + "You do not know the specific questions, but you can asssess the consistency among the two responses by checking for logical conflicts if both responses are correct. "
        + "If response1 does not conflict with response2, please generate “same”. Otherwise, generate \"different\". \n\n response1:"
        + $"{answer}\nresponse2: {original}\nOutput:";

    private static string Decision(string check, bool same) => same ? check + Same : check;

    private static async Task<(string Reply, int Calls)> AskAsync(string prompt, JudgeChat chat, CancellationToken cancel)
    {
        for (var calls = 1; ; calls++)
        {
            try
            {
                return (await chat(new JudgeCall(prompt), cancel).ConfigureAwait(false), calls);
            }
            catch (RateLimitException)
            {
                // Waited for; the same question again.
            }
        }
    }

    private static bool? SaysYes(string answer)
    {
        var words = PythonText.Words(PythonText.Lower(answer)).ConvertAll(word => word.Trim('.', ',', '!', '?', ';', ':', '"', '\'', '*'));
        if (words.Count > 0 && words[0] is "yes" or "no") return words[0] == "yes";
        var (yes, no) = (words.Contains("yes"), words.Contains("no"));
        return yes == no ? null : yes;
    }
}
