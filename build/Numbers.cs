using Steering.Flow;

namespace Steering.Build;

/// <summary>Numbers of cells, as text.</summary>
internal static class Numbers
{
    private const double Whole = 1000;

    /// <summary>"43.1 [38.7, 47.4], n 504"; a count without interval stands alone, and of an incomplete number it says of how many it is.</summary>
    public static string Shown(CellNumber number) =>
        Shown(number.Value) + (number.Missing > 0 ? "†" : "") + (number is { Low: { } low, High: { } high } ? $" [{Shown(low)}, {Shown(high)}]" : "") + (number.N is { } n ? $", n {n}{(number.Missing > 0 ? $" of {n + number.Missing}" : "")}" : "");

    /// <summary>One decimal, and none for counts.</summary>
    public static string Shown(double? value) => value switch
    {
        null => "-",
        >= Whole => value.Value.ToString("#,0"),
        _ => value.Value.ToString("0.0"),
    };
}
