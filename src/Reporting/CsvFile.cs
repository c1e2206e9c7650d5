using System.Globalization;
using System.Text;
using CsvHelper;

namespace Steering.Reporting;

/// <summary>
/// Tables as CSV: labels, then for each column its value and, where any row has them, "X n", "X low", "X high" and "X unscored", and "X protocol" where it has one; the notes last.
/// The same table always gives the same bytes: invariant culture, LF, UTF-8 without mark, numbers to four decimals.
/// </summary>
public static class CsvFile
{
    private const string Notes = "Notes";
    private const string Protocol = " protocol";

    private static readonly CsvWriterOptions Writing = new() { NewLine = "\n" };

    private static readonly CsvReaderOptions Reading = new()
    {
        Separator = ',',
        FieldCountMismatch = CsvFieldCountHandling.Throw,
        MalformedData = CsvMalformedDataHandling.Throw,
        TrackLineNumbers = true,
    };

    private static readonly (string Suffix, Func<Cell, double?> Of)[] Parts =
    [
        (" n", cell => cell.N),
        (" low", cell => cell.Low),
        (" high", cell => cell.High),
        (" unscored", cell => cell.Unscored > 0 ? cell.Unscored : null),
    ];

    public static void Write(string path, Grid grid) => File.WriteAllText(path, ToText(grid), new UTF8Encoding(false));

    public static string ToText(Grid grid)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        using (var csv = CsvWriter.Create(text, Writing, leaveOpen: true))
        {
            var parts = grid.Columns.Select((_, column) => Parts.Where(part => grid.Rows.Any(row => part.Of(row.Cells[column]) is not null)).ToArray()).ToArray();
            foreach (var label in grid.Labels) csv.WriteField(label);
            for (var column = 0; column < grid.Columns.Count; column++)
            {
                csv.WriteField(grid.Columns[column].Name);
                foreach (var part in parts[column]) csv.WriteField(grid.Columns[column].Name + part.Suffix);
                if (grid.Columns[column].Protocol.Length > 0) csv.WriteField(grid.Columns[column].Name + Protocol);
            }
            csv.WriteField(Notes);
            csv.EndRecord();
            foreach (var row in grid.Rows)
            {
                foreach (var label in row.Labels) csv.WriteField(label);
                for (var column = 0; column < grid.Columns.Count; column++)
                {
                    csv.WriteField(Number(row.Cells[column].Value));
                    foreach (var part in parts[column]) csv.WriteField(Number(part.Of(row.Cells[column])));
                    if (grid.Columns[column].Protocol.Length > 0) csv.WriteField(row.Cells[column].Value is null ? "" : grid.Columns[column].Protocol);
                }
                csv.WriteField(NotesOf(row, grid.Columns));
                csv.EndRecord();
            }
        }
        return text.ToString();
    }

    /// <summary>
    /// Reads a table whose first <paramref name="labels"/> columns are labels: ours, or a paper's as printed. Notes come back as the row's.
    /// </summary>
    public static Grid Read(string path, int labels)
    {
        using var csv = CsvReader.FromFile(path, Reading);
        try
        {
            csv.ReadHeader();
            string[] header = [.. csv.Headers];
            if (header.Length < labels) throw new InvalidDataException($"{path} has {header.Length} columns, {labels} of labels are wanted. Write it again.");
            var columns = Enumerable.Range(labels, Math.Max(0, header.Length - labels))
                .Where(at => header[at] != Notes && !IsPart(header, at))
                .Select(at => (At: at, Column: new Column(header[at], MeasureOf(header[at]))))
                .ToList();
            var rows = new List<Row>();
            while (csv.Read())
            {
                var cells = columns.Select(column => new Cell(
                    NumberAt(csv, path, header, column.Column.Name),
                    (int?)NumberAt(csv, path, header, column.Column.Name + Parts[0].Suffix),
                    NumberAt(csv, path, header, column.Column.Name + Parts[1].Suffix),
                    NumberAt(csv, path, header, column.Column.Name + Parts[2].Suffix))
                {
                    Unscored = (int?)NumberAt(csv, path, header, column.Column.Name + Parts[3].Suffix) ?? 0,
                });
                var note = Array.IndexOf(header, Notes) is >= 0 and var at ? csv.GetString(at) : "";
                rows.Add(new Row([.. Enumerable.Range(0, labels).Select(label => csv.GetString(label))], [.. cells], note));
            }
            return new Grid(header[..labels], [.. columns.Select(column => column.Column)], rows);
        }
        catch (CsvFormatException fault)
        {
            throw new InvalidDataException($"{path}, line {fault.LineNumber}: {fault.Message.TrimEnd('.')}. Mend the line or write the file again.", fault);
        }
    }

    /// <summary>A column that names parameters, or the connector that has them, holds counts, one that names a difference differences, any other scores.</summary>
    private static Measure MeasureOf(string name) =>
        name.StartsWith("TP", StringComparison.Ordinal) || name == "connector" ? Measure.Count
        : name.EndsWith('Δ') ? Measure.Difference
        : Measure.Score;

    private static bool IsPart(string[] header, int at) =>
        Parts.Select(part => part.Suffix).Append(Protocol).Any(suffix => header[at].EndsWith(suffix, StringComparison.Ordinal) && header.Contains(header[at][..^suffix.Length], StringComparer.Ordinal));

    private static double? NumberAt(CsvReader csv, string path, string[] header, string name)
    {
        var at = Array.IndexOf(header, name);
        if (at < 0) return null;
        var text = csv.GetString(at);
        if (text.Length == 0) return null;
        return Printed.TryRead(text, out var value)
            ? value
            : throw new InvalidDataException($"{path}, line {csv.LineNumber}, column '{name}': '{text}' is no number. Write a number, or leave the cell empty.");
    }

    private static string Number(double? value) => value is not { } number ? "" : Math.Round(number, 4).ToString("0.####", CultureInfo.InvariantCulture) switch
    {
        "-0" => "0",
        var text => text,
    };

    private static string NotesOf(Row row, IReadOnlyList<Column> columns) => string.Join(
        ' ', new[] { row.Note }.Concat(columns.Zip(row.Cells, (column, cell) => cell.Note.Length > 0 ? $"{column.Name}: {cell.Note}" : "")).Where(note => note.Length > 0));
}
