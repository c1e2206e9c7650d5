using Parquet.Serialization;
using Steering.Data;
using Steering.Data.Shards;
using Steering.Data.Sources;

namespace Steering.Tests;

/// <summary>MMMU as published, Parquet with pictures inside, becomes the folder that its evaluation reads.</summary>
public sealed class MmmuParquetTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mmmu-parquet").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Questions_pictures_and_answers_come_out_and_are_read_as_samples()
    {
        await WriteAsync(
            "Art_Theory", "validation",
            Row("validation_Art_Theory_1", "Who made <image 1>?", "[\"D'Arcy\", 'Klee', 'new\\nline \\u00e9']", "B", "multiple-choice", [1, 2, 3]),
            Row("validation_Art_Theory_2", "Which?", "['<image 1>', '<image 2>']", "A", "multiple-choice", [4]),
            Row("validation_Art_Theory_3", "How many?", "[]", "['4', 'four']", "open", [0xFF, 0xD8, 5]));
        await WriteAsync("Math", "validation", Row("validation_Math_1", "x?", "[]", "3.5", "open", [6]));
        await WriteAsync("Math", "test", Row("test_Math_1", "x?", "[]", "?", "open", [7]));
        var output = Path.Combine(_folder, "out");
        await MmmuParquet.UnpackAsync(_folder, "validation", output, default);
        var samples = await RawFolder.ReadAsync(output, RawFormat.Mmmu, default);
        Assert.Equal(["validation_Art_Theory_1", "validation_Art_Theory_2", "validation_Art_Theory_3", "validation_Math_1"], samples.Select(sample => sample.Id));
        Assert.Equal(["D'Arcy", "Klee", "new\nline é"], samples[0].Choices);
        Assert.Equal("Who made <image 1>?\n(A) D'Arcy\n(B) Klee\n(C) new\nline é\n\nAnswer with the option's letter from the given choices directly.", samples[0].Turns[0].Question);
        Assert.Equal("How many?\nAnswer the question using a single word or phrase.", samples[2].Turns[0].Question);
        Assert.Equal(["4", "four"], samples[2].Answers);
        Assert.Equal(["Art_Theory", "Art_Theory", "Art_Theory", "Math"], samples.Select(sample => sample.Category));
        Assert.Equal(["validation_Art_Theory_1.png", null, "validation_Art_Theory_3.jpg", "validation_Math_1.png"], samples.Select(sample => sample.Image));
        Assert.Equal(MmmuFiles.SeveralPictures, samples[1].Turns[0].Answer);
        Assert.Equal([1, 2, 3], await File.ReadAllBytesAsync(Path.Combine(output, "all_images", "validation_Art_Theory_1.png")));

        var test = Path.Combine(_folder, "test");
        await MmmuParquet.UnpackAsync(_folder, "test", test, default);
        Assert.Equal([MmmuFiles.Unknown], Assert.Single(await RawFolder.ReadAsync(test, RawFormat.Mmmu, default)).Answers);
    }

    [Fact]
    public async Task What_is_no_file_of_mmmu_is_named()
    {
        await Assert.ThrowsAsync<FileNotFoundException>(() => MmmuParquet.UnpackAsync(_folder, "validation", Path.Combine(_folder, "out"), default));
        var file = Path.Combine(Directory.CreateDirectory(Path.Combine(_folder, "Art")).FullName, "validation-0.parquet");
        await File.WriteAllTextAsync(file, "no parquet at all, just text");
        Assert.Contains(file, (await Assert.ThrowsAsync<InvalidDataException>(() => MmmuParquet.UnpackAsync(_folder, "validation", Path.Combine(_folder, "out"), default))).Message, StringComparison.Ordinal);
        await SampleShards.WriteAsync(file, [new Sample { Id = "1", Turns = [new Turn("q", "a")] }]);
        Assert.Contains("lacks the column", (await Assert.ThrowsAsync<InvalidDataException>(() => MmmuParquet.UnpackAsync(_folder, "validation", Path.Combine(_folder, "out"), default))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("['a'")]
    [InlineData("[a]")]
    [InlineData("['a' 'b']")]
    [InlineData("['a]")]
    public void A_list_that_is_none_is_named(string text) => Assert.Contains("here", Assert.Throws<InvalidDataException>(() => PythonList.Read(text, "here")).Message, StringComparison.Ordinal);

    private static MmmuRow Row(string id, string question, string options, string answer, string type, byte[] picture) =>
        new() { Id = id, Question = question, Options = options, Answer = answer, QuestionType = type, Image = new MmmuImage { Bytes = picture, Path = "1.png" } };

    private async Task WriteAsync(string subject, string split, params MmmuRow[] rows)
    {
        var path = Path.Combine(Directory.CreateDirectory(Path.Combine(_folder, subject)).FullName, split + "-00000-of-00001.parquet");
        await using var file = File.Create(path);
        await ParquetSerializer.SerializeAsync(rows, file);
    }
}
