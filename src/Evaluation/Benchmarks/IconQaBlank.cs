using Steering.Data;
using Steering.Data.Sources;

namespace Steering.Evaluation.Benchmarks;

/// <summary>IconQA with a blank to fill in (Lu et al. 2021): the answer's text, compared exactly.</summary>
public sealed record IconQaBlank : IBenchmark
{
    /// <summary>
    /// What is asked for behind every question: the published steering code's words. A vocabulary of a few hundred words has no room for them:
    /// the tiny zoo asks for nothing.
    /// </summary>
    public string Request { get; init; } = IconQaFiles.BlankRequest;

    public string Name => "IconQA-blank";

    public string Dataset => "IconQA-blank";

    public bool Takes(Sample sample) => true;

    public Prompt Ask(Sample sample)
    {
        ArgumentNullException.ThrowIfNull(sample);
        return new Prompt($"<image>\n{sample.Turns[0].Question}{Request}", sample.Image);
    }

    public double Grade(Sample sample, string answer)
    {
        ArgumentNullException.ThrowIfNull(sample);
        return IconQa.IsRight(answer, sample.Answers[0]) ? 1 : 0;
    }

    public double Sum(IReadOnlyList<Graded> graded) => graded.Percent();

    public IReadOnlyList<(string Name, double Value)> Beside(IReadOnlyList<Graded> graded) => graded.PercentByCategory();
}
