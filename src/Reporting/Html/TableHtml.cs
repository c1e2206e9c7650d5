using System.Globalization;
using System.Text;

namespace Steering.Reporting.Html;

/// <summary>A table of the report: ours with its interval, the paper's number under it, signs for what lies clear of the reference row.</summary>
internal static class TableHtml
{
    public static void Write(StringBuilder page, ReportTable table, Stories stories)
    {
        var id = HtmlReport.Escaped(table.Id);
        page.Append($"<section id=\"{id}\" aria-labelledby=\"{id}-title\">\n<h2 id=\"{id}-title\">{HtmlReport.Escaped(table.Title)}</h2>\n");
        Filter(page, $"{id}-table", "Filter rows");
        page.Append($"<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-labelledby=\"{id}-title\"><table id=\"{id}-table\">\n<caption><span>{Caption(table)}</span></caption>\n<thead><tr>");
        foreach (var head in table.Ours.Labels.Concat(table.Ours.Columns.Select(column => column.Name)))
            page.Append($"<th scope=\"col\"><button class=\"sort\">{HtmlReport.Escaped(head)}</button></th>");
        page.Append("</tr></thead>\n<tbody>\n");
        var notes = new List<string>();
        var reference = table.Ours.Rows.FirstOrDefault(row => row.Labels[0] == table.Reference);
        foreach (var row in table.Ours.Rows) Row(page, table, row, reference, notes, stories);
        page.Append("</tbody></table></div>\n");
        if (notes.Count > 0)
        {
            page.Append($"<ol class=\"notes\" id=\"{id}-notes\">\n");
            foreach (var note in notes) page.Append($"<li>{HtmlReport.Escaped(note)}</li>\n");
            page.Append("</ol>\n");
        }
        HtmlReport.Files(page, table.Files);
        page.Append("</section>\n");
    }

    public static void Filter(StringBuilder page, string table, string label) =>
        page.Append($"<p class=\"filter\"><label>{label} <input type=\"search\" data-filters=\"{table}\" autocomplete=\"off\"></label> <span role=\"status\" class=\"found\"></span></p>\n");

    private static string Caption(ReportTable table) => string.Join(' ', new[]
    {
        IsScored(table) ? "Mean over seeds with its 95 % interval." : "",
        table.Paper is null ? "" : "In grey: as printed in the paper, of its models.",
        table.Reference.Length > 0 ? $"▲ the whole interval lies above that of “{HtmlReport.Escaped(table.Reference)}”, ▼ below it." : "",
        IsScored(table) ? "A number opens what it rests on." : "",
    }.Where(text => text.Length > 0));

    private static bool IsScored(ReportTable table) => table.Ours.Rows.Any(row => row.Cells.Any(cell => cell.Low is not null));

    private static void Row(StringBuilder page, ReportTable table, Row row, Row? reference, List<string> notes, Stories stories)
    {
        var printed = table.Paper?.Rows.FirstOrDefault(other => other.Labels.Contains(row.Labels[0]));
        page.Append("<tr>");
        for (var label = 0; label < row.Labels.Count; label++)
        {
            var text = HtmlReport.Escaped(row.Labels[label]) + (label == 0 ? Reference(notes, row.Note, table.Id) : "");
            page.Append(label == 0 ? $"<th scope=\"row\">{text}</th>" : $"<td>{text}</td>");
        }
        foreach (var (cell, column, at) in row.Cells.Zip(table.Ours.Columns, Enumerable.Range(0, row.Cells.Count)))
        {
            var value = cell.Value is { } number ? number.ToString("R", CultureInfo.InvariantCulture) : "";
            page.Append($"<td class=\"number\" data-value=\"{value}\">");
            Number(page, cell, column, ReferenceEquals(row, reference) ? null : reference?.Cells[at], cell.Value is null ? null : stories.Add(table.Story(row.Labels[0], column.Name)), $"{row.Labels[0]}, {column.Name}");
            page.Append(Reference(notes, cell.Note, table.Id));
            if (printed is not null && Printed(table.Paper!, printed, column.Name) is { } paper) page.Append($"<span class=\"paper\"><span class=\"hidden\">paper </span>{Reporting.Printed.Text(paper, column.Measure)}</span>");
            page.Append("</td>");
        }
        page.Append("</tr>\n");
    }

    private static void Number(StringBuilder page, Cell cell, Column column, Cell? reference, int? story, string name)
    {
        if (cell.Value is not { } value)
        {
            page.Append("<span class=\"missing\">–</span>");
            return;
        }
        var text = Reporting.Printed.Text(value, column.Measure) + cell.Mark;
        var sign = (cell, reference) switch
        {
            ({ Low: { } low }, { High: { } high }) when low > high => "<span class=\"above\" title=\"above the reference row\">▲</span>",
            ({ High: { } high }, { Low: { } low }) when high < low => "<span class=\"below\" title=\"below the reference row\">▼</span>",
            _ => "",
        };
        page.Append(story is { } at ? $"<button class=\"number\" data-story=\"{at}\" aria-haspopup=\"dialog\" aria-label=\"{HtmlReport.Escaped(name)}: {text}\">{text}</button>" : $"<span>{text}</span>").Append(sign);
        if (cell is { Low: { } from, High: { } to })
            page.Append($"<span class=\"interval\">{Reporting.Printed.Text(from, column.Measure)} – {Reporting.Printed.Text(to, column.Measure)}</span>");
        if (cell.N is { } n) page.Append(CultureInfo.InvariantCulture, $"<span class=\"n\">n {n}</span>");
    }

    private static double? Printed(Grid paper, Row row, string column) =>
        paper.Columns.Select((other, at) => (other.Name, at)).FirstOrDefault(other => other.Name == column) is { Name: not null } found ? row.Cells[found.at].Value : null;

    private static string Reference(List<string> notes, string note, string table)
    {
        if (note.Length == 0) return "";
        if (!notes.Contains(note)) notes.Add(note);
        return string.Create(CultureInfo.InvariantCulture, $"<sup><a href=\"#{HtmlReport.Escaped(table)}-notes\" aria-label=\"note {notes.IndexOf(note) + 1}\">{notes.IndexOf(note) + 1}</a></sup>");
    }
}
