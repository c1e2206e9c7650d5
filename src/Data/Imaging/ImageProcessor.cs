namespace Steering.Data.Imaging;

/// <summary>
/// SigLIP's preprocessing: resize to <paramref name="Size"/> x <paramref name="Size"/> pixels (bicubic, aspect ignored), then
/// (u8 / 255 − <paramref name="Mean"/>) / <paramref name="Std"/> in float32, channels first.
/// </summary>
public sealed record ImageProcessor(int Size, float Mean = 0.5f, float Std = 0.5f)
{
    /// <summary>Floats of one processed picture: 3 · Size · Size.</summary>
    public int Length => 3 * Size * Size;

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
        var sized = picture.Width == Size && picture.Height == Size ? picture : Resize.To(picture, Size, Size, Resampling.Bicubic);
        var plane = Size * Size;
        Span<float> table = stackalloc float[256];
        for (var value = 0; value < table.Length; value++) table[value] = ((value / 255f) - Mean) / Std;
        for (var i = 0; i < plane; i++)
        {
            for (var channel = 0; channel < 3; channel++) target[(channel * plane) + i] = table[sized.Rgb[(i * 3) + channel]];
        }
    }
}
