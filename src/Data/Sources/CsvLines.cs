using System.Text;

namespace Steering.Data.Sources;

/// <summary>Records of a comma-separated file without header (RFC 4180): fields may be quoted, and then hold commas, line feeds and doubled quotes.</summary>
internal static class CsvLines
{
    public static IEnumerable<IReadOnlyList<string>> Read(string path)
    {
        if (!File.Exists(path)) throw new FileNotFoundException($"{path} does not exist. Fetch the data set, or correct the path.", path);
        var text = File.ReadAllText(path);
        var (fields, field, isQuoted) = (new List<string>(), new StringBuilder(), false);
        for (var at = 0; at < text.Length; at++)
        {
            var unit = text[at];
            if (isQuoted)
            {
                if (unit != '"') field.Append(unit);
                else if (at + 1 < text.Length && text[at + 1] == '"') field.Append(text[++at]);
                else isQuoted = false;
            }
            else if (unit == '"' && field.Length == 0)
            {
                isQuoted = true;
            }
            else if (unit == ',')
            {
                Close();
            }
            else if (unit == '\n')
            {
                if (field.Length > 0 && field[^1] == '\r') field.Length--;
                Close();
                yield return fields;
                fields = [];
            }
            else
            {
                field.Append(unit);
            }
        }
        if (isQuoted) throw new InvalidDataException($"{path}: a quote is opened and not closed. Was it cut while being fetched? Fetch it again.");
        if (field.Length == 0 && fields.Count == 0) yield break;
        Close();
        yield return fields;

        void Close()
        {
            fields.Add(field.ToString());
            field.Clear();
        }
    }
}
