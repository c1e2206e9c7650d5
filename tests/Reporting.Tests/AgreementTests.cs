namespace Steering.Reporting.Tests;

/// <summary>Printed digits against whole numbers.</summary>
public sealed class AgreementTests
{
    [Theory]
    [InlineData("188.74M", 188_743_680, Agrees.Rounded)]
    [InlineData("2.78B", 2_779_683_840, Agrees.Rounded)]
    [InlineData("0.164M", 163_872, Agrees.Rounded)]
    [InlineData("83M", 83_886_080, Agrees.Truncated)]
    [InlineData("1.340M", 1_310_976, Agrees.No)]
    [InlineData("83M", 84_000_000, Agrees.No)]
    [InlineData("83M", 82_499_999, Agrees.No)]
    [InlineData("12", 12, Agrees.Rounded)]
    [InlineData("12", 13, Agrees.No)]
    public void Digits_agree_when_they_are_the_number_rounded_or_cut(string printed, long exact, Agrees expected) =>
        Assert.Equal(expected, Agreement.Of(printed, exact));

    [Theory]
    [InlineData("0.03", "0.0343", Agrees.Rounded)]
    [InlineData("0.03", "0.0399", Agrees.Truncated)]
    [InlineData("0.03", "0.0401", Agrees.No)]
    public void Shares_agree_to_the_digits_printed(string printed, string exact, Agrees expected) =>
        Assert.Equal(expected, Agreement.Of(printed, decimal.Parse(exact, System.Globalization.CultureInfo.InvariantCulture)));

    [Fact]
    public void Text_that_is_no_number_is_refused() => Assert.Contains("many", Assert.Throws<ArgumentException>(() => Agreement.Of("many", 3)).Message, StringComparison.Ordinal);
}
