using System.Text;

namespace Steering.Data.Text;

/// <summary>
/// GPT-2's alphabet of visible characters for the 256 bytes (Radford et al. 2019, encoder.py): printable Latin-1 characters stand for
/// themselves, the other 68 bytes for U+0100 onwards. Vocabulary files are written in it.
/// </summary>
public static class ByteAlphabet
{
    private static readonly char[] s_characters = MakeCharacters();
    private static readonly short[] s_bytes = MakeBytes();

    /// <summary>The character that stands for a byte.</summary>
    public static char Character(byte value) => s_characters[value];

    /// <summary>The byte a character stands for, or -1 if it is not of the alphabet.</summary>
    public static int Byte(char character) => character < s_bytes.Length ? s_bytes[character] : -1;

    /// <summary>UTF-8 bytes of a text, written in the alphabet.</summary>
    public static string Write(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length);
        foreach (var value in bytes) text.Append(s_characters[value]);
        return text.ToString();
    }

    /// <summary>The bytes a token stands for; a token with a character outside the alphabet stands for its own UTF-8 bytes.</summary>
    public static byte[] Read(string token)
    {
        var bytes = new byte[token.Length];
        for (var i = 0; i < token.Length; i++)
        {
            var value = Byte(token[i]);
            if (value < 0) return Encoding.UTF8.GetBytes(token);
            bytes[i] = (byte)value;
        }
        return bytes;
    }

    private static bool IsVisible(int value) => value is >= 0x21 and <= 0x7E or >= 0xA1 and <= 0xAC or >= 0xAE and <= 0xFF;

    private static char[] MakeCharacters()
    {
        var characters = new char[256];
        var next = 0x100;
        for (var value = 0; value < 256; value++) characters[value] = (char)(IsVisible(value) ? value : next++);
        return characters;
    }

    private static short[] MakeBytes()
    {
        var bytes = new short[s_characters.Max() + 1];
        Array.Fill(bytes, (short)-1);
        for (var value = 0; value < 256; value++) bytes[s_characters[value]] = (short)value;
        return bytes;
    }
}
