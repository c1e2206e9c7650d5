using Steering.Data;

namespace Steering.Evaluation.Benchmarks;

/// <summary>
/// Image classification by naming: any set with a folder a class. MRT's benchmarks follow M²PT's (arXiv 2409.15657), CIFAR-10, CIFAR-100 and MNIST
/// among them, whose prompts are not public and whose answers a Vicuna-13B judges. Here the classes are listed in the prompt; right is the class's name
/// after the EvalAI processor's normalisation.
/// </summary>
public sealed record ImageClassification : IBenchmark
{
    /// <summary>What is asked; null asks as the samples do, in capital letters that a vocabulary of a few hundred words has no room for.</summary>
    public string? Question { get; init; }

    /// <summary>What leads from the question to the classes; null does not list them.</summary>
    public string? Lead { get; init; } = " Choices: ";

    /// <summary>What is asked for behind them.</summary>
    public string Request { get; init; } = "." + VqaV2.ShortAnswer;

    public string Name => "Classification";

    public string Dataset => "ClassFolders";

    public bool Takes(Sample sample) => true;

    public Prompt Ask(Sample sample)
    {
        ArgumentNullException.ThrowIfNull(sample);
        return new Prompt($"<image>\n{Question ?? sample.Turns[0].Question}{(Lead is null ? "" : Lead + string.Join(", ", sample.Choices))}{Request}", sample.Image);
    }

    public double Grade(Sample sample, string answer)
    {
        ArgumentNullException.ThrowIfNull(sample);
        return Normalisation.EvalAi(answer) == Normalisation.EvalAi(sample.Answers[0]) ? 1 : 0;
    }

    public double Sum(IReadOnlyList<Graded> graded) => graded.Percent();

    /// <summary>Accuracy, then that of each class: the folder that a picture lies in.</summary>
    public IReadOnlyList<(string Name, double Value)> Beside(IReadOnlyList<Graded> graded) =>
    [
        .. graded.PercentByCategory(),
        .. graded.Select(item => item with { Category = Path.GetDirectoryName(item.Image) ?? "" }).Where(item => item.Category.Length > 0).ToList().PercentByCategory(),
    ];
}
