namespace Steering.Data.IconWorld;

/// <summary>The colours that a drawing can be painted in. Questions about colour are asked of painted objects only.</summary>
public enum Paint
{
    Red,
    Orange,
    Yellow,
    Green,
    Blue,
    Purple,
}

/// <summary>Words and pixels of the paints.</summary>
public static class Paints
{
    public static IReadOnlyList<Paint> All { get; } = Enum.GetValues<Paint>();

    public static string Word(this Paint paint) => paint switch
    {
        Paint.Red => "red",
        Paint.Orange => "orange",
        Paint.Yellow => "yellow",
        Paint.Green => "green",
        Paint.Blue => "blue",
        Paint.Purple => "purple",
        _ => throw new ArgumentOutOfRangeException(nameof(paint), paint, "No such paint; add its word and colour."),
    };

    internal static (float R, float G, float B) Colour(this Paint paint) => paint switch
    {
        Paint.Red => (220 / 255f, 40 / 255f, 40 / 255f),
        Paint.Orange => (245 / 255f, 150 / 255f, 30 / 255f),
        Paint.Yellow => (240 / 255f, 225 / 255f, 50 / 255f),
        Paint.Green => (50 / 255f, 170 / 255f, 60 / 255f),
        Paint.Blue => (50 / 255f, 90 / 255f, 220 / 255f),
        Paint.Purple => (150 / 255f, 60 / 255f, 190 / 255f),
        _ => throw new ArgumentOutOfRangeException(nameof(paint), paint, "No such paint; add its word and colour."),
    };
}
