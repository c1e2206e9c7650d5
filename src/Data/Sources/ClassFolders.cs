namespace Steering.Data.Sources;

/// <summary>
/// Image classification as most sets are unpacked (CIFAR-10, MNIST and their like): a folder a class, <c>{class}/{picture}</c>, or under test/ or
/// val/. As a sample: what is asked of every picture, the class's name as answer (underscores are spaces), all classes' names as choices. The class is
/// no category: the best constant answer of a class would be right always.
/// </summary>
public static class ClassFolders
{
    public const string Question = "What is in the image?";
    public const string TestFolder = "test";

    /// <summary>Folders of the pictures that are asked about, the first that is there.</summary>
    private static readonly string[] s_splits = [TestFolder, "val"];

    private static readonly string[] s_endings = [".png", ".jpg", ".jpeg"];
    private static readonly string[] s_others = [".bmp", ".gif", ".pgm", ".ppm", ".tif", ".tiff", ".webp"];

    /// <summary>Where the class folders lie: under test/ or val/ if there is one, in the folder itself otherwise.</summary>
    public static string Root(string folder) => s_splits.Select(split => Path.Combine(folder, split)).FirstOrDefault(Directory.Exists, folder);

    /// <summary>All pictures, classes and files by name. Hidden folders and what a Mac leaves in archives are none.</summary>
    /// <exception cref="InvalidDataException">It is no such set; the message names what is wrong.</exception>
    public static IReadOnlyList<Sample> Read(string folder)
    {
        if (!Directory.Exists(folder)) throw new DirectoryNotFoundException($"{folder} does not exist. Unpack the data set there, or correct the path.");
        var root = Root(folder);
        var classes = Directory.EnumerateDirectories(root).Select(path => Path.GetFileName(path)).Where(label => label is not ['.', ..] and not "__MACOSX").Order(StringComparer.Ordinal).ToList();
        if (classes.Count < 2) throw new InvalidDataException($"{root} has {classes.Count} folders; a classification set has one for each of two or more classes, named as the class. Sets published packed are unpacked first (PackedClasses).");
        var names = classes.ConvertAll(Name);
        if (classes.GroupBy(Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(same => same.Count() > 1) is { } twice) throw new InvalidDataException($"{root} has several folders of one class ({string.Join(", ", twice)}), which no answer can tell apart. Join or rename them.");
        var split = root == folder ? "all" : Path.GetFileName(root);
        return [.. classes.SelectMany(label => Pictures(Path.Combine(root, label)).Select(file => new Sample
        {
            Id = $"{label}/{file}",
            Image = $"{label}/{file}",
            Turns = [new Turn(Question, Name(label))],
            Answers = [Name(label)],
            Choices = names,
            Category = split,
        }))];
    }

    /// <summary>What a folder's class is called.</summary>
    public static string Name(string label)
    {
        ArgumentNullException.ThrowIfNull(label);
        return label.Replace('_', ' ');
    }

    private static List<string> Pictures(string folder)
    {
        var files = Directory.EnumerateFiles(folder).Select(path => Path.GetFileName(path)).Where(file => file[0] != '.').Order(StringComparer.Ordinal).ToList();
        if (files.Find(file => Has(s_others, file)) is { } other) throw new InvalidDataException($"{folder} has the picture {other}; {string.Join(", ", s_endings)} are read. Convert such pictures, or take them out.");
        var pictures = files.FindAll(file => Has(s_endings, file));
        if (pictures.Count > 0) return pictures;
        throw new InvalidDataException($"{folder} has no picture ({string.Join(", ", s_endings)}){(Directory.EnumerateDirectories(folder).Any() ? " but folders; classes lie directly under the set, or under its test/ or val/" : "")}. Unpack the class again, or remove its folder.");

        static bool Has(string[] endings, string file) => endings.Contains(Path.GetExtension(file).ToLowerInvariant());
    }
}
