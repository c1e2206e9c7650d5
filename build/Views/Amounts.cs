namespace Steering.Build.Views;

/// <summary>Bytes, moments and digests, as text.</summary>
internal static class Amounts
{
    private const double Unit = 1024;
    private const int KeyLetters = 8;

    /// <summary>"512 MiB", "1.2 GiB".</summary>
    public static string Bytes(double bytes)
    {
        string[] units = ["B", "KiB", "MiB", "GiB", "TiB"];
        var at = 0;
        for (; bytes >= Unit * 0.98 && at < units.Length - 1; at++) bytes /= Unit;
        return bytes.ToString(bytes < 10 && at > 0 ? "0.0" : "0") + " " + units[at];
    }

    /// <summary>"2026-11-25 06:32 UTC": results come from many machines, so all are told in one zone.</summary>
    public static string Moment(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd HH:mm' UTC'");

    /// <summary>The first letters of a key or commit.</summary>
    public static string Short(string digest) => digest[..Math.Min(KeyLetters, digest.Length)];
}
