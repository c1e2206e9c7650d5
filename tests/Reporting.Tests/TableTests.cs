namespace Steering.Reporting.Tests;

public sealed class TableTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"table-{Environment.ProcessId}-{Environment.CurrentManagedThreadId}.csv");

    private static Grid Toy => new(
        ["Model", "Method"],
        [new Column("TP*", Measure.Count), new Column("VQAv2"), new Column("POPE")],
        [
            new Row(["tiny, small", "LoRA"], [new Cell(188_743_680), new Cell(74.123456, 504, 70.25, 77.9), Cell.Missing("not run")]),
            new Row(["tiny, small", "MoReS-B"], [new Cell(163_872), new Cell(-0.00001, 504, 0, 0.5), new Cell(50)], "Rank 1 | \"steered\"."),
        ]);

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Csv_has_these_bytes()
    {
        const string Expected =
            "Model,Method,TP*,VQAv2,VQAv2 n,VQAv2 low,VQAv2 high,POPE,Notes\n"
            + "\"tiny, small\",LoRA,188743680,74.1235,504,70.25,77.9,,POPE: not run\n"
            + "\"tiny, small\",MoReS-B,163872,0,504,0,0.5,50,\"Rank 1 | \"\"steered\"\".\"\n";

        Assert.Equal(Expected, CsvFile.ToText(Toy));
        CsvFile.Write(_path, Toy);
        Assert.Equal(System.Text.Encoding.UTF8.GetBytes(Expected), File.ReadAllBytes(_path));
    }

    [Fact]
    public void Csv_that_is_read_and_written_again_is_the_same()
    {
        CsvFile.Write(_path, Toy);

        var read = CsvFile.Read(_path, labels: 2);

        Assert.Equal(CsvFile.ToText(Toy), CsvFile.ToText(read));
        Assert.Equal(Toy.Columns, read.Columns);
        Assert.Null(read.Rows[0].Cells[2].Value);
    }

    [Fact]
    public void A_cell_that_is_no_number_is_named_with_line_and_column()
    {
        File.WriteAllText(_path, "Method,VQAv2\nLoRA,77.6\nOFT,good\n");

        var fault = Assert.Throws<InvalidDataException>(() => CsvFile.Read(_path, labels: 1));

        Assert.Contains($"{_path}, line 3, column 'VQAv2': 'good'", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Method,VQAv2\nLoRA\n")]
    [InlineData("Method,VQAv2\nLoRA,\"77")]
    [InlineData("Method,VQAv2\nLoRA,1,2\n")]
    public void A_broken_table_is_an_error_that_names_the_file(string text)
    {
        File.WriteAllText(_path, text);

        Assert.Contains(_path, Assert.Throws<InvalidDataException>(() => CsvFile.Read(_path, labels: 1)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Markdown_says_value_interval_and_n_and_marks_what_is_missing()
    {
        const string Expected =
            """
            | Model       | Method      |     TP* |                    VQAv2 |  POPE |
            | ----------- | ----------- | ------: | -----------------------: | ----: |
            | tiny, small | LoRA        | 188.74M | 74.1 [70.3, 77.9], n 504 | – (1) |
            | tiny, small | MoReS-B (2) | 163.87k |    0.0 [0.0, 0.5], n 504 |  50.0 |

            1. not run
            2. Rank 1 | "steered".

            """;

        Assert.Equal(Expected.ReplaceLineEndings("\n"), MarkdownTable.ToText(Toy));
    }

    [Theory]
    [InlineData("2.78B", 2_780_000_000)]
    [InlineData("188.74M", 188_740_000)]
    [InlineData("0.164M", 164_000)]
    [InlineData("79.2", 79.2)]
    public void Printed_numbers_are_read_as_they_are_meant(string text, double value)
    {
        Assert.True(Printed.TryRead(text, out var read));
        Assert.Equal(value, read);
    }

    [Theory]
    [InlineData(2_779_683_840, "2.78B")]
    [InlineData(188_743_680, "188.74M")]
    [InlineData(163_872, "163.87k")]
    [InlineData(640, "640")]
    [InlineData(0, "0")]
    public void Counts_are_printed_with_a_letter(double value, string text) => Assert.Equal(text, Printed.Text(value, Measure.Count));

    [Fact]
    public void A_table_with_one_name_twice_or_a_short_row_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new Grid(["Method"], [new Column("POPE"), new Column("POPE")], []));
        Assert.Throws<ArgumentException>(() => new Grid(["Method"], [new Column("POPE")], [new Row(["LoRA"], [])]));
    }

    [Fact]
    public void Beside_the_paper_stand_ours_and_the_difference_with_its_interval()
    {
        var paper = new Grid(["Method"], [new Column("VQAv2"), new Column("MMMU")], [new Row(["LoRA"], [new Cell(77.6), new Cell(35.6)]), new Row(["OFT"], [new Cell(75.1), new Cell(35.6)])]);

        var beside = Compare.Beside(Toy, paper);

        Assert.Equal(["VQAv2 paper", "VQAv2 ours", "VQAv2 Δ"], beside.Columns.Select(column => column.Name));
        Assert.Equal(["LoRA", "MoReS-B", "OFT"], beside.Rows.Select(row => row.Labels[0]));
        Assert.Equal(74.123456 - 77.6, beside.Rows[0].Cells[2].Value!.Value, 9);
        Assert.Equal(70.25 - 77.6, beside.Rows[0].Cells[2].Low!.Value, 9);
        Assert.Null(beside.Rows[1].Cells[0].Value);
        Assert.Null(beside.Rows[2].Cells[1].Value);
    }
}
