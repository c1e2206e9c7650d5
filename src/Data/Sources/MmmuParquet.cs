using System.Text.RegularExpressions;
using Steering.Data.Shards;

namespace Steering.Data.Sources;

/// <summary>
/// MMMU as its publishers lay it out, one folder a subject with Parquet files {split}-*.parquet that hold the pictures' bytes, unpacked into the
/// files of <see cref="MmmuFiles"/>: pictures into all_images/, prompts built as the official configuration for LLaVA-1.5 builds them. A
/// question with pictures in more than one option is not put to a model, as the official process_single_sample decides; any other is asked with
/// its first picture.
/// </summary>
public static partial class MmmuParquet
{
    private const string Letter = "Answer with the option's letter from the given choices directly.";
    private const string Short = "Answer the question using a single word or phrase.";

    /// <summary>Reads every subject folder, in the order of their names.</summary>
    /// <param name="split">"validation" or "test".</param>
    public static async Task UnpackAsync(string folder, string split, string output, CancellationToken cancel)
    {
        var files = Directory.EnumerateFiles(folder, split + "-*.parquet", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToList();
        if (files.Count == 0)
        {
            throw new FileNotFoundException($"{folder} has no {split}-*.parquet in it. Download MMMU's subject folders into it, or correct the folder.", Path.Combine(folder, split + "-*.parquet"));
        }
        var images = Directory.CreateDirectory(Path.Combine(output, "all_images")).FullName;
        var samples = new List<Sample>();
        foreach (var file in files)
        {
            foreach (var question in await MmmuRows.ReadAsync(file, cancel)) samples.Add(Unpack(question, file, images));
        }
        MmmuFiles.Write(output, samples);
    }

    /// <summary>What the official configuration asks: the question, the options in brackets, and a request.</summary>
    public static string Prompt(string question, IReadOnlyList<string> options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Count == 0
            ? $"{question}\n{Short}"
            : $"{question}\n{string.Concat(options.Select((option, i) => $"({MmmuFiles.Letter(i)}) {option}\n"))}\n{Letter}";
    }

    private static Sample Unpack(MmmuQuestion question, string file, string images)
    {
        var where = $"{file}: question {question.Id}";
        var isChoice = question.QuestionType == MmmuFiles.MultipleChoice;
        List<string> options = isChoice ? PythonList.Read(question.Options, where) : [];
        List<string> accepted = PythonList.IsOne(question.Answer) ? PythonList.Read(question.Answer, where) : [question.Answer];
        var several = options.Sum(option => Marker().Count(option)) > 1;
        var picture = several ? null : question.Picture ?? throw new InvalidDataException($"{where} has no image_1. Fetch the file again.");
        var name = picture is null ? null : $"{question.Id}{Extension(picture)}";
        if (picture is not null) File.WriteAllBytes(Path.Combine(images, name!), picture.Bytes);
        return new Sample
        {
            Id = question.Id,
            Image = name,
            Turns = [new Turn(Prompt(question.Question, options), accepted[0])],
            Answers = accepted,
            Choices = options,
            Category = MmmuFiles.Subject(question.Id),
        };
    }

    private static string Extension(MmmuPicture picture) => picture.Bytes is [0xFF, 0xD8, ..] ? ".jpg" : ".png";

    [GeneratedRegex(@"<image \d+>|<img='.*?'>", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Marker();
}
