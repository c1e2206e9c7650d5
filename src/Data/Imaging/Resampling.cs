namespace Steering.Data.Imaging;

/// <summary>The kernels of <see cref="Resize"/>; each is widened by the scale when it shrinks a picture (antialiasing).</summary>
public enum Resampling
{
    /// <summary>Mean over the covered area.</summary>
    Box,
    Bilinear,

    /// <summary>Keys' cubic with a = −0.5.</summary>
    Bicubic,

    /// <summary>Windowed sinc over three lobes.</summary>
    Lanczos,
}
