using System.Globalization;
using Steering.Data;
using Steering.Data.Sources;
using Steering.Evaluation.Judges;

namespace Steering.Evaluation.Benchmarks;

/// <summary>
/// MM-Vet (Yu et al. 2024): open questions that need several of six capabilities at once; a judge gives each answer 0 to 1. The column is the
/// mean in percent; by capability (a question counts for each of its) and by set of capabilities stand beside it.
/// </summary>
public sealed record MmVet : IJudgedBenchmark
{
    public string Name => "MM-Vet";

    public string Dataset => "MM-Vet";

    public bool Takes(Sample sample) => true;

    public Prompt Ask(Sample sample)
    {
        ArgumentNullException.ThrowIfNull(sample);
        return new Prompt($"<image>\n{sample.Turns[0].Question}", sample.Image);
    }

    public double Grade(Sample sample, string answer) => MmVetJudgement.ByRule(sample, answer);

    public double Score(Sample sample, string verdict) => double.Parse(verdict, CultureInfo.InvariantCulture);

    public IReadOnlyList<JudgedAnswer> Pose(IReadOnlyList<(Sample Sample, string Answer)> answers) => [.. answers.Select(item => new JudgedAnswer(item.Sample, item.Answer, null))];

    public Verdict JudgeByRule(JudgedAnswer item)
    {
        ArgumentNullException.ThrowIfNull(item);
        return new Verdict(item.Sample.Id, MmVetJudgement.ByRule(item.Sample, item.Answer).ToString("R", CultureInfo.InvariantCulture), "", 0);
    }

    public Task<Verdict> JudgeAsync(JudgedAnswer item, JudgeChat chat, CancellationToken cancel) => MmVetJudgement.JudgeAsync(item, chat, cancel);

    public double Sum(IReadOnlyList<Graded> graded) => graded.Percent();

    /// <summary>By capability, then by set of capabilities.</summary>
    public IReadOnlyList<(string Name, double Value)> Beside(IReadOnlyList<Graded> graded)
    {
        var capabilities = graded.SelectMany(item => MmVetFiles.Capabilities(item.Category)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        return
        [
            .. capabilities.Select(name => (name, graded.Where(item => MmVetFiles.Capabilities(item.Category).Contains(name, StringComparer.Ordinal)).ToList().Percent())),
            .. graded.PercentByCategory().Select(entry => ("only " + entry.Name, entry.Value)),
        ];
    }

    /// <summary>The official table over judged runs: means in percent over questions, then over runs, rounded as NumPy does.</summary>
    /// <param name="questions">Those that count: the whole set, or the ids of a sub-set.</param>
    /// <param name="grades">For each question its score in every run.</param>
    public static MmVetScores Score(IReadOnlyList<Sample> questions, IReadOnlyDictionary<string, IReadOnlyList<double>> grades, int decimals)
    {
        ArgumentNullException.ThrowIfNull(questions);
        ArgumentNullException.ThrowIfNull(grades);
        var scores = questions.Select(question => (question.Category, Runs: grades.TryGetValue(question.Id, out var runs)
            ? runs
            : throw new InvalidDataException($"Question {question.Id} is not graded. Grade the answers again."))).ToList();
        var count = scores.Min(item => item.Runs.Count);
        var total = ByRun(_ => true);
        var mean = total.Average();
        return new MmVetScores(
            scores.SelectMany(item => MmVetFiles.Capabilities(item.Category)).Distinct(StringComparer.Ordinal)
                .ToDictionary(name => name, name => Round(ByRun(set => MmVetFiles.Capabilities(set).Contains(name, StringComparer.Ordinal)).Average()), StringComparer.Ordinal),
            scores.Select(item => item.Category).Distinct(StringComparer.Ordinal).ToDictionary(set => set, set => Round(ByRun(other => other == set).Average()), StringComparer.Ordinal),
            Round(mean), Round(Math.Sqrt(total.Average(run => (run - mean) * (run - mean)))), [.. total.Select(Round)]);

        List<double> ByRun(Func<string, bool> counts)
        {
            var items = scores.Where(item => counts(item.Category)).ToList();
            return [.. Enumerable.Range(0, count).Select(run => items.Sum(item => item.Runs[run]) / items.Count * 100)];
        }

        double Round(double value) => PythonText.NumpyRound(value, decimals);
    }
}

/// <summary>The official table, 0…100.</summary>
/// <param name="Deviation">Of the runs' totals, by the population's formula.</param>
public sealed record MmVetScores(
    IReadOnlyDictionary<string, double> Capabilities, IReadOnlyDictionary<string, double> Sets, double Total, double Deviation, IReadOnlyList<double> Runs);
