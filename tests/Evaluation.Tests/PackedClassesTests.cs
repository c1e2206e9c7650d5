using Steering.Data.Imaging;
using Steering.Data.Sources;
using Steering.Evaluation.Benchmarks;

namespace Steering.Tests;

/// <summary>Sets published packed become class folders, pixel by pixel; what is cut, foreign or hostile is named.</summary>
public sealed class PackedClassesTests : IDisposable
{
    private const int Plane = 32 * 32;

    private readonly RawSet _set = new();

    public void Dispose() => _set.Dispose();

    [Theory]
    [InlineData(Packing.Cifar10, "cifar-10-batches-bin/test_batch.bin", "cifar-10-batches-bin/batches.meta.txt", "")]
    [InlineData(Packing.Cifar10, "test_batch.bin", "batches.meta.txt", "")]
    [InlineData(Packing.Cifar100, "cifar-100-binary/test.bin", "cifar-100-binary/fine_label_names.txt", "7")]
    public async Task Cifar_s_records_are_labels_and_planes(Packing packing, string batch, string names, string coarse)
    {
        var first = Record(coarse, label: 1, at => (byte)at);
        Write(batch, [.. first, .. Record(coarse, label: 0, at => (byte)(255 - at))]);
        Write(names, "airplane\nmaple_tree\n\n"u8);
        PackedClasses.Unpack(packing, _set.Folder, _set.Folder + "/out");
        var samples = await RawFolder.ReadAsync(_set.Folder + "/out", RawFormat.ClassFolders, CancellationToken.None);
        Assert.Equal(["airplane/00001.png", "maple_tree/00000.png"], samples.Select(sample => sample.Image));
        Assert.Equal("maple tree", samples[1].Answers[0]);
        var picture = Png.Read(_set["out/test/maple_tree/00000.png"]);
        Assert.Equal((32, 32), (picture.Width, picture.Height));
        var planes = first[^(3 * Plane)..];
        Assert.All(Enumerable.Range(0, Plane), at => Assert.Equal((planes[at], planes[Plane + at], planes[(2 * Plane) + at]), (picture.Rgb[3 * at], picture.Rgb[(3 * at) + 1], picture.Rgb[(3 * at) + 2])));
    }

    [Theory]
    [InlineData("\n")]
    [InlineData(".gz")]
    public async Task Mnist_s_classes_are_the_digits(string ending)
    {
        byte[] images = [0, 0, 8, 3, 0, 0, 0, 10, 0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9], labels = [0, 0, 8, 1, 0, 0, 0, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0];
        Write("t10k-images-idx3-ubyte" + ending.Trim(), images);
        Write("t10k-labels-idx1-ubyte" + ending.Trim(), labels);
        PackedClasses.Unpack(Packing.Digits, _set.Folder, _set.Folder + "/out");
        var samples = await RawFolder.ReadAsync(_set.Folder + "/out", RawFormat.ClassFolders, CancellationToken.None);
        Assert.Equal(Enumerable.Range(0, 10).Select(digit => $"{digit}/{9 - digit:D5}.png"), samples.Select(sample => sample.Image));
        Assert.Equal(1, new ImageClassification().Grade(samples[7], "Seven."));
    }

    [Fact]
    public void A_batch_that_is_cut_or_of_another_set_is_named()
    {
        Write("batches.meta.txt", "airplane\nautomobile\n"u8);
        Assert.Contains("no whole records of 3073", Fault<InvalidDataException>(Record("", 0, _ => 0)[..^1]), StringComparison.Ordinal);
        Assert.Contains("no whole records of 3073", Fault<InvalidDataException>([]), StringComparison.Ordinal);
        Assert.Contains("no whole records of 3073", Fault<InvalidDataException>(Record("7", 0, _ => 0)), StringComparison.Ordinal);
        Assert.Contains("picture 0 the label 2, but there are 2 class names", Fault<InvalidDataException>(Record("", 2, _ => 0)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../../evil")]
    [InlineData("a/b")]
    [InlineData("..\\evil")]
    [InlineData(".")]
    public void A_name_that_leads_out_of_the_folder_is_refused(string name)
    {
        Write("batches.meta.txt", System.Text.Encoding.UTF8.GetBytes($"airplane\n{name}\n"));
        Assert.Contains($"'{name}' is no name of a class", Fault<InvalidDataException>(Record("", 0, _ => 0)), StringComparison.Ordinal);
        Assert.False(Path.Exists(Path.Combine(_set.Folder, "..", "evil")) || Directory.Exists(Path.Combine(_set.Folder, "out", "test", name)) && name != ".");
    }

    /// <summary>A pickle is a program: its presence is told, it is never opened.</summary>
    [Fact]
    public void Pickled_batches_are_told_and_not_read()
    {
        Write("cifar-10-batches-py/test_batch", "cos\nsystem\n"u8);
        var fault = Assert.Throws<FileNotFoundException>(() => PackedClasses.Unpack(Packing.Cifar10, _set.Folder, _set.Folder + "/out")).Message;
        Assert.Contains("pickles: they can run code", fault, StringComparison.Ordinal);
        Assert.Contains("binary version", fault, StringComparison.Ordinal);
        Assert.DoesNotContain("pickles", Assert.Throws<FileNotFoundException>(() => PackedClasses.Unpack(Packing.Cifar100, _set["empty"], _set.Folder + "/out")).Message, StringComparison.Ordinal);
        Assert.Throws<FileNotFoundException>(() => PackedClasses.Unpack(Packing.Digits, _set.Folder, _set.Folder + "/out"));
    }

    private string Fault<T>(byte[] batch)
        where T : Exception
    {
        Write("test_batch.bin", batch);
        return Assert.Throws<T>(() => PackedClasses.Unpack(Packing.Cifar10, _set.Folder, _set.Folder + "/out")).Message;
    }

    private static byte[] Record(string coarse, byte label, Func<int, byte> value) => [.. coarse.Select(digit => (byte)(digit - '0')), label, .. Enumerable.Range(0, 3 * Plane).Select(at => value(at * 7 / 3))];

    private void Write(string file, ReadOnlySpan<byte> bytes)
    {
        using Stream stream = file.EndsWith(".gz", StringComparison.Ordinal) ? new System.IO.Compression.GZipStream(File.Create(_set[file]), System.IO.Compression.CompressionLevel.Fastest) : File.Create(_set[file]);
        stream.Write(bytes);
    }
}
