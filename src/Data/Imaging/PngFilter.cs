namespace Steering.Data.Imaging;

/// <summary>PNG's five row filters: 0 none, 1 sub, 2 up, 3 average, 4 Paeth.</summary>
internal static class PngFilter
{
    public const int Count = 5;

    /// <summary>Restores a filtered row in place; <paramref name="above"/> is the restored row above (zeros for the first).</summary>
    public static void Restore(int filter, Span<byte> row, ReadOnlySpan<byte> above, int step)
    {
        for (var i = 0; filter != 0 && i < row.Length; i++)
        {
            row[i] += Guess(filter, i >= step ? row[i - step] : (byte)0, above[i], i >= step ? above[i - step] : (byte)0);
        }
    }

    /// <summary>Filters a row. Loops of their own for the plain filters: they run five times for every row that is written.</summary>
    public static void Apply(int filter, ReadOnlySpan<byte> row, ReadOnlySpan<byte> above, int step, Span<byte> filtered)
    {
        above = above[..row.Length];
        filtered = filtered[..row.Length];
        switch (filter)
        {
            case 0:
                row.CopyTo(filtered);
                break;
            case 1:
                row[..step].CopyTo(filtered);
                for (var i = step; i < row.Length; i++) filtered[i] = (byte)(row[i] - row[i - step]);
                break;
            case 2:
                for (var i = 0; i < row.Length; i++) filtered[i] = (byte)(row[i] - above[i]);
                break;
            default:
                for (var i = 0; i < step; i++) filtered[i] = (byte)(row[i] - Guess(filter, 0, above[i], 0));
                for (var i = step; i < row.Length; i++) filtered[i] = (byte)(row[i] - Guess(filter, row[i - step], above[i], above[i - step]));
                break;
        }
    }

    private static byte Guess(int filter, byte left, byte up, byte corner) => filter switch
    {
        1 => left,
        2 => up,
        3 => (byte)((left + up) / 2),
        _ => Paeth(left, up, corner),
    };

    private static byte Paeth(int left, int up, int corner)
    {
        int toLeft = Math.Abs(up - corner), toUp = Math.Abs(left - corner), toCorner = Math.Abs(left + up - 2 * corner);
        return (byte)(toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner);
    }
}
