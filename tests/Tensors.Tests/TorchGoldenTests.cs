using System.Globalization;
using System.Text.Json;
using Steering.Tests;
using static TorchSharp.torch;

namespace Steering.Tensors.Tests;

/// <summary>The files of golden/torch: good ones are read to the bit, hostile ones refused by what they name, and nothing of them is run.</summary>
public sealed class TorchGoldenTests
{
    private const string Folder = "torch";
    private const string Fine = "ok";
    private const string Trap = "PWNED";

    public static TheoryData<string> Files(bool good)
    {
        var files = new TheoryData<string>();
        if (Golden.MissingReason(Folder) is null)
        {
            foreach (var entry in Golden.Json(Folder, "manifest.json").EnumerateArray())
            {
                if (entry.GetProperty("expected").GetString() == Fine == good) files.Add(entry.GetProperty("file").GetString() ?? "");
            }
        }
        if (files.Count == 0) files.Add("(none)");
        return files;
    }

    [GoldenTheory(Folder)]
    [MemberData(nameof(Files), true)]
    public void A_good_file_is_read_to_the_bit(string file)
    {
        using var scope = NewDisposeScope();
        var expected = Manifest(file);
        using var opened = WeightFiles.Open(PathOf(file));
        using var twin = Safetensors.Open(PathOf(expected.GetProperty("twin").GetString() ?? ""));
        Assert.Equal(expected.GetProperty("order").EnumerateArray().Select(name => name.GetString()), opened.Names);
        foreach (var name in opened.Names)
        {
            Assert.Equal(twin.Shape(name), opened.Shape(name));
            Assert.Equal(twin.TypeName(name), opened.TypeName(name));
            var (left, right) = (twin.Load(name), opened.Load(name));
            Assert.True(left.numel() == 0 || left.bytes.SequenceEqual(right.bytes), $"{name} differs.");
        }
        var others = ((TorchFile)opened).Others;
        Assert.Equal(
            expected.GetProperty("other").EnumerateObject().Select(pair => $"{pair.Name}={Text(pair.Value)}").Order(StringComparer.Ordinal),
            others.Select(pair => $"{pair.Key}={Convert.ToString(pair.Value, CultureInfo.InvariantCulture)}").Order(StringComparer.Ordinal));
    }

    [GoldenTheory(Folder)]
    [MemberData(nameof(Files), false)]
    public void A_hostile_file_is_refused_by_what_it_names_or_read_without_harm(string file)
    {
        using var scope = NewDisposeScope();
        var expected = Manifest(file);
        var error = Record.Exception(() =>
        {
            using var opened = WeightFiles.Open(PathOf(file));
            foreach (var name in opened.Names) opened.Load(name).Dispose();
        });
        Assert.False(File.Exists(Trap) || File.Exists(Path.Combine(Golden.Folder(Folder), "hostile", Trap)), $"{file} ran: a file {Trap} is there.");
        if (error is null)
        {
            Assert.NotEqual("refused", expected.GetProperty("expected").GetString());
            return;
        }
        Assert.IsType<InvalidDataException>(error);
        Assert.Contains(file, error.Message, StringComparison.Ordinal);
        if (expected.TryGetProperty("must_name", out var names) && names.GetArrayLength() > 0)
        {
            Assert.Contains(names.EnumerateArray(), name => error.Message.Contains(name.GetString() ?? "?", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void What_is_written_is_read_back_to_the_bit_and_equal_content_gives_equal_bytes()
    {
        using var scope = NewDisposeScope();
        var folder = Directory.CreateTempSubdirectory("torch");
        try
        {
            (string, Tensor)[] tensors =
            [
                ("a.weight", arange(6, dtype: float32).view(2, 3).t()), ("b", ones(3, dtype: int64)), ("half", ones(2, 2, dtype: float16)), ("flag", ones(1, dtype: @bool)),
                ("scalar", tensor(4.5)), ("empty", zeros(0, 4)), ("rough", randn(3).to_type(bfloat16)),
            ];
            string[] paths = [Path.Combine(folder.FullName, "a", "weights.bin"), Path.Combine(folder.FullName, "b", "weights.bin")];
            foreach (var path in paths)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(path) ?? ".");
                TorchWriter.Write(path, tensors);
            }
            Assert.Equal(File.ReadAllBytes(paths[0]), File.ReadAllBytes(paths[1]));
            using var opened = WeightFiles.Open(paths[0]);
            Assert.Equal(tensors.Select(pair => pair.Item1), opened.Names);
            foreach (var (name, value) in tensors)
            {
                var read = opened.Load(name);
                Assert.Equal(value.shape, read.shape);
                Assert.Equal(value.dtype, read.dtype);
                Assert.True(value.numel() == 0 || value.contiguous().bytes.SequenceEqual(read.bytes), $"{name} differs.");
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private const string Containers = "models/containers";

    [GoldenFact(Containers)]
    public void Every_container_of_one_model_holds_the_same_numbers()
    {
        using var scope = NewDisposeScope();
        using var whole = WeightFiles.Open(Golden.Folder("models/llama"));
        foreach (var name in Golden.Cases(Containers))
        {
            using var opened = WeightFiles.Open(Path.Combine(Golden.Folder(Containers), name));
            Assert.Equal(whole.Names.Order(StringComparer.Ordinal), opened.Names.Order(StringComparer.Ordinal));
            foreach (var tensor in whole.Names)
            {
                var expected = whole.Load(tensor);
                var actual = opened.Load(tensor);
                Assert.True(expected.to_type(actual.dtype).bytes.SequenceEqual(actual.bytes), $"{name}: {tensor} differs.");
            }
        }
    }

    private static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => "",
        JsonValueKind.True => "True",
        JsonValueKind.False => "False",
        JsonValueKind.String => value.GetString() ?? "",
        _ => double.TryParse(value.GetRawText(), CultureInfo.InvariantCulture, out var number) && !value.GetRawText().All(letter => char.IsAsciiDigit(letter) || letter == '-')
            ? number.ToString(CultureInfo.InvariantCulture)
            : value.GetRawText(),
    };

    private static JsonElement Manifest(string file) => Golden.Json(Folder, "manifest.json").EnumerateArray().Single(entry => entry.GetProperty("file").GetString() == file);

    private static string PathOf(string file) => Path.Combine(Golden.Folder(Folder), file);
}
