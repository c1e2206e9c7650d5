namespace Steering.Data.Sources;

/// <summary>One line of a result file of MME: picture, question, truth and what was answered, as text between tabs.</summary>
public sealed record MmeLine(string Image, string Question, string Truth, string Prediction);

/// <summary>
/// MME's own files (Fu et al. 2023): a folder a subtask, a text file a picture with its two questions, <c>question⇥Yes</c> and <c>question⇥No</c>.
/// Pictures lie beside their text files, or under images/ with the texts under questions_answers_YN/. As a sample: id
/// <c>{subtask}/{picture}-{1|2}</c>, the truth in lower case as answer, the subtask as category. And the result files <c>{subtask}.txt</c>
/// that the official calculation reads.
/// </summary>
public static class MmeFiles
{
    private const string Pictures = "images";
    private const string Texts = "questions_answers_YN";

    /// <summary>The ten subtasks that make up perception, in the official order.</summary>
    public static IReadOnlyList<string> Perception { get; } =
        ["existence", "count", "position", "color", "posters", "celebrity", "scene", "landmark", "artwork", "OCR"];

    /// <summary>The four that make up cognition.</summary>
    public static IReadOnlyList<string> Cognition { get; } = ["commonsense_reasoning", "numerical_calculation", "text_translation", "code_reasoning"];

    /// <summary>All questions of a release folder: subtasks in the official order, pictures by name.</summary>
    public static IReadOnlyList<Sample> Read(string folder)
    {
        if (!Directory.Exists(folder)) throw new DirectoryNotFoundException($"{folder} does not exist. Fetch the data set, or correct the path.");
        var subtasks = Perception.Concat(Cognition).Where(subtask => Directory.Exists(Path.Combine(folder, subtask))).ToList();
        return subtasks.Count > 0
            ? [.. subtasks.SelectMany(subtask => ReadSubtask(folder, subtask))]
            : throw new FileNotFoundException($"{folder} has no folder of a subtask ({string.Join(", ", Perception)} …). Is it MME_Benchmark_release_version?", Path.Combine(folder, Perception[0]));
    }

    /// <summary>Writes samples in the flat layout, pictures beside their texts; only the texts are written.</summary>
    public static void Write(string folder, IReadOnlyList<Sample> samples)
    {
        foreach (var pair in samples.GroupBy(sample => sample.Image, StringComparer.Ordinal))
        {
            var path = Path.Combine(folder, Path.ChangeExtension(pair.Key ?? throw new ArgumentException("Every question of MME has a picture."), ".txt"));
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, string.Concat(pair.Select(sample => $"{sample.Turns[0].Question}\t{(sample.Answers[0] == "yes" ? "Yes" : "No")}\n")));
        }
    }

    /// <summary>A result file's lines; CR, LF and CR LF all end a line, as Python reads text.</summary>
    public static IReadOnlyList<MmeLine> ReadResults(string path)
    {
        if (!File.Exists(path)) throw new FileNotFoundException($"{path} does not exist. MME wants one result file for each subtask.", path);
        var lines = OneLineEnd(File.ReadAllText(path)).Split('\n');
        var whole = lines[^1].Length == 0 ? lines[..^1] : lines;
        return [.. whole.Select((line, i) => Line(line.Split('\t'), $"{path}:{i + 1}"))];
    }

    public static void WriteResults(string path, IEnumerable<MmeLine> lines) =>
        File.WriteAllText(path, string.Concat(lines.Select(line => $"{line.Image}\t{line.Question}\t{line.Truth}\t{Flat(line.Prediction)}\n")));

    private static IEnumerable<Sample> ReadSubtask(string folder, string subtask)
    {
        var texts = Directory.Exists(Path.Combine(folder, subtask, Texts)) ? Path.Combine(folder, subtask, Texts) : Path.Combine(folder, subtask);
        var images = Directory.Exists(Path.Combine(folder, subtask, Pictures)) ? $"{subtask}/{Pictures}" : subtask;
        var ending = SampleImages.ExtensionIn(Path.Combine(folder, images));
        return Directory.EnumerateFiles(texts, "*.txt").Order(StringComparer.Ordinal).SelectMany(path =>
        {
            var name = Path.GetFileNameWithoutExtension(path);
            var lines = File.ReadAllLines(path).Where(line => line.Length > 0).ToList();
            if (lines.Count != 2) throw new InvalidDataException($"{path} has {lines.Count} questions; MME asks two about each picture, one of them to be answered yes. Fetch it again.");
            return lines.Select((line, i) => ToSample(line, $"{path}:{i + 1}", $"{subtask}/{name}-{i + 1}", $"{images}/{name}{ending}", subtask));
        });
    }

    private static Sample ToSample(string line, string where, string id, string image, string subtask)
    {
        var tab = line.LastIndexOf('\t');
        var truth = tab < 0 ? "" : line[(tab + 1)..].Trim().ToLowerInvariant();
        if (truth is not ("yes" or "no")) throw new InvalidDataException($"{where} is not 'question, tab, Yes or No': '{line}'. Mend the line, or fetch the file again.");
        return new Sample { Id = id, Image = image, Turns = [new Turn(line[..tab], truth)], Answers = [truth], Category = subtask };
    }

    private static MmeLine Line(string[] columns, string where) => columns.Length == 4
        ? new MmeLine(columns[0], columns[1], columns[2], columns[3])
        : throw new InvalidDataException(
            $"{where} has {columns.Length} columns; MME's result files have image, question, truth and prediction between tabs. Was a tab or a line end inside the prediction? Write the file with those taken out.");

    private static string Flat(string prediction) => OneLineEnd(prediction).Replace('\n', ' ').Replace('\t', ' ');

    // Not String.ReplaceLineEndings: to Python U+2028, U+0085 and the form feed end no line of a file.
    private static string OneLineEnd(string text) => text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
}
