using Steering.Data.Imaging;

namespace Steering.Data.IconWorld.Sets;

/// <summary>What a photo suffers that its taker could not see: blur, a turned camera, darkness, bad framing, a finger before the lens.</summary>
public enum Mishap
{
    Blurred,
    Turned,
    Dark,
    OffCentre,

    /// <summary>More than four fifths are covered: nothing can be answered.</summary>
    Covered,
}

/// <summary>Does it to the pixels; only whole numbers, so that every machine gives the same picture.</summary>
internal static class Spoil
{
    public static Picture Do(Picture picture, Scene scene, Mishap mishap, Chance chance) => mishap switch
    {
        Mishap.Blurred => Blur(picture, chance.Between(1, 2)),
        Mishap.Turned => Turn(picture, chance.Between(1, 3)),
        Mishap.Dark => Map(picture, (x, y, channel) => picture.Rgb[At(picture, x, y) + channel] * 2 / 5),
        Mishap.OffCentre => Shift(picture, scene, chance),
        _ => Cover(picture, chance),
    };

    /// <summary>Each pixel the mean of its square of side 2 · radius + 1, cut at the borders.</summary>
    private static Picture Blur(Picture picture, int radius) => Map(picture, (x, y, channel) =>
    {
        var (sum, count) = (0, 0);
        for (var v = Math.Max(0, y - radius); v <= Math.Min(picture.Height - 1, y + radius); v++)
        {
            for (var u = Math.Max(0, x - radius); u <= Math.Min(picture.Width - 1, x + radius); u++)
            {
                sum += picture.Rgb[At(picture, u, v) + channel];
                count++;
            }
        }
        return sum / count;
    });

    /// <summary>By so many quarters; scenes are square.</summary>
    private static Picture Turn(Picture picture, int quarters)
    {
        var last = picture.Width - 1;
        return Map(picture, (x, y, channel) =>
        {
            var (u, v) = quarters switch { 1 => (y, last - x), 2 => (last - x, last - y), _ => (last - y, x) };
            return picture.Rgb[At(picture, u, v) + channel];
        });
    }

    /// <summary>Until the things touch a border or two; the other sides are filled with the border's pixels. No thing is lost.</summary>
    private static Picture Shift(Picture picture, Scene scene, Chance chance)
    {
        var dx = Far(scene.Objects.Min(thing => thing.X), picture.Width - scene.Objects.Max(thing => thing.X + thing.Size), chance);
        var dy = Far(scene.Objects.Min(thing => thing.Y), picture.Height - scene.Objects.Max(thing => thing.Y + thing.Size), chance);
        return Map(picture, (x, y, channel) =>
            picture.Rgb[At(picture, Math.Clamp(x - dx, 0, picture.Width - 1), Math.Clamp(y - dy, 0, picture.Height - 1)) + channel]);
    }

    private static int Far(int before, int after, Chance chance) => chance.Is(0.5) ? -Math.Max(0, before) : Math.Max(0, after);

    /// <summary>A strip of a tenth or less stays free at one side; the rest is of one skin tone.</summary>
    private static Picture Cover(Picture picture, Chance chance)
    {
        var (side, free) = (chance.Below(4), chance.Between(0, picture.Width / 10));
        int[] skin = [chance.Between(120, 220), chance.Between(80, 150), chance.Between(60, 120)];
        return Map(picture, (x, y, channel) =>
        {
            var depth = side switch { 0 => x, 1 => picture.Width - 1 - x, 2 => y, _ => picture.Height - 1 - y };
            return depth < free ? picture.Rgb[At(picture, x, y) + channel] : skin[channel];
        });
    }

    private static Picture Map(Picture picture, Func<int, int, int, int> value)
    {
        var made = new Picture(picture.Width, picture.Height);
        for (var y = 0; y < picture.Height; y++)
            for (var x = 0; x < picture.Width; x++)
                for (var channel = 0; channel < 3; channel++)
                    made.Rgb[At(picture, x, y) + channel] = (byte)value(x, y, channel);
        return made;
    }

    private static int At(Picture picture, int x, int y) => 3 * ((y * picture.Width) + x);
}
