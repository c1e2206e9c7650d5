using Steering.Data.Imaging;

namespace Steering.Data.IconWorld;

/// <summary>
/// Turns a scene's record into pixels: background with a vertical gradient, drawings in order, paint as luminance times colour, grey noise.
/// Pure and safe for many threads; the scene's own seed decides gradient and noise. Under 1 ms a scene of 96 pixels.
/// </summary>
public sealed class SceneRenderer(World world)
{
    private const float GradientStrength = 0.12f;
    private const float NoiseStrength = 0.02f;

    /// <summary>Background colours, by number as records hold them.</summary>
    public static IReadOnlyList<(byte R, byte G, byte B)> Backgrounds { get; } =
    [
        (250, 250, 250), (215, 230, 245), (225, 245, 220), (250, 235, 215), (240, 220, 240), (200, 200, 200), (120, 130, 140), (60, 65, 80),
    ];

    /// <summary>The scene as a picture of <paramref name="side"/> pixels; with <paramref name="augment"/>, every drawing is varied by it (vision pretraining).</summary>
    public Picture Render(Scene scene, Chance? augment = null, int side = Geometry.Side)
    {
        ArgumentNullException.ThrowIfNull(scene);
        var chance = new Chance(scene.Seed);
        var canvas = Background(scene, chance, side);
        foreach (var thing in scene.Objects)
        {
            var look = augment is null ? Look.Plain : Look.Draw(augment);
            Blend(canvas, side, thing, look, world.Icon(thing.Concept, thing.Style, thing.Size));
        }
        var picture = new Picture(side, side);
        for (var pixel = 0; pixel < side * side; pixel++)
        {
            var noise = NoiseStrength * FastNormal(chance);
            for (var channel = 0; channel < 3; channel++)
            {
                picture.Rgb[(pixel * 3) + channel] = (byte)(Math.Clamp(canvas[(pixel * 3) + channel] + noise, 0f, 1f) * 255);
            }
        }
        return picture;
    }

    private static float[] Background(Scene scene, Chance chance, int side)
    {
        var (r, g, b) = Backgrounds[scene.Background];
        var slope = GradientStrength * (float)chance.Normal();
        var canvas = new float[side * side * 3];
        for (var y = 0; y < side; y++)
        {
            var light = 1 + (slope * ((2f * y / (side - 1)) - 1));
            for (var x = 0; x < side; x++)
            {
                var at = ((y * side) + x) * 3;
                canvas[at] = r / 255f * light;
                canvas[at + 1] = g / 255f * light;
                canvas[at + 2] = b / 255f * light;
            }
        }
        return canvas;
    }

    private static void Blend(float[] canvas, int side, SceneObject thing, Look look, byte[] icon)
    {
        if (thing.X < 0 || thing.Y < 0 || thing.X + thing.Size > side || thing.Y + thing.Size > side)
        {
            throw new ArgumentException($"An object of {thing.Size} pixels at ({thing.X}, {thing.Y}) leaves the picture of {side} pixels.");
        }
        var paint = thing.Paint?.Colour();
        for (var y = 0; y < thing.Size; y++)
        {
            for (var x = 0; x < thing.Size; x++)
            {
                var from = ((y * thing.Size) + (look.IsFlipped ? thing.Size - 1 - x : x)) * 4;
                if (icon[from + 3] == 0) continue;
                var alpha = icon[from + 3] / 255f;
                var (r, g, b) = look.Apply(icon[from] / 255f, icon[from + 1] / 255f, icon[from + 2] / 255f);
                if (paint is { } colour)
                {
                    var luminance = ((r + g + b) / 3 * 0.75f) + 0.25f;
                    (r, g, b) = ((luminance * colour.R * 0.9f) + (0.1f * r), (luminance * colour.G * 0.9f) + (0.1f * g), (luminance * colour.B * 0.9f) + (0.1f * b));
                }
                var to = (((thing.Y + y) * side) + thing.X + x) * 3;
                canvas[to] += alpha * (r - canvas[to]);
                canvas[to + 1] += alpha * (g - canvas[to + 1]);
                canvas[to + 2] += alpha * (b - canvas[to + 2]);
            }
        }
    }

    /// <summary>Sum of four uniform numbers, scaled to variance 1: near enough to normal for camera noise, one draw a pixel.</summary>
    private static float FastNormal(Chance chance)
    {
        const float Scale = 1.7320508f / 65536; // a sum of four uniform numbers has variance 1/3
        var bits = chance.Next();
        var sum = (int)(bits & 0xffff) + (int)((bits >> 16) & 0xffff) + (int)((bits >> 32) & 0xffff) + (int)(bits >> 48);
        return (sum - 131070) * Scale;
    }
}
