using System.Buffers;
using System.Globalization;
using System.Text;

namespace Steering.Data.Text;

/// <summary>The text of a stretch of pieces: ▁ becomes a space (none before the first), runs of byte pieces become characters.</summary>
internal static class PieceText
{
    private const char Space = '▁';

    public static void Append(StringBuilder text, List<string> pieces)
    {
        var bytes = new List<byte>();
        for (var i = 0; i < pieces.Count; i++)
        {
            var piece = pieces[i];
            if (Byte(piece) is { } value)
            {
                bytes.Add(value);
                continue;
            }
            AppendBytes(text, bytes);
            text.Append((i == 0 && piece.StartsWith(Space) ? piece[1..] : piece).Replace(Space, ' '));
        }
        AppendBytes(text, bytes);
    }

    private static byte? Byte(string piece) =>
        piece.Length == 6 && piece.StartsWith("<0x", StringComparison.Ordinal) && piece[5] == '>'
        && byte.TryParse(piece.AsSpan(3, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var value) ? value : null;

    /// <summary>Whole characters survive, every other byte is one U+FFFD.</summary>
    private static void AppendBytes(StringBuilder text, List<byte> bytes)
    {
        ReadOnlySpan<byte> left = bytes.ToArray();
        while (left.Length > 0)
        {
            var whole = Rune.DecodeFromUtf8(left, out var rune, out var length) == OperationStatus.Done;
            text.Append(whole ? rune.ToString() : "\uFFFD");
            left = left[(whole ? length : 1)..];
        }
        bytes.Clear();
    }
}
