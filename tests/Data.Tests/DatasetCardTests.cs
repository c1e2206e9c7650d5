using Steering.Data;

namespace Steering.Tests;

public sealed class DatasetCardTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    private const string Head = "---\nname: X\nsource: s\nlicence: l\nprompt: \"{question}\"\nsplits:\n  - { name: test, items: 3 }\n---\n";

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Head_and_gradings_are_read()
    {
        File.WriteAllText(_path, Head + "# X\n\n| a | b |\n| - | - |\n| 1 | 2 |\n\n| answer | accepted | score | choices |\n|---|---|---|---|\n| ` B` | `x` ×2, `y` | 0.3 | `p`, `q` |\n");
        var card = DatasetCard.Read(_path);
        Assert.Equal(("X", 3), (card.Name, card.Splits.Single().Items));
        var grading = Assert.Single(card.Gradings);
        Assert.Equal((" B", 0.3), (grading.Answer, grading.Score));
        Assert.Equal(["x", "x", "y"], grading.Accepted);
        Assert.Equal(["p", "q"], grading.ToSample().Choices);
    }

    [Theory]
    [InlineData("# no head", "must begin")]
    [InlineData("---\nname: X\n---\n", "lacks 'source'")]
    [InlineData("---\nname: X\nlicense: typo\n---\n", "license")]
    [InlineData(Head + "| answer | accepted | score |\n|---|---|---|\n| `a` | `b` | 2 |\n", ":11: the score '2'")]
    [InlineData(Head + "| answer | accepted | score |\n|---|---|---|\n| a | `b` | 1 |\n", ":11: expected one answer")]
    [InlineData(Head + "| answer | accepted | score |\n|---|---|---|\n| `a` | 1 |\n", ":11: the row has 2 cells")]
    public void A_broken_card_is_named_with_its_fault(string text, string named)
    {
        File.WriteAllText(_path, text);
        var error = Assert.Throws<InvalidDataException>(() => DatasetCard.Read(_path));
        Assert.Contains(_path, error.Message, StringComparison.Ordinal);
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
    }
}
