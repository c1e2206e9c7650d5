using Spectre.Console;

namespace Steering.Build.Views;

/// <summary>A column of a sheet.</summary>
/// <param name="IsNumber">True: set to the right.</param>
internal sealed record Heading(string Name, bool IsNumber = false);

/// <summary>Rows under headings: drawn on a terminal, plain text elsewhere.</summary>
internal static class Sheet
{
    private const string Gap = "  ";

    public static void Print(TextWriter page, IReadOnlyList<Heading> headings, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        if (ReferenceEquals(page, Console.Out) && !Console.IsOutputRedirected) Drawn.Print(headings, rows);
        else PrintPlain(page, headings, rows);
    }

    private static void PrintPlain(TextWriter page, IReadOnlyList<Heading> headings, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        var widths = headings.Select((heading, at) => rows.Select(row => row[at].Length).Append(heading.Name.Length).Max()).ToArray();
        foreach (var row in rows.Prepend([.. headings.Select(heading => heading.Name)]))
        {
            page.WriteLine((Gap + string.Join(Gap, row.Select((text, at) => headings[at].IsNumber ? text.PadLeft(widths[at]) : text.PadRight(widths[at])))).TrimEnd());
        }
    }

    /// <summary>All that touches Spectre.Console.</summary>
    private static class Drawn
    {
        public static void Print(IReadOnlyList<Heading> headings, IReadOnlyList<IReadOnlyList<string>> rows)
        {
            var table = new Table().Border(TableBorder.Simple);
            foreach (var heading in headings)
            {
                var column = new TableColumn(Markup.Escape(heading.Name));
                table.AddColumn(heading.IsNumber ? column.RightAligned() : column);
            }
            foreach (var row in rows) table.AddRow([.. row.Select(Markup.Escape)]);
            AnsiConsole.Write(table);
        }
    }
}
