using System.Globalization;
using System.Text;

namespace Steering.Reporting;

/// <summary>Tables for people: value, interval and n in each cell, columns padded so that the text also reads well on a screen.</summary>
public static class MarkdownTable
{
    public static string ToText(Grid grid)
    {
        var notes = new List<string>();
        List<IReadOnlyList<string>> lines = [[.. grid.Labels, .. grid.Columns.Select(column => column.Name)]];
        foreach (var row in grid.Rows)
        {
            var labels = row.Labels.Select(Escape).ToList();
            if (row.Note.Length > 0) labels[^1] += Reference(notes, row.Note);
            lines.Add([.. labels, .. row.Cells.Zip(grid.Columns, (cell, column) => Text(cell, column.Measure) + Reference(notes, cell.Note))]);
        }
        var widths = Enumerable.Range(0, lines[0].Count).Select(column => Math.Max(3, lines.Max(line => Width(line[column])))).ToArray();

        var text = new StringBuilder();
        for (var line = 0; line < lines.Count; line++)
        {
            text.Append("| ").AppendJoin(" | ", lines[line].Select((cell, column) => Pad(cell, widths[column], isNumber: column >= grid.Labels.Count))).Append(" |\n");
            if (line == 0) text.Append("| ").AppendJoin(" | ", widths.Select((width, column) => Rule(width, column >= grid.Labels.Count))).Append(" |\n");
        }
        if (notes.Count > 0) text.Append('\n');
        for (var note = 0; note < notes.Count; note++) text.Append(CultureInfo.InvariantCulture, $"{note + 1}. {notes[note]}\n");
        return text.ToString();
    }

    /// <summary>A cell as text: 74.1 [72.0, 76.1], n 504; 41.2† where it is incomplete, a dash where there is no value.</summary>
    public static string Text(Cell cell, Measure measure)
    {
        if (cell.Value is not { } value) return "–";
        var text = Printed.Text(value, measure) + cell.Mark;
        if (cell is { Low: { } low, High: { } high }) text += $" [{Printed.Text(low, measure)}, {Printed.Text(high, measure)}]";
        if (cell.N is { } n) text += string.Create(CultureInfo.InvariantCulture, $", n {n}");
        return text;
    }

    private static string Reference(List<string> notes, string note)
    {
        if (note.Length == 0) return "";
        var at = notes.IndexOf(note);
        if (at < 0)
        {
            at = notes.Count;
            notes.Add(note);
        }
        return string.Create(CultureInfo.InvariantCulture, $" ({at + 1})");
    }

    private static string Escape(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).ReplaceLineEndings(" ");

    private static string Pad(string cell, int width, bool isNumber)
    {
        var padding = new string(' ', width - Width(cell));
        return isNumber ? padding + cell : cell + padding;
    }

    private static string Rule(int width, bool isNumber) => isNumber ? new string('-', width - 1) + ":" : new string('-', width);

    private static int Width(string text) => new StringInfo(text).LengthInTextElements;
}
