using System.Text.Json.Serialization;
using Parquet.Serialization;
using Steering.Data.Shards;
using Steering.Tests;

namespace Steering.Data.Tests;

public sealed class ShardsTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("shards");

    public static TheoryData<string> BrokenFiles =>
        [.. Golden.MissingReason("parquet") is null ? Directory.EnumerateFiles(Golden.Folder("parquet/hostile")).Select(file => Path.GetFileName(file)!) : []];

    private string File => Path.Combine(_folder.FullName, "rows.parquet");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Samples_come_back_as_they_were()
    {
        var samples = Samples();
        await SampleShards.WriteAsync(File, samples, rowsPerGroup: 2);

        var read = await SampleShards.ReadAsync(File);

        AssertSame(samples, read);
        Assert.Equal(RowDigest.Of(samples), await RowDigest.OfFileAsync(File));
    }

    [Fact]
    public async Task Groups_hold_the_rows_in_order()
    {
        var samples = Samples();
        await SampleShards.WriteAsync(File, samples, rowsPerGroup: 2);

        var groups = new List<Sample>();
        for (var group = 0; group < await SampleShards.CountGroupsAsync(File); group++) groups.AddRange(await SampleShards.ReadGroupAsync(File, group));

        AssertSame(samples, groups);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => SampleShards.ReadGroupAsync(File, 99));
    }

    [Fact]
    public async Task No_samples_make_a_shard_of_none()
    {
        await SampleShards.WriteAsync(File, []);

        Assert.Empty(await SampleShards.ReadAsync(File));
    }

    [Fact]
    public async Task The_digest_is_of_the_rows_and_not_of_the_file()
    {
        var samples = Samples();
        await SampleShards.WriteAsync(File, samples, rowsPerGroup: 1);
        var one = await RowDigest.OfFileAsync(File);
        var bytes = await System.IO.File.ReadAllBytesAsync(File);
        await SampleShards.WriteAsync(File, samples);

        Assert.Equal(one, await RowDigest.OfFileAsync(File));
        Assert.NotEqual(bytes, await System.IO.File.ReadAllBytesAsync(File));
    }

    [Fact]
    public void Every_change_of_a_row_changes_the_digest()
    {
        var sample = Samples()[0];
        List<IReadOnlyList<Sample>> variants =
        [
            [sample], [], [sample, sample],
            [sample with { Id = "other" }], [sample with { Image = null }], [sample with { Image = "" }], [sample with { Category = "x" }],
            [sample with { Turns = [] }], [sample with { Turns = [new Turn("a", "b"), new Turn("c", "")] }], [sample with { Turns = [new Turn("a", ""), new Turn("b", "c")] }],
            [sample with { Answers = ["ab"] }], [sample with { Answers = ["a", "b"] }], [sample with { Answers = [], Choices = ["ab"] }],
        ];

        Assert.Equal(variants.Count, variants.Select(RowDigest.Of).Distinct().Count());
    }

    [Fact]
    public async Task An_absent_column_is_named()
    {
        await using (var file = System.IO.File.Create(File)) await ParquetSerializer.SerializeAsync(new[] { new Foreign { Id = "1" } }, file);

        var fault = await Assert.ThrowsAsync<InvalidDataException>(() => SampleShards.ReadAsync(File));

        Assert.Contains("'image'", fault.Message, StringComparison.Ordinal);
        Assert.Contains(File, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_column_of_another_type_is_named()
    {
        await using (var file = System.IO.File.Create(File)) await ParquetSerializer.SerializeAsync(new[] { new Numbered() }, file);

        var fault = await Assert.ThrowsAsync<InvalidDataException>(() => SampleShards.ReadAsync(File));

        Assert.Contains("'id' holds Int32, not String", fault.Message, StringComparison.Ordinal);
    }

    [GoldenTheory("parquet")]
    [MemberData(nameof(BrokenFiles))]
    public async Task A_broken_file_is_an_error_that_names_the_file_and_the_remedy(string name)
    {
        var path = Path.Combine(Golden.Folder("parquet/hostile"), name);

        var fault = await Assert.ThrowsAsync<InvalidDataException>(() => SampleShards.ReadAsync(path));

        Assert.Contains(path, fault.Message, StringComparison.Ordinal);
        Assert.Contains("run again", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_shard_cut_anywhere_is_an_error()
    {
        await SampleShards.WriteAsync(File, Samples());
        var whole = await System.IO.File.ReadAllBytesAsync(File);
        for (var length = 0; length < whole.Length; length += 7)
        {
            await System.IO.File.WriteAllBytesAsync(File, whole[..length]);
            await Assert.ThrowsAsync<InvalidDataException>(() => SampleShards.ReadAsync(File));
        }
    }

    private static List<Sample> Samples() =>
    [
        new() { Id = "1", Image = "a/b.png", Turns = [new Turn("What?\n", "A 😀 cat"), new Turn("", "")], Category = "seen" },
        new() { Id = "2", Turns = [], Answers = ["yes", "yes", "no"] },
        new() { Id = "3", Image = "c.png", Turns = [new Turn("Which?", "B")], Choices = ["red", "", "blue"], Answers = [] },
        new() { Id = "3", Image = "", Turns = [new Turn("Which?", "B")] },
        new() { Id = "", Turns = [] },
    ];

    private static void AssertSame(List<Sample> expected, IReadOnlyList<Sample> actual)
    {
        Assert.Equal(expected.Count, actual.Count);
        foreach (var (want, got) in expected.Zip(actual))
        {
            Assert.Equal((want.Id, want.Image, want.Category), (got.Id, got.Image, got.Category));
            Assert.Equal(want.Turns, got.Turns);
            Assert.Equal(want.Answers, got.Answers);
            Assert.Equal(want.Choices, got.Choices);
        }
    }

    private sealed class Foreign
    {
        [JsonPropertyName("id")]
        public string? Id { get; init; }
    }

    private sealed class Numbered
    {
        [JsonPropertyName("id")]
        public int Id { get; init; }
    }
}
