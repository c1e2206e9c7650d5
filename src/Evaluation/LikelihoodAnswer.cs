using System.Globalization;

namespace Steering.Evaluation;

/// <summary>A benchmark whose items can be answered by the likelihood of given continuations, instead of by writing.</summary>
public interface IContinuedBenchmark : IBenchmark
{
    /// <summary>True: the column is answered by likelihood. False: by a generated letter.</summary>
    bool ByLikelihood { get; }

    /// <summary>The text before, and the continuations of which one is right, each with its leading space.</summary>
    (string Context, IReadOnlyList<string> Continuations) Endings(Data.Sample sample);
}

/// <summary>Log-likelihoods of an item's continuations as the text of an answer: they pass through the same files as written answers.</summary>
public static class LikelihoodAnswer
{
    private const string Prefix = "log-likelihoods:";

    public static string Write(IReadOnlyList<double> likelihoods) =>
        Prefix + string.Concat(likelihoods.Select(value => " " + value.ToString("R", CultureInfo.InvariantCulture)));

    /// <summary>Null where the answer was written by a model.</summary>
    /// <exception cref="InvalidDataException">Numbers that are none, or not as many as there are continuations.</exception>
    public static IReadOnlyList<double>? Read(string answer, int count)
    {
        ArgumentNullException.ThrowIfNull(answer);
        if (!answer.StartsWith(Prefix, StringComparison.Ordinal)) return null;
        var values = answer[Prefix.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : throw Wrong()).ToList();
        return values.Count == count ? values : throw Wrong();

        InvalidDataException Wrong() => new($"'{answer}' are not {count} log-likelihoods. Score the continuations again.");
    }
}
