using System.Globalization;
using Steering.Data;

namespace Steering.Evaluation.Judges;

/// <summary>What the official conversation came to.</summary>
/// <param name="Score">As the official script counts it: 0 where no reply held a score, or not a number where one said nan.</param>
/// <param name="IsRead">False where the score is not what any reply said.</param>
/// <param name="Content">What is left of the last reply.</param>
public sealed record MmVetReply(double Score, bool IsRead, string Content, int Calls);

/// <summary>
/// MM-Vet's judge as mm-vet_evaluator.py asks it: few-shot prompt, temperature 0, three tokens; a reply without a score is asked for again with
/// another prompt, five times, warmer by 0.5 each but the first. A rate limit begins the question anew with what it has come to.
/// </summary>
public static class MmVetJudgement
{
    private const int MaxTokens = 3;
    private const int MostTries = 5;
    private const double Warmer = 0.5;
    private const string RetryEnd = "\nPredict the correctness of the answer (digit): ";

    /// <summary>The official prompt, word for word.</summary>
    public static string Prompt(string question, string reference, string answer, bool again)
    {
        ArgumentNullException.ThrowIfNull(reference);
        var spaced = reference.Replace("<AND>", " <AND> ", StringComparison.Ordinal).Replace("<OR>", " <OR> ", StringComparison.Ordinal);
        return $"{MmVetPrompt.Examples}\n{question} | {spaced} | {answer} | {(again ? RetryEnd : "")}";
    }

    /// <summary>
    /// A score is a decision; where no reply holds one the judgement failed. The official script counts that as 0, and five replies of nothing then
    /// look like a wrong answer.
    /// </summary>
    public static async Task<Verdict> JudgeAsync(JudgedAnswer item, JudgeChat chat, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(item);
        var reply = await ConverseAsync(item.Sample.Turns[0].Question, item.Sample.Answers[0], item.Answer, chat, cancel).ConfigureAwait(false);
        return reply.IsRead && !double.IsNaN(reply.Score)
            ? new Verdict(item.Sample.Id, reply.Score.ToString("R", CultureInfo.InvariantCulture), reply.Content, reply.Calls)
            : new Verdict(item.Sample.Id, null, reply.Content, reply.Calls, "no reply held a score from 0 to 1");
    }

    public static async Task<MmVetReply> ConverseAsync(string question, string reference, string answer, JudgeChat chat, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(chat);
        var (again, temperature, calls) = (false, 0.0, 0);
        while (true)
        {
            try
            {
                var content = await Ask().ConfigureAwait(false);
                for (var tries = 1; ;)
                {
                    content = PythonText.Strip(content.Split(' ')[0]);
                    if (PythonText.TryFloat(content, out var score) && !(score > 1 || score < 0)) return new MmVetReply(score, true, content, calls);
                    again = true;
                    content = await Ask().ConfigureAwait(false);
                    // After the call, in the original too: the first retry is as cold as the first call.
                    temperature += Warmer;
                    if (++tries > MostTries) return new MmVetReply(0, false, content, calls);
                }
            }
            catch (RateLimitException)
            {
                // Waited for; begins anew with the prompt and the temperature reached.
            }
        }

        Task<string> Ask()
        {
            calls++;
            return chat(new JudgeCall(Prompt(question, reference, answer, again), temperature, MaxTokens), cancel);
        }
    }

    /// <summary>
    /// The offline rule: of the elements joined by &lt;AND&gt;, the share of which one of the forms joined by &lt;OR&gt; stands in the answer, word
    /// by word, case, articles and signs aside; in steps of a tenth, downwards.
    /// </summary>
    public static double ByRule(Sample sample, string answer)
    {
        ArgumentNullException.ThrowIfNull(sample);
        var said = $" {Normalisation.Vqa(answer)} ";
        var elements = sample.Answers[0].Split("<AND>");
        var present = elements.Count(element => element.Split("<OR>").Any(form => Normalisation.Vqa(form) is { Length: > 0 } words && said.Contains($" {words} ", StringComparison.Ordinal)));
        return Math.Floor(10.0 * present / elements.Length) / 10;
    }
}
