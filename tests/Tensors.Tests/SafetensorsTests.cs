using Steering.Tests;
using static TorchSharp.torch;

namespace Steering.Tensors.Tests;

public sealed class SafetensorsTests
{
    private const string Containers = "models/containers";

    [Fact]
    public void Equal_content_gives_equal_bytes_in_whatever_order_it_comes()
    {
        using var scope = NewDisposeScope();
        (string, Tensor)[] tensors = [("b", ones(3)), ("a", zeros(2, 2, dtype: int64)), ("c", ones(5, dtype: @bool)), ("d", ones(1, dtype: float16))];
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal) { ["z"] = "1", ["format"] = "pt" };
        using var one = new TemporaryFile();
        using var two = new TemporaryFile();
        Safetensors.Write(one.Path, tensors, metadata);
        Safetensors.Write(two.Path, tensors.Reverse(), new Dictionary<string, string>(metadata.Reverse(), StringComparer.Ordinal));
        Assert.Equal(File.ReadAllBytes(one.Path), File.ReadAllBytes(two.Path));
        using var opened = Safetensors.Open(one.Path);
        Assert.Equal(["a", "b", "d", "c"], opened.Names);
        Assert.Equal("pt", opened.Metadata["format"]);
        Assert.Equal(0, (8 + HeaderLength(one.Path)) % 8);
    }

    [Fact]
    public void A_header_of_any_length_is_read_even_one_that_begins_like_a_pickle()
    {
        using var scope = NewDisposeScope();
        using var file = new TemporaryFile();
        var lengths = new HashSet<long>();
        for (var padding = 0; padding < 1600; padding += 8)
        {
            Safetensors.Write(file.Path, [("a", ones(3))], new Dictionary<string, string>(StringComparer.Ordinal) { ["note"] = new('x', padding) });
            lengths.Add(HeaderLength(file.Path));
            using var opened = Safetensors.Open(file.Path);
            Assert.Equal([3L], opened.Shape("a"));
        }
        Assert.All([0x280L, 0x380, 0x480, 0x580], length => Assert.Contains(length, lengths));
    }

    private static long HeaderLength(string path) => BitConverter.ToInt64(File.ReadAllBytes(path));

    [Fact]
    public void Strided_and_trainable_tensors_are_written_by_their_elements()
    {
        using var scope = NewDisposeScope();
        using var file = new TemporaryFile();
        var value = arange(6, dtype: float32).view(2, 3).t();
        Safetensors.Write(file.Path, [("t", value), ("p", new TorchSharp.Modules.Parameter(ones(2)))]);
        using var opened = Safetensors.Open(file.Path);
        Assert.Equal([3L, 2], opened.Shape("t"));
        Assert.Equal([0f, 3, 1, 4, 2, 5], opened.Load("t").flatten().data<float>().ToArray());
        Assert.False(opened.Load("p").requires_grad);
    }

    [Fact]
    public void Loading_converts_to_the_type_asked_for()
    {
        using var scope = NewDisposeScope();
        using var file = new TemporaryFile();
        Safetensors.Write(file.Path, [("w", tensor(new[] { 0.5f, -2 }).to(bfloat16))]);
        using var opened = Safetensors.Open(file.Path);
        Assert.Equal(SafetensorsType.BF16, opened.DType("w"));
        Assert.Equal(bfloat16, opened.Load("w").dtype);
        Assert.Equal([0.5f, -2], opened.Load("w", float32).data<float>().ToArray());
    }

    [Fact]
    public void What_cannot_be_written_is_refused_before_the_file_is_touched()
    {
        using var scope = NewDisposeScope();
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        Assert.Throws<ArgumentException>(() => Safetensors.Write(path, [("a", ones(1)), ("a", ones(1))]));
        Assert.Throws<ArgumentException>(() => Safetensors.Write(path, [("__metadata__", ones(1))]));
        Assert.Throws<ArgumentException>(() => Safetensors.Write(path, [("a", ones(1, device: META))]));
        Assert.Throws<ArgumentException>(() => Safetensors.Write(path, [("\ud800", ones(1))]));
        Assert.False(File.Exists(path));
    }

    [Fact]
    public void An_absent_name_is_answered_with_what_the_file_holds()
    {
        using var scope = NewDisposeScope();
        using var file = new TemporaryFile();
        Safetensors.Write(file.Path, [("model.layers.0.w", ones(2)), ("model.layers.11.w", ones(2))]);
        using var opened = Safetensors.Open(file.Path);
        Assert.Contains("12 blocks below 'model.layers'", Assert.Throws<KeyNotFoundException>(() => opened.Load("x")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_shape_check_lists_missing_unexpected_and_misshapen_names()
    {
        using var scope = NewDisposeScope();
        using var file = new TemporaryFile();
        Safetensors.Write(file.Path, [("a", ones(2)), ("b", ones(3)), ("extra", ones(1))]);
        using var opened = Safetensors.Open(file.Path);
        ShapeCheck.Require(opened, [("a", [2]), ("b", [3]), ("extra", [1])], "Toy");
        ShapeCheck.Require(opened, [("a", [2])], "Toy", ignoreUnexpected: true);
        var message = Assert.Throws<InvalidDataException>(() => ShapeCheck.Require(opened, [("a", [2]), ("b", [4]), ("c", [1])], "Toy")).Message;
        Assert.Contains("not the weights of Toy", message, StringComparison.Ordinal);
        Assert.Contains("1 missing: c", message, StringComparison.Ordinal);
        Assert.Contains("1 unexpected: extra", message, StringComparison.Ordinal);
        Assert.Contains("b (expected [4], found [3])", message, StringComparison.Ordinal);
    }

    [GoldenFact(Containers)]
    public void Shards_read_as_one_file_by_folder_or_index()
    {
        using var scope = NewDisposeScope();
        var seen = 0;
        foreach (var name in Golden.Cases(Containers))
        {
            var folder = Path.Combine(Golden.Folder(Containers), name);
            var index = Path.Combine(folder, "model.safetensors.index.json");
            if (!File.Exists(index)) continue;
            seen++;
            using var byFolder = Safetensors.Open(folder);
            using var byIndex = Safetensors.Open(index);
            Assert.Equal(byIndex.Names, byFolder.Names);
            var shards = Directory.GetFiles(folder, "*.safetensors").Select(Safetensors.Open).ToList();
            Assert.True(shards.Count > 1);
            Assert.Equal(shards.SelectMany(shard => shard.Names).Order(StringComparer.Ordinal), byIndex.Names.Order(StringComparer.Ordinal));
            foreach (var shard in shards)
            {
                foreach (var tensor in shard.Names) Assert.True(shard.Load(tensor).eq(byFolder.Load(tensor)).all().item<bool>(), tensor);
                shard.Dispose();
            }
        }
        Assert.True(seen > 0, "The folder holds no sharded model.");
    }

    [Theory]
    [InlineData("{\"weight_map\": {\"a\": \"../x.safetensors\"}}", "no plain file name")]
    [InlineData("{\"weight_map\": {\"a\": \"absent.safetensors\"}}", "Fetch every shard")]
    [InlineData("{\"weight_map\": {\"b\": \"shard.safetensors\"}}", "'b' is here, but it is not")]
    [InlineData("{\"weight_map\": 3}", "no index")]
    [InlineData("{", "no index")]
    public void A_broken_index_is_refused_with_its_reason(string json, string reason)
    {
        using var scope = NewDisposeScope();
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            Safetensors.Write(Path.Combine(folder.FullName, "shard.safetensors"), [("a", ones(1))]);
            var index = Path.Combine(folder.FullName, "model.safetensors.index.json");
            File.WriteAllText(index, json);
            var error = Record.Exception(() => Safetensors.Open(folder.FullName).Dispose());
            Assert.True(error is InvalidDataException or FileNotFoundException, $"{error}");
            Assert.Contains(reason, error?.Message, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
