using Steering.Data;
using Steering.Data.Sources;

namespace Steering.Evaluation.Benchmarks;

/// <summary>IconQA with text choices (Lu et al. 2021): the choices are shown as text, the truth is the 0-based index of one, compared exactly.</summary>
public sealed record IconQaText : IBenchmark
{
    /// <summary>
    /// What is asked for behind question and choices: the published steering code's words. A vocabulary of a few hundred words has no room for
    /// them: the tiny zoo asks for nothing.
    /// </summary>
    public string Request { get; init; } = IconQaFiles.ChoicesRequest;

    /// <summary>What leads from the question to its choices.</summary>
    public string Lead { get; init; } = IconQaFiles.ChoicesLead;

    public string Name => "IconQA-txt";

    public string Dataset => "IconQA-txt";

    public bool Takes(Sample sample) => true;

    public Prompt Ask(Sample sample)
    {
        ArgumentNullException.ThrowIfNull(sample);
        return new Prompt($"<image>\n{sample.Turns[0].Question}{Lead}{string.Join(", ", sample.Choices)}{Request}", sample.Image);
    }

    public double Grade(Sample sample, string answer)
    {
        ArgumentNullException.ThrowIfNull(sample);
        return IconQa.IsRight(answer, sample.Answers[0]) ? 1 : 0;
    }

    public double Sum(IReadOnlyList<Graded> graded) => graded.Percent();

    public IReadOnlyList<(string Name, double Value)> Beside(IReadOnlyList<Graded> graded) => graded.PercentByCategory();
}
