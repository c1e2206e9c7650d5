using System.Globalization;
using Steering.Evaluation;

namespace Steering.Tests;

public sealed class NormalisationTests
{
    [GoldenFact("scorers/vqav2")]
    public void Official_answer_processing_is_exact_at_every_step()
    {
        var lines = ScorerFiles.Lines("vqav2", "normalisation.jsonl");
        Assert.NotEmpty(lines);
        foreach (var line in lines)
        {
            var stripped = Normalisation.Strip(line.Text("raw"));
            Assert.Equal(line.Text("stripped"), stripped);
            Assert.Equal(line.Text("punctuation"), Normalisation.Punctuation(stripped));
            Assert.Equal(line.Text("processed"), Normalisation.Vqa(line.Text("raw")));
        }
    }

    [GoldenFact("scorers/textvqa")]
    public void The_converters_answer_processing_is_exact_at_every_step()
    {
        var lines = ScorerFiles.Lines("textvqa", "processor.jsonl");
        Assert.NotEmpty(lines);
        foreach (var line in lines)
        {
            var words = Normalisation.EvalAiWords(line.Text("raw"));
            Assert.Equal(line.Text("tokenised"), words);
            Assert.Equal(line.Text("punctuation"), Normalisation.Punctuation(Normalisation.Strip(words)));
            Assert.Equal(line.Text("processed"), Normalisation.EvalAi(line.Text("raw")));
        }
    }

    [Theory]
    [InlineData(0.125, 2, 0.12)]
    [InlineData(0.375, 2, 0.38)]
    [InlineData(1.115, 2, 1.11)]
    [InlineData(2.675, 2, 2.67)]
    [InlineData(-2.5, 0, -2)]
    [InlineData(80.7529239766084, 2, 80.75)]
    [InlineData(5e-324, 2, 0)]
    [InlineData(1e22, 2, 1e22)]
    public void Rounding_is_half_to_even_on_the_exact_value(double value, int digits, double rounded) =>
        Assert.Equal(rounded, ExactRounding.HalfEven(value, digits));

    [GoldenFact("scorers/mmmu")]
    public void Rounding_agrees_with_the_reference_table()
    {
        var lines = ScorerFiles.Lines("mmmu", "rounding.jsonl");
        Assert.NotEmpty(lines);
        foreach (var line in lines)
        {
            Assert.Equal(line.Number("rounded"), ExactRounding.HalfEven(double.Parse(line.Text("text"), CultureInfo.InvariantCulture), 2));
        }
    }
}
