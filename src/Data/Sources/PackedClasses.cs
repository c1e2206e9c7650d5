using System.Globalization;
using Steering.Data.Imaging;

namespace Steering.Data.Sources;

/// <summary>How a classification set is published whose pictures are no files.</summary>
public enum Packing
{
    /// <summary>MNIST's t10k-images-idx3-ubyte and t10k-labels-idx1-ubyte, zipped or not; classes are the digits.</summary>
    Digits,

    /// <summary>CIFAR-10's binary version: test_batch.bin, names in batches.meta.txt.</summary>
    Cifar10,

    /// <summary>CIFAR-100's binary version: test.bin, names of its fine classes in fine_label_names.txt.</summary>
    Cifar100,
}

/// <summary>
/// Makes class folders (<see cref="ClassFolders"/>) of the test split of sets that are published packed; pictures are PNGs named by their position. The
/// versions for Python are pickles, which can run code when they are read: they are refused.
/// </summary>
public static class PackedClasses
{
    private const int CifarSide = 32;

    public static void Unpack(Packing packing, string folder, string output)
    {
        var target = Path.Combine(output, ClassFolders.TestFolder);
        switch (packing)
        {
            case Packing.Digits: UnpackIdx(Idx(folder, "t10k-images-idx3-ubyte"), Idx(folder, "t10k-labels-idx1-ubyte"), [.. Enumerable.Range(0, 10).Select(digit => digit.ToString(CultureInfo.InvariantCulture))], target); break;
            case Packing.Cifar10: UnpackCifar(InnerFolder(folder, "cifar-10-batches-bin"), "test_batch.bin", "batches.meta.txt", labels: 1, target); break;
            case Packing.Cifar100: UnpackCifar(InnerFolder(folder, "cifar-100-binary"), "test.bin", "fine_label_names.txt", labels: 2, target); break;
            default: throw new ArgumentOutOfRangeException(nameof(packing), packing, "No such packing; add it.");
        }
    }

    /// <summary>A pair of idx files (MNIST, Fashion-MNIST; see <see cref="IdxFile"/>). <paramref name="classes"/> are the labels' names from 0 on.</summary>
    public static void UnpackIdx(string imagesPath, string labelsPath, IReadOnlyList<string> classes, string output)
    {
        var images = IdxFile.Read(imagesPath, dimensions: 3);
        var labels = IdxFile.Read(labelsPath, dimensions: 1);
        var (count, height, width) = (images.Shape[0], images.Shape[1], images.Shape[2]);
        if (labels.Shape[0] != count) throw new InvalidDataException($"{labelsPath} labels {labels.Shape[0]} pictures, {imagesPath} holds {count}. Take both files of one split.");
        Write(output, classes, labelsPath, count, i => labels.Values[i], i =>
        {
            var grey = images.Values.AsSpan(i * height * width, height * width);
            var picture = new Picture(width, height);
            for (var at = 0; at < picture.Rgb.Length; at++) picture.Rgb[at] = grey[at / 3];
            return picture;
        });
    }

    /// <summary>Records of label bytes, of which the last is the class, and 32 × 32 pixels plane by plane (Krizhevsky 2009).</summary>
    private static void UnpackCifar(string folder, string file, string names, int labels, string output)
    {
        const int plane = CifarSide * CifarSide;
        var (path, record) = (Path.Combine(folder, file), labels + (3 * plane));
        foreach (var needed in (string[])[path, Path.Combine(folder, names)])
        {
            if (!File.Exists(needed)) throw new FileNotFoundException($"{needed} does not exist{Pickles(folder)}. Fetch the set's binary version, or correct the path.", needed);
        }
        var bytes = File.ReadAllBytes(path);
        if (bytes.Length == 0 || bytes.Length % record != 0) throw new InvalidDataException($"{path} has {bytes.Length} bytes, which are no whole records of {record}. Was it cut while being fetched, or is it another set's? Fetch it again.");
        string[] classes = [.. File.ReadLines(Path.Combine(folder, names)).Select(line => line.Trim()).Where(line => line.Length > 0)];
        Write(output, classes, path, bytes.Length / record, i => bytes[(i * record) + labels - 1], i =>
        {
            var picture = new Picture(CifarSide, CifarSide);
            for (var at = 0; at < picture.Rgb.Length; at++) picture.Rgb[at] = bytes[(i * record) + labels + (at % 3 * plane) + (at / 3)];
            return picture;
        });
    }

    private static void Write(string output, IReadOnlyList<string> classes, string labelled, int count, Func<int, byte> label, Func<int, Picture> picture)
    {
        foreach (var name in classes)
        {
            // A name becomes a folder: it must stay below the output.
            if (name is ['.', ..] || name.AsSpan().ContainsAny(Path.GetInvalidFileNameChars()) || name.Contains('\\', StringComparison.Ordinal)) throw new InvalidDataException($"{labelled}: '{name}' is no name of a class; it would be no folder of its own. Fetch the set again.");
            Directory.CreateDirectory(Path.Combine(output, name));
        }
        for (var i = 0; i < count; i++)
        {
            if (label(i) >= classes.Count) throw new InvalidDataException($"{labelled} gives picture {i} the label {label(i)}, but there are {classes.Count} class names. Take labels and names of one set.");
            Png.Write(Path.Combine(output, classes[label(i)], string.Create(CultureInfo.InvariantCulture, $"{i:D5}.png")), picture(i));
        }
    }

    private static string Idx(string folder, string name) => Path.Combine(folder, name + ".gz") is var zipped && File.Exists(zipped) ? zipped : Path.Combine(folder, name);

    /// <summary>The folder that the archive makes, or the files themselves.</summary>
    private static string InnerFolder(string folder, string name) => Path.Combine(folder, name) is var inner && Directory.Exists(inner) ? inner : folder;

    private static string Pickles(string folder)
    {
        string[] pickled = ["test_batch", "test", "cifar-10-batches-py", "cifar-100-python"];
        return Array.Exists(pickled, name => Path.Exists(Path.Combine(folder, name))) ? ", but the version for Python, whose files are pickles: they can run code when they are read, and are not" : "";
    }
}
