using System.Globalization;
using System.Text;

namespace Steering.Data.Sources;

/// <summary>Lists of texts in Python's notation, <c>['a', "it's", 'tab\t']</c>, as some published tables hold them in a text column.</summary>
internal static class PythonList
{
    public static bool IsOne(string text) => text.StartsWith('[') && text.EndsWith(']');

    /// <exception cref="InvalidDataException">Anything but a list of quoted texts.</exception>
    public static List<string> Read(string text, string where)
    {
        if (!IsOne(text)) throw Wrong(text, where, 0);
        var items = new List<string>();
        var at = Skip(text, 1);
        while (at < text.Length - 1)
        {
            var quote = text[at];
            if (quote is not ('\'' or '"')) throw Wrong(text, where, at);
            var item = new StringBuilder();
            for (at++; at < text.Length && text[at] != quote;) at = Take(text, at, item, where);
            if (at >= text.Length) throw Wrong(text, where, at);
            items.Add(item.ToString());
            at = Skip(text, at + 1);
            if (at < text.Length - 1 && text[at] == ',') at = Skip(text, at + 1);
            else if (at != text.Length - 1) throw Wrong(text, where, at);
        }
        return items;
    }

    private static int Skip(string text, int at)
    {
        while (at < text.Length && char.IsWhiteSpace(text[at])) at++;
        return at;
    }

    private static int Take(string text, int at, StringBuilder item, string where)
    {
        if (text[at] != '\\' || at + 1 >= text.Length)
        {
            item.Append(text[at]);
            return at + 1;
        }
        var digits = text[at + 1] switch { 'x' => 2, 'u' => 4, 'U' => 8, _ => 0 };
        if (digits > 0)
        {
            if (at + 2 + digits > text.Length || !int.TryParse(text.AsSpan(at + 2, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)) throw Wrong(text, where, at);
            item.Append(code < 0x10000 ? ((char)code).ToString() : char.ConvertFromUtf32(code));
            return at + 2 + digits;
        }
        var plain = text[at + 1] switch { 'n' => '\n', 't' => '\t', 'r' => '\r', '\\' => '\\', '\'' => '\'', '"' => '"', _ => '\0' };
        // Python keeps a backslash that begins no escape.
        item.Append(plain == '\0' ? text.Substring(at, 2) : plain.ToString());
        return at + 2;
    }

    private static InvalidDataException Wrong(string text, string where, int at) =>
        new($"{where}: '{text}' is no list of texts in Python's notation (character {(at + 1).ToString(CultureInfo.InvariantCulture)}). Mend this entry, or fetch the file again.");
}
