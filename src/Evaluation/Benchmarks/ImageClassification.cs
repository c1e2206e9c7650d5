using Steering.Data;

namespace Steering.Evaluation.Benchmarks;

/// <summary>
/// Image classification by naming: any set with a folder a class (CIFAR-10, MNIST; MRT measures on such). The classes are listed in the prompt;
/// right is the class's name after the EvalAI processor's normalisation. No official scorer exists for models that answer in words.
/// </summary>
public sealed record ImageClassification : IBenchmark
{
    /// <summary>What leads from the question to the classes, and what is asked for behind them.</summary>
    public string Lead { get; init; } = " Choices: ";

    public string Request { get; init; } = "." + VqaV2.ShortAnswer;

    public string Name => "Classification";

    public string Dataset => "ClassFolders";

    public bool Takes(Sample sample) => true;

    public Prompt Ask(Sample sample)
    {
        ArgumentNullException.ThrowIfNull(sample);
        return new Prompt($"<image>\n{sample.Turns[0].Question}{Lead}{string.Join(", ", sample.Choices)}{Request}", sample.Image);
    }

    public double Grade(Sample sample, string answer)
    {
        ArgumentNullException.ThrowIfNull(sample);
        return Normalisation.EvalAi(answer) == Normalisation.EvalAi(sample.Answers[0]) ? 1 : 0;
    }

    public double Sum(IReadOnlyList<Graded> graded) => graded.Percent();

    /// <summary>Accuracy by class.</summary>
    public IReadOnlyList<(string Name, double Value)> Beside(IReadOnlyList<Graded> graded) => graded.PercentByCategory();
}
