namespace Steering.Data.Imaging;

/// <summary>
/// Separable resizing in 8-bit steps with 22-bit weights, along rows and along columns: the arithmetic of Pillow's
/// <c>Image.resize</c>, which the published processors use, to the last bit.
/// </summary>
public static class Resize
{
    private const int Precision = 32 - 8 - 2;

    public static Picture To(Picture picture, int width, int height, Resampling kernel)
    {
        ArgumentNullException.ThrowIfNull(picture);
        if (width <= 0 || height <= 0) throw new ArgumentOutOfRangeException(nameof(width), $"A picture cannot be resized to {width} x {height} pixels.");
        return new Picture(width, height, Channels(picture.Rgb, picture.Width, picture.Height, width, height, 3, kernel));
    }

    /// <summary>RGBA pixels through premultiplied colours, so that hidden colours do not bleed into edges.</summary>
    internal static byte[] Rgba(byte[] pixels, int width, int height, int newWidth, int newHeight, Resampling kernel)
    {
        var premultiplied = (byte[])pixels.Clone();
        for (var i = 0; i < premultiplied.Length; i += 4)
        {
            for (var c = 0; c < 3; c++) premultiplied[i + c] = (byte)(((pixels[i + c] * pixels[i + 3]) + 127) / 255);
        }
        var resized = Channels(premultiplied, width, height, newWidth, newHeight, 4, kernel);
        for (var i = 0; i < resized.Length; i += 4)
        {
            for (var c = 0; c < 3 && resized[i + 3] > 0; c++) resized[i + c] = (byte)Math.Min(255, 255 * resized[i + c] / resized[i + 3]);
        }
        return resized;
    }

    private static byte[] Channels(byte[] pixels, int width, int height, int newWidth, int newHeight, int channels, Resampling kernel)
    {
        // Columns come first only where they shrink and rows grow: the detour over the wider picture would cost more.
        if (newWidth > width && newHeight < height)
        {
            return Rows(Columns(pixels, width, height, newHeight, channels, kernel), width, newHeight, newWidth, channels, kernel);
        }
        var rows = newWidth == width ? pixels : Rows(pixels, width, height, newWidth, channels, kernel);
        if (newHeight != height) return Columns(rows, newWidth, height, newHeight, channels, kernel);
        return newWidth == width ? (byte[])pixels.Clone() : rows;
    }

    private static byte[] Rows(byte[] pixels, int width, int height, int newWidth, int channels, Resampling kernel)
    {
        var rows = new byte[checked(newWidth * height * channels)];
        var taps = Taps(width, newWidth, kernel);
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < newWidth; x++) Blend(taps[x], pixels, y * width * channels, channels, rows, ((y * newWidth) + x) * channels, channels);
        }
        return rows;
    }

    private static byte[] Columns(byte[] pixels, int width, int height, int newHeight, int channels, Resampling kernel)
    {
        var columns = new byte[checked(width * newHeight * channels)];
        var taps = Taps(height, newHeight, kernel);
        for (var y = 0; y < newHeight; y++)
        {
            for (var x = 0; x < width; x++) Blend(taps[y], pixels, x * channels, width * channels, columns, ((y * width) + x) * channels, channels);
        }
        return columns;
    }

    private static void Blend((int First, int[] Weights) tap, byte[] source, int start, int stride, byte[] target, int at, int channels)
    {
        for (var channel = 0; channel < channels; channel++)
        {
            var sum = 1 << (Precision - 1);
            var from = start + (tap.First * stride) + channel;
            foreach (var weight in tap.Weights)
            {
                sum += source[from] * weight;
                from += stride;
            }
            target[at + channel] = (byte)Math.Clamp(sum >> Precision, 0, 255);
        }
    }

    private static (int First, int[] Weights)[] Taps(int size, int newSize, Resampling kernel)
    {
        var scale = (double)size / newSize;
        var widening = Math.Max(scale, 1);
        var support = Support(kernel) * widening;
        var taps = new (int, int[])[newSize];
        for (var i = 0; i < newSize; i++)
        {
            var centre = (i + 0.5) * scale;
            var first = Math.Max(0, (int)(centre - support + 0.5));
            var last = Math.Min(size, (int)(centre + support + 0.5));
            var weights = new double[last - first];
            var sum = 0.0;
            for (var j = 0; j < weights.Length; j++) sum += weights[j] = Weight(kernel, (j + first - centre + 0.5) * (1.0 / widening));
            taps[i] = (first, Array.ConvertAll(weights, weight => Fixed(sum == 0 ? weight : weight / sum)));
        }
        return taps;
    }

    private static int Fixed(double weight) => (int)((weight < 0 ? -0.5 : 0.5) + (weight * (1 << Precision)));

    private static double Support(Resampling kernel) => kernel switch
    {
        Resampling.Box => 0.5,
        Resampling.Bilinear => 1,
        Resampling.Bicubic => 2,
        _ => 3,
    };

    private static double Weight(Resampling kernel, double x)
    {
        const double A = -0.5;
        if (kernel == Resampling.Box) return x is > -0.5 and <= 0.5 ? 1 : 0;
        var distance = Math.Abs(x);
        return kernel switch
        {
            Resampling.Bilinear => distance < 1 ? 1 - distance : 0,
            Resampling.Bicubic when distance < 1 => ((((A + 2) * distance) - (A + 3)) * distance * distance) + 1,
            Resampling.Bicubic => distance < 2 ? ((((distance - 5) * distance) + 8) * distance - 4) * A : 0,
            _ => distance < 3 ? Sinc(x) * Sinc(x / 3) : 0,
        };
    }

    private static double Sinc(double x) => x == 0 ? 1 : Math.Sin(x * Math.PI) / (x * Math.PI);
}
