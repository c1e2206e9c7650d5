using System.Text;

namespace Steering.Data.Text;

/// <summary>
/// Decodes an answer while it is being generated: each push gives the longest text that no later token can change,
/// so an unfinished character is held back until it is complete or broken. Pieces and flush together are the decoded text.
/// </summary>
public sealed class StreamingDecoder(ByteLevelBpe tokenizer, bool skipSpecial = true)
{
    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();
    // The bytes at the end that could still become one character.
    private readonly byte[] _tail = new byte[4];
    private int _tailLength;

    /// <summary>True while bytes of an unfinished character are held back.</summary>
    public bool IsOpen => _tailLength > 0;

    /// <summary>The text this id settles, possibly none.</summary>
    public string Push(int id)
    {
        if (skipSpecial && tokenizer.IsSpecial(id)) return "";
        var bytes = tokenizer.Bytes(id);
        var text = Take(bytes, flush: false);
        FollowTail(bytes);
        return text;
    }

    /// <summary>What was held back when no more ids come: at most one U+FFFD. The decoder is new afterwards.</summary>
    public string Flush()
    {
        var text = Take([], flush: true);
        _tailLength = 0;
        return text;
    }

    private string Take(ReadOnlySpan<byte> bytes, bool flush)
    {
        Span<char> buffer = stackalloc char[64];
        var most = Encoding.UTF8.GetMaxCharCount(bytes.Length + 4);
        if (most > buffer.Length) buffer = new char[most];
        return new string(buffer[.._decoder.GetChars(bytes, buffer, flush)]);
    }

    private void FollowTail(ReadOnlySpan<byte> bytes)
    {
        foreach (var value in bytes)
        {
            _tail[_tailLength++] = value;
            while (_tailLength > 0)
            {
                var status = Rune.DecodeFromUtf8(_tail.AsSpan(0, _tailLength), out _, out var consumed);
                if (status == System.Buffers.OperationStatus.NeedMoreData) break;
                _tail.AsSpan(consumed, _tailLength - consumed).CopyTo(_tail);
                _tailLength -= consumed;
            }
        }
    }
}
