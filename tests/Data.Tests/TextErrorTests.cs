using Steering.Data.Text;

namespace Steering.Tests;

/// <summary>Broken tokenizer files are refused with file, field and remedy.</summary>
public sealed class TextErrorTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Theory]
    [InlineData("{\"model\":{\"type\":\"BPE\"", "line 1")]
    [InlineData("[]", "the file")]
    [InlineData("{\"model\":{\"type\":\"Unigram\"}}", "'Unigram'")]
    [InlineData("{\"model\":{\"type\":\"BPE\",\"merges\":[]}}", "model.vocab is missing")]
    [InlineData("{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":\"x\"},\"merges\":[]}}", "'a' has the id \"x\"")]
    [InlineData("{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":0},\"merges\":[\"a\"]}}", "model.merges[0]")]
    [InlineData("{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":0},\"merges\":[[\"a\",1]]}}", "model.merges[0]")]
    [InlineData("{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":0},\"merges\":[\"a b\"]},\"pre_tokenizer\":{\"type\":\"ByteLevel\"}}", "token 'b'")]
    [InlineData("{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":0},\"merges\":[],\"byte_fallback\":true}}", "byte_fallback")]
    [InlineData("{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":0},\"merges\":[]},\"normalizer\":{\"type\":\"NFKC\"}}", "'NFKC'")]
    [InlineData("{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":0},\"merges\":[]},\"pre_tokenizer\":{\"type\":\"Metaspace\"}}", "Metaspace")]
    [InlineData("{\"model\":{\"type\":\"BPE\",\"vocab\":{},\"merges\":[]},\"added_tokens\":[{\"content\":\"x\"}],\"pre_tokenizer\":{\"type\":\"ByteLevel\"}}", "added_tokens")]
    public void A_broken_tokenizer_file_is_named_with_its_fault(string json, string named)
    {
        File.WriteAllText(_path, json);
        var error = Record.Exception(() => TokenizerJson.Read(_path));
        Assert.NotNull(error);
        Assert.True(error is InvalidDataException or NotSupportedException, error.ToString());
        Assert.Contains(_path, error.Message, StringComparison.Ordinal);
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_without_a_tokenizer_says_what_one_is()
    {
        var error = Assert.Throws<FileNotFoundException>(() => TokenizerFiles.Read(Path.GetTempPath()));
        Assert.Contains("tokenizer.json", error.Message, StringComparison.Ordinal);
    }
}
