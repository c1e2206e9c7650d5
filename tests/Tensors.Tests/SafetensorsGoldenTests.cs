using System.Globalization;
using System.Text.Json;
using Steering.Tests;
using static TorchSharp.torch;

namespace Steering.Tensors.Tests;

/// <summary>The files of golden/safetensors: good ones are read to the bit, hostile ones refused with file and reason.</summary>
public sealed class SafetensorsGoldenTests
{
    private const string Folder = "safetensors";
    private const string Fine = "ok";
    private const string Error = "error";

    public static TheoryData<string> Files(string expected)
    {
        var files = new TheoryData<string>();
        if (Golden.MissingReason(Folder) is not null)
        {
            files.Add("(none)");
            return files;
        }
        foreach (var file in Golden.Json(Folder, "manifest.json").EnumerateArray())
        {
            if (file.GetProperty("expected").GetString() == expected) files.Add(file.GetProperty("file").GetString() ?? "");
        }
        return files;
    }

    private static JsonElement Manifest(string file) =>
        Golden.Json(Folder, "manifest.json").EnumerateArray().Single(entry => entry.GetProperty("file").GetString() == file);

    [GoldenTheory(Folder)]
    [MemberData(nameof(Files), Fine)]
    public void A_good_file_is_read_to_the_bit(string file)
    {
        using var scope = NewDisposeScope();
        var expected = Manifest(file);
        using var opened = Safetensors.Open(Path.Combine(Golden.Folder(Folder), file));
        var tensors = expected.GetProperty("tensors").EnumerateObject().ToList();
        Assert.Equal(tensors.Select(tensor => tensor.Name).Order(StringComparer.Ordinal), opened.Names.Order(StringComparer.Ordinal));
        foreach (var tensor in tensors) CheckTensor(opened, tensor, expected.GetProperty("may_refuse").GetBoolean());
        CheckMetadata(opened, expected.GetProperty("metadata"));
    }

    private static void CheckTensor(SafetensorsFile file, JsonProperty expected, bool mayRefuse)
    {
        var shape = expected.Value.GetProperty("shape").EnumerateArray().Select(dimension => dimension.GetInt64()).ToArray();
        Assert.Equal(shape, file.Shape(expected.Name));
        if (mayRefuse)
        {
            var error = Assert.Throws<NotSupportedException>(() => file.Load(expected.Name));
            Assert.Contains(expected.Name, error.Message, StringComparison.Ordinal);
            return;
        }
        Assert.Equal(expected.Value.GetProperty("dtype").GetString(), file.DType(expected.Name).ToString());
        using var loaded = file.Load(expected.Name);
        Assert.Equal(shape, loaded.shape);
        var hex = expected.Value.GetProperty("hex").GetString() ?? "";
        if (loaded.numel() > 0) Assert.StartsWith(hex, Convert.ToHexStringLower(loaded.bytes), StringComparison.Ordinal);
        if (loaded.numel() == 0 || loaded.dtype == ScalarType.Bool) return;
        // Values are written exactly, so a conversion to doubles must meet them exactly; 64-bit integers are covered by their bytes.
        if (loaded.dtype == ScalarType.Int64) return;
        var numbers = file.Load(expected.Name, ScalarType.Float64).flatten().data<double>().ToArray();
        var values = expected.Value.GetProperty("values").EnumerateArray().Select(Number).ToArray();
        Assert.Equal(values, numbers.Take(values.Length));
    }

    private static double Number(JsonElement value) => value.ValueKind == JsonValueKind.String
        ? double.Parse(value.GetString() ?? "", CultureInfo.InvariantCulture)
        : value.GetDouble();

    private static void CheckMetadata(SafetensorsFile file, JsonElement expected)
    {
        Dictionary<string, string> pairs = expected.ValueKind == JsonValueKind.Null
            ? []
            : expected.EnumerateObject().ToDictionary(pair => pair.Name, pair => pair.Value.GetString() ?? "", StringComparer.Ordinal);
        Assert.Equal(pairs.OrderBy(pair => pair.Key, StringComparer.Ordinal), file.Metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal));
    }

    [GoldenTheory(Folder)]
    [MemberData(nameof(Files), Error)]
    public void A_hostile_file_is_refused_by_name_and_takes_no_memory(string file)
    {
        var path = Path.Combine(Golden.Folder(Folder), file);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var error = Assert.Throws<InvalidDataException>(() => Safetensors.Open(path).Dispose());
        Assert.StartsWith(path, error.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, (8 * new FileInfo(path).Length) + 1_000_000);
    }

    [GoldenTheory(Folder)]
    [MemberData(nameof(Files), "any")]
    public void A_file_of_either_verdict_is_read_or_refused_but_nothing_else(string file)
    {
        try
        {
            using var opened = Safetensors.Open(Path.Combine(Golden.Folder(Folder), file));
            foreach (var name in opened.Names) opened.Load(name).Dispose();
        }
        catch (InvalidDataException error)
        {
            Assert.Contains(file, error.Message, StringComparison.Ordinal);
        }
    }

    /// <summary>Files that the reference library wrote come out of our writer byte for byte.</summary>
    [GoldenTheory(Folder)]
    [MemberData(nameof(Files), Fine)]
    public void Writing_again_what_the_reference_library_wrote_gives_its_bytes(string file)
    {
        // The header-* files are spaced and ordered by hand, and the library's order of metadata changes from run to run.
        var manifest = Manifest(file);
        if (manifest.GetProperty("may_refuse").GetBoolean() || file.StartsWith("header-", StringComparison.Ordinal)) return;
        if (manifest.GetProperty("metadata").ValueKind != JsonValueKind.Null) return;
        using var scope = NewDisposeScope();
        var path = Path.Combine(Golden.Folder(Folder), file);
        using var opened = Safetensors.Open(path);
        using var copy = new TemporaryFile();
        Safetensors.Write(copy.Path, opened.Names.Reverse().Select(name => (name, opened.Load(name))));
        Assert.Equal(File.ReadAllBytes(path), File.ReadAllBytes(copy.Path));
    }
}
