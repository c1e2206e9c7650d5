using System.IO.Compression;
using System.Text.Json;
using Parquet;
using Parquet.Serialization;
using Steering.Tests;

namespace Steering.StandIns.Tests;

/// <summary>Files by pyarrow and DuckDB, whole and broken (golden/parquet, its README and manifest).</summary>
public sealed class ParquetGoldenTests
{
    private const string GoldenFolder = "parquet";
    private const long MostBytes = 64L << 20;
    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(10);

    public static TheoryData<string> WholeFiles => [.. Entries(hostile: false)];

    public static TheoryData<string> BrokenFiles => [.. Entries(hostile: true)];

    [GoldenTheory(GoldenFolder)]
    [MemberData(nameof(WholeFiles))]
    public async Task A_file_is_read_row_by_row_as_its_writer_meant_or_refused_by_the_name_of_what_is_missing(string file)
    {
        var entry = Entry(file);
        using var stream = File.OpenRead(Path.Combine(Golden.Folder(GoldenFolder), file));
        ParquetSerializer.UntypedResult result;
        try
        {
            result = await ParquetSerializer.DeserializeAsync(stream, Wide());
        }
        catch (ParquetException refusal)
        {
            Assert.Contains(Ingredients(entry), name => refusal.Message.Contains(name, StringComparison.OrdinalIgnoreCase));
            return;
        }

        Assert.Equal(entry.GetProperty("num_rows").GetInt32(), result.Data.Count);
        var lines = ReadLines(entry.GetProperty("rows").GetString()!);
        Assert.Equal(lines.Count, result.Data.Count);
        for (var row = 0; row < lines.Count; row++)
        {
            using var expected = JsonDocument.Parse(lines[row]);
            ParquetRows.AssertStruct(expected.RootElement, result.Data[row], result.Schema.Fields, $"{file}, row {row}");
        }
    }

    [GoldenTheory(GoldenFolder)]
    [MemberData(nameof(WholeFiles))]
    public async Task The_number_of_row_groups_and_of_columns_is_the_files(string file)
    {
        var entry = Entry(file);
        using var stream = File.OpenRead(Path.Combine(Golden.Folder(GoldenFolder), file));
        using var reader = await ParquetReader.CreateAsync(stream);

        Assert.Equal(entry.GetProperty("row_groups").GetInt32(), reader.RowGroupCount);
        Assert.Equal(entry.GetProperty("columns").GetArrayLength(), reader.Schema.Fields.Count);
        Assert.Equal(entry.GetProperty("columns").EnumerateArray().Select(column => column.GetProperty("name").GetString()), reader.Schema.Fields.Select(field => field.Name));
    }

    [GoldenTheory(GoldenFolder)]
    [MemberData(nameof(BrokenFiles))]
    public async Task A_broken_file_is_refused_quickly_and_within_little_memory(string file)
    {
        var mayRead = Entry(file).GetProperty("expected").GetString() == "any";
        var bytes = await File.ReadAllBytesAsync(Path.Combine(Golden.Folder(GoldenFolder), file));
        var fault = Watched(bytes);

        if (!mayRead) Assert.NotNull(fault);
    }

    [GoldenTheory(GoldenFolder)]
    [MemberData(nameof(WholeFiles))]
    public async Task A_file_with_bytes_changed_at_random_is_read_or_refused_and_nothing_else(string file)
    {
        var whole = await File.ReadAllBytesAsync(Path.Combine(Golden.Folder(GoldenFolder), file));
        if (whole.Length > 30_000) return;
        var chance = new Random(whole.Length);
        for (var trial = 0; trial < 60; trial++)
        {
            var bytes = (byte[])whole.Clone();
            for (var change = chance.Next(1, 4); change > 0; change--)
            {
                // Half of the changes hit the footer, where the structure is.
                var from = chance.Next(2) == 0 ? bytes.Length * 3 / 4 : 0;
                bytes[chance.Next(from, bytes.Length)] = (byte)chance.Next(256);
            }
            Watched(bytes);
        }
    }

    /// <summary>Reads a file that may be broken; anything but a ParquetException, much time or much memory fails the test.</summary>
    private static ParquetException? Watched(byte[] bytes)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var before = GC.GetAllocatedBytesForCurrentThread();
        ParquetException? fault = null;
        try
        {
            // Over a memory stream everything runs on this thread.
            var reading = ParquetSerializer.DeserializeAsync(new MemoryStream(bytes), Wide());
            Assert.True(reading.IsCompleted);
#pragma warning disable xUnit1031 // Completed: nothing is waited for.
            reading.GetAwaiter().GetResult();
#pragma warning restore xUnit1031
        }
        catch (ParquetException refusal)
        {
            fault = refusal;
        }
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MostBytes + (200L * bytes.Length));
        Assert.True(clock.Elapsed < MostTime, $"took {clock.Elapsed}");
        return fault;
    }

    private static ParquetSerializerOptions Wide() => new()
    {
        ParquetOptions = new ParquetOptions { UseBigDecimal = true, UseDateOnlyTypeForDates = true },
    };

    private static IEnumerable<string> Entries(bool hostile) => Golden.MissingReason(GoldenFolder) is null
        ? Golden.Json(GoldenFolder, "manifest.json").EnumerateArray()
            .Select(entry => entry.GetProperty("file").GetString()!)
            .Where(file => file.StartsWith("hostile/", StringComparison.Ordinal) == hostile)
        : [];

    private static JsonElement Entry(string file) =>
        Golden.Json(GoldenFolder, "manifest.json").EnumerateArray().First(entry => entry.GetProperty("file").GetString() == file);

    private static List<string> Ingredients(JsonElement entry) =>
    [
        .. entry.GetProperty("compression").EnumerateArray().Select(name => name.GetString()!),
        .. entry.GetProperty("encodings").EnumerateArray().Select(name => name.GetString()!),
        .. entry.GetProperty("columns").EnumerateArray().Select(column => column.GetProperty("type").GetString()!.Split('[', '(')[0]),
    ];

    private static List<string> ReadLines(string file)
    {
        using Stream raw = File.OpenRead(Path.Combine(Golden.Folder(GoldenFolder), file));
        using var text = file.EndsWith(".gz", StringComparison.Ordinal)
            ? new StreamReader(new GZipStream(raw, CompressionMode.Decompress))
            : new StreamReader(raw);
        var lines = new List<string>();
        while (text.ReadLine() is { } line)
        {
            if (line.Length > 0) lines.Add(line);
        }
        return lines;
    }
}
