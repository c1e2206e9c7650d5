using System.Text.Json;

namespace Steering.Data.Imaging;

/// <summary>One number for each colour.</summary>
public readonly record struct Rgb(float Red, float Green, float Blue)
{
    public static implicit operator Rgb(float grey) => new(grey, grey, grey);

    public float this[int channel] => channel switch { 0 => Red, 1 => Green, _ => Blue };
}

/// <summary>How a picture becomes square.</summary>
public enum Squaring
{
    /// <summary>Resized to the square, aspect ignored (SigLIP).</summary>
    Stretch,

    /// <summary>Shortest edge resized to the square's, the middle cut out (CLIP).</summary>
    Crop,
}

/// <summary>
/// A vision tower's published preprocessing: bicubic to <paramref name="Size"/> x <paramref name="Size"/> pixels, then
/// (u8 / 255 − <see cref="Mean"/>) / <see cref="Std"/> in float32, channels first.
/// </summary>
public sealed record ImageProcessor(int Size)
{
    private const int Bicubic = 3;

    public Squaring Squaring { get; init; } = Squaring.Stretch;

    public Rgb Mean { get; init; } = 0.5f;

    public Rgb Std { get; init; } = 0.5f;

    /// <summary>True puts a picture in the middle of a square of the mean colour first (LLaVA's aspect ratio "pad").</summary>
    public bool PadsToSquare { get; init; }

    /// <summary>Floats of one processed picture: 3 · Size · Size.</summary>
    public int Length => 3 * Size * Size;

    /// <summary>CLIP's colours and crop.</summary>
    public static ImageProcessor Clip(int size) => new(size)
    {
        Squaring = Squaring.Crop,
        Mean = new Rgb(0.48145466f, 0.4578275f, 0.40821073f),
        Std = new Rgb(0.26862954f, 0.26130258f, 0.27577711f),
    };

    /// <summary>Reads a published preprocessor_config.json of CLIP or SigLIP.</summary>
    /// <exception cref="InvalidDataException">It asks for something else.</exception>
    public static ImageProcessor Read(string path)
    {
        using var document = JsonText.Parse(path);
        var root = document.RootElement;
        try
        {
            if (root.GetProperty("resample").GetInt32() != Bicubic) throw new InvalidDataException($"{path}: resample is {root.GetProperty("resample")}; {Bicubic} (bicubic) is what is computed here.");
            var size = root.GetProperty("size");
            var crops = root.TryGetProperty("do_center_crop", out var crop) && crop.GetBoolean();
            var processor = new ImageProcessor(size.GetProperty(crops ? "shortest_edge" : "height").GetInt32())
            {
                Squaring = crops ? Squaring.Crop : Squaring.Stretch,
                Mean = Colors(root.GetProperty("image_mean")),
                Std = Colors(root.GetProperty("image_std")),
            };
            var edges = crops ? root.GetProperty("crop_size") : size;
            return edges.GetProperty("height").GetInt32() == processor.Size && edges.GetProperty("width").GetInt32() == processor.Size
                ? processor
                : throw new InvalidDataException($"{path}: it crops to {edges.GetRawText()}; a square of {processor.Size} is what is computed here.");
        }
        catch (Exception error) when (error is KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException($"{path}: these are not the settings of CLIP's or SigLIP's preprocessing: {error.Message}", error);
        }
    }

    public float[] Process(Picture picture)
    {
        var values = new float[Length];
        Process(picture, values);
        return values;
    }

    /// <summary>Writes [3, Size, Size] into <paramref name="target"/>, one picture's slice of a batch.</summary>
    public void Process(Picture picture, Span<float> target)
    {
        ArgumentNullException.ThrowIfNull(picture);
        if (target.Length != Length) throw new ArgumentException($"A processed picture has {Length} floats; the target has room for {target.Length}.", nameof(target));
        var sized = Square(picture);
        var plane = Size * Size;
        Span<float> table = stackalloc float[256];
        for (var channel = 0; channel < 3; channel++)
        {
            for (var value = 0; value < table.Length; value++) table[value] = ((value / 255f) - Mean[channel]) / Std[channel];
            for (var i = 0; i < plane; i++) target[(channel * plane) + i] = table[sized.Rgb[(i * 3) + channel]];
        }
    }

    /// <summary>The picture's pixels as the tower sees them, before colours become numbers.</summary>
    public Picture Square(Picture picture)
    {
        if (PadsToSquare && picture.Width != picture.Height) picture = Padded(picture);
        if (Squaring == Squaring.Stretch) return Resized(picture, Size, Size);
        var shortest = Math.Min(picture.Width, picture.Height);
        var (width, height) = ((int)((long)Size * picture.Width / shortest), (int)((long)Size * picture.Height / shortest));
        return Cut(Resized(picture, width, height), (width - Size) / 2, (height - Size) / 2);
    }

    private static Picture Resized(Picture picture, int width, int height) =>
        picture.Width == width && picture.Height == height ? picture : Resize.To(picture, width, height, Resampling.Bicubic);

    private Picture Cut(Picture picture, int left, int top)
    {
        if (picture.Width == Size && picture.Height == Size) return picture;
        var cut = new Picture(Size, Size);
        for (var y = 0; y < Size; y++) picture.Rgb.AsSpan((((top + y) * picture.Width) + left) * 3, Size * 3).CopyTo(cut.Rgb.AsSpan(y * Size * 3));
        return cut;
    }

    private Picture Padded(Picture picture)
    {
        var side = Math.Max(picture.Width, picture.Height);
        var padded = new Picture(side, side);
        for (var i = 0; i < padded.Rgb.Length; i++) padded.Rgb[i] = (byte)(255 * Mean[i % 3]);
        var (left, top) = ((side - picture.Width) / 2, (side - picture.Height) / 2);
        for (var y = 0; y < picture.Height; y++) picture.Rgb.AsSpan(y * picture.Width * 3, picture.Width * 3).CopyTo(padded.Rgb.AsSpan((((top + y) * side) + left) * 3));
        return padded;
    }

    private static Rgb Colors(JsonElement values) => new(values[0].GetSingle(), values[1].GetSingle(), values[2].GetSingle());
}
