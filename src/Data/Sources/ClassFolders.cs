using System.Globalization;
using Steering.Data.Imaging;

namespace Steering.Data.Sources;

/// <summary>
/// Image classification as most sets are unpacked (CIFAR-10, MNIST and their like): a folder a class, <c>{class}/{picture}</c>, or under test/. As a
/// sample: what is asked of every picture, the class's name as answer (underscores are spaces), all classes' names as choices, the class as category.
/// </summary>
public static class ClassFolders
{
    public const string Question = "What is in the image?";

    private const string TestFolder = "test";

    private static readonly string[] s_endings = [".png", ".jpg", ".jpeg"];

    /// <summary>Where the class folders lie: under test/ if there is one, in the folder itself otherwise.</summary>
    public static string Root(string folder) => Path.Combine(folder, TestFolder) is var test && Directory.Exists(test) ? test : folder;

    /// <summary>All pictures, classes and files by name.</summary>
    public static IReadOnlyList<Sample> Read(string folder)
    {
        if (!Directory.Exists(folder)) throw new DirectoryNotFoundException($"{folder} does not exist. Unpack the data set there, or correct the path.");
        var root = Root(folder);
        var classes = Directory.EnumerateDirectories(root).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal).ToList();
        if (classes.Count < 2) throw new InvalidDataException($"{root} has {classes.Count} folders; a classification set has one for each of two or more classes, named as the class.");
        var names = classes.ConvertAll(Name);
        return [.. classes.SelectMany(label => Pictures(Path.Combine(root, label)).Select(file => new Sample
        {
            Id = $"{label}/{file}",
            Image = $"{label}/{file}",
            Turns = [new Turn(Question, Name(label))],
            Answers = [Name(label)],
            Choices = names,
            Category = Name(label),
        }))];
    }

    /// <summary>
    /// Unpacks a pair of idx files (MNIST, Fashion-MNIST; see <see cref="IdxFile"/>) into class folders of PNGs named by their position.
    /// <paramref name="classes"/> are the labels' names from 0 on.
    /// </summary>
    public static void Unpack(string imagesPath, string labelsPath, IReadOnlyList<string> classes, string folder)
    {
        ArgumentNullException.ThrowIfNull(classes);
        var images = IdxFile.Read(imagesPath, dimensions: 3);
        var labels = IdxFile.Read(labelsPath, dimensions: 1);
        var (count, height, width) = (images.Shape[0], images.Shape[1], images.Shape[2]);
        if (labels.Shape[0] != count) throw new InvalidDataException($"{labelsPath} labels {labels.Shape[0]} pictures, {imagesPath} holds {count}. Take both files of one split.");
        if (labels.Values.Length > 0 && labels.Values.Max() is var last && last >= classes.Count) throw new InvalidDataException($"{labelsPath} holds the label {last}, but only {classes.Count} class names were given. Give one for each label from 0 on.");
        foreach (var label in classes) Directory.CreateDirectory(Path.Combine(folder, label));
        for (var i = 0; i < count; i++)
        {
            var grey = images.Values.AsSpan(i * height * width, height * width);
            var picture = new Picture(width, height);
            for (var at = 0; at < picture.Rgb.Length; at++) picture.Rgb[at] = grey[at / 3];
            Png.Write(Path.Combine(folder, classes[labels.Values[i]], string.Create(CultureInfo.InvariantCulture, $"{i:D5}.png")), picture);
        }
    }

    private static List<string> Pictures(string folder)
    {
        var files = Directory.EnumerateFiles(folder).Where(path => s_endings.Contains(Path.GetExtension(path).ToLowerInvariant())).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal).ToList();
        return files.Count > 0 ? files : throw new InvalidDataException($"{folder} has no picture ({string.Join(", ", s_endings)}). Unpack the class again, or remove its folder.");
    }

    private static string Name(string label) => label.Replace('_', ' ');
}
